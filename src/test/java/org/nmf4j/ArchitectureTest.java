package org.nmf4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rooms of the house, and which doors there are between them. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.nmf4j");

  /** What stands around the core: it uses the core, and the core knows nothing of it. */
  private static final String[] SATELLITES = {
    "org.nmf4j.io..",
    "org.nmf4j.data..",
    "org.nmf4j.impute..",
    "org.nmf4j.dl4j..",
    "org.nmf4j.recommend..",
    "org.nmf4j.select..",
    "org.nmf4j.plot..",
    "org.nmf4j.spark..",
    "org.nmf4j.checkpoint..",
    "org.nmf4j.cli.."
  };

  @Test
  void satellitesDependOnTheCoreAndNeverBack() {
    noClasses()
        .that()
        .resideOutsideOfPackages(SATELLITES)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SATELLITES)
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackages("org.nmf4j.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.nmf4j.cli..")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("org.nmf4j.(**)").should().beFreeOfCycles().check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage(
            "org.nmf4j.matrix..",
            "org.nmf4j.objective..",
            "org.nmf4j.solver..",
            "org.nmf4j.internal..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.nmf4j")
        .check(CLASSES);
  }

  /** What a user can call, implement or extend speaks of public rooms alone. */
  @Test
  void nothingInternalIsInAPublicSignature() {
    List<String> leaks = new ArrayList<>();
    for (JavaClass type : CLASSES) {
      boolean isApi =
          !type.getPackageName().startsWith("org.nmf4j.internal")
              && type.getModifiers().contains(JavaModifier.PUBLIC)
              && !type.getEnclosingClass().map(ArchitectureTest::isHidden).orElse(false);
      if (!isApi) {
        continue;
      }
      for (JavaCodeUnit unit : type.getCodeUnits()) {
        if (isVisible(unit)) {
          Stream.concat(Stream.of(unit.getRawReturnType()), unit.getRawParameterTypes().stream())
              .filter(used -> used.getPackageName().startsWith("org.nmf4j.internal"))
              .forEach(used -> leaks.add(unit.getFullName() + ": " + used.getSimpleName()));
        }
      }
    }
    assertThat(leaks).isEmpty();
  }

  private static boolean isHidden(JavaClass type) {
    return !type.getModifiers().contains(JavaModifier.PUBLIC);
  }

  private static boolean isVisible(JavaCodeUnit unit) {
    return unit.getModifiers().contains(JavaModifier.PUBLIC)
        || unit.getModifiers().contains(JavaModifier.PROTECTED);
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
        .resideOutsideOfPackage("org.nmf4j.data..")
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
        .doNotHaveFullyQualifiedName("org.nmf4j.internal.graph.Derivation")
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
