package org.nmf4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The rooms of the house, and which doors there are between them. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.nmf4j");

  private static final String[] CORE = {
    "org.nmf4j",
    "org.nmf4j.matrix",
    "org.nmf4j.datavec",
    "org.nmf4j.objective",
    "org.nmf4j.graph",
    "org.nmf4j.compute",
    "org.nmf4j.solver",
    "org.nmf4j.format"
  };

  @Test
  void satellitesDependOnTheCoreAndNeverBack() {
    noClasses()
        .that()
        .resideInAnyPackage(CORE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.nmf4j.io..",
            "org.nmf4j.cli..",
            "org.nmf4j.dl4j..",
            "org.nmf4j.recommend..",
            "org.nmf4j.checkpoint..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage("org.nmf4j.io..", "org.nmf4j.recommend..", "org.nmf4j.select..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.nmf4j.cli..", "org.nmf4j.dl4j..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("org.nmf4j.dl4j..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.nmf4j.cli..", "org.nmf4j.io..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("org.nmf4j.(*)..").should().beFreeOfCycles().check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "org.nmf4j",
            "org.nmf4j.io..",
            "org.nmf4j.cli..",
            "org.nmf4j.dl4j..",
            "org.nmf4j.recommend..",
            "org.nmf4j.select..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.nmf4j")
        .check(CLASSES);
  }

  @Test
  void librariesOfTheSatellitesStayThere() {
    noClasses()
        .that()
        .resideOutsideOfPackages("org.nmf4j.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("picocli..", "me.tongfei..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackages("org.nmf4j.cli..", "org.nmf4j.io..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.commons.csv..", "org.apache.commons.io..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("org.nmf4j.dl4j..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.deeplearning4j..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("org.nmf4j.datavec..")
        .and()
        .doNotHaveFullyQualifiedName("org.nmf4j.Nmf")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.datavec..")
        .check(CLASSES);
  }

  /** Only the command line prints; the derivation swaps the stream to keep others from printing. */
  @Test
  void theLibraryIsSilent() {
    noClasses()
        .that()
        .resideOutsideOfPackages("org.nmf4j.cli..")
        .and()
        .doNotHaveFullyQualifiedName("org.nmf4j.graph.Derivation")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(CLASSES);
    noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging").check(CLASSES);
  }
}
