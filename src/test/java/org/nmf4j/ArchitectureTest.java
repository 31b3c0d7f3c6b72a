package org.nmf4j;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        .resideInAnyPackage("picocli..")
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
    noClasses()
        .that()
        .resideOutsideOfPackage("org.nmf4j.spark..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("org.nmf4j.plot..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.knowm..", "org.apache.batik..", "java.awt..", "javax.imageio..")
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
        .and()
        .doNotHaveFullyQualifiedName("org.nmf4j.spark.Factorize")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(CLASSES);
    noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging").check(CLASSES);
  }

  /** Nothing is read, named or said otherwise in another country: each call names the locale. */
  @Test
  void nothingDependsOnTheDefaultLocale() {
    noClasses()
        .should()
        .accessTargetWhere(describe("depends on the default locale", ArchitectureTest::isLocal))
        .check(CLASSES);
  }

  /** Whether a method has a twin that takes a locale, or is one of those that have none. */
  private static boolean isLocal(JavaAccess<?> access) {
    if (!(access.getTarget() instanceof CodeUnitAccessTarget target)
        || !target.getOwner().getPackageName().startsWith("java.")) {
      return false;
    }
    String name = target.getName();
    List<String> types = target.getRawParameterTypes().stream().map(JavaClass::getName).toList();
    boolean isDefault =
        (target.getOwner().isEquivalentTo(Locale.class) && name.equals("getDefault"))
            || (target.getOwner().isEquivalentTo(String.class) && name.equals("formatted"))
            || target.getOwner().getSimpleName().equals("DecimalFormat");
    Class<?> owner = target.getOwner().reflect();
    Stream<? extends Executable> twins =
        name.equals(JavaConstructor.CONSTRUCTOR_NAME)
            ? Stream.of(owner.getConstructors())
            : Stream.of(owner.getMethods()).filter(method -> method.getName().equals(name));
    return isDefault
        || twins.anyMatch(
            twin -> {
              List<String> longer =
                  new ArrayList<>(Stream.of(twin.getParameterTypes()).map(Class::getName).toList());
              return longer.remove(Locale.class.getName()) && longer.equals(types);
            });
  }

  /**
   * A pattern that gives back what it has taken may take time that grows with the square of the
   * input, and the stack with it: each repetition is possessive.
   */
  @Test
  void noPatternGoesBack() throws IOException {
    Pattern use =
        Pattern.compile(
            "(?:Pattern\\s*\\.compile|\\.matches|\\.replaceAll|\\.replaceFirst|\\.split)\\("
                + "((?:\\s*\\+?\\s*\"(?:[^\"\\\\]|\\\\.)*\")+)");
    Pattern givesBack = Pattern.compile("(?<!\\\\)[*+]|\\{\\d+,\\d*\\}");
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        Matcher uses = use.matcher(Files.readString(file));
        while (uses.find()) {
          String pattern = uses.group(1).replaceAll("\\[[^\\]]*\\]|\"\\s*\\+\\s*\"", "C");
          if (givesBack.matcher(pattern.replaceAll("([*+?]|\\{\\d+,\\d*\\})\\+", "C")).find()) {
            found.add(file + ": " + uses.group(1));
          }
        }
      }
    }
    assertThat(found).isEmpty();
  }
}
