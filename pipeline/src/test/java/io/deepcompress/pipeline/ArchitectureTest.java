package io.deepcompress.pipeline;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** Holds the arrows of the house: codec, then runtime, then pipeline, with datasets beside. */
class ArchitectureTest {
  /** As compiled: in the jars, internal classes of codec and runtime have other names. */
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importPaths(
              "../codec/target/classes",
              "../runtime/target/classes",
              "../datasets/target/classes",
              "target/classes");

  @Test
  void codecAndDatasetsKnowTheJdkOnly() {
    for (String room : new String[] {"codec", "datasets"}) {
      noClasses()
          .that()
          .resideInAPackage("io.deepcompress." + room + "..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages("io.deepcompress." + room + "..", "java..", "javax.imageio..")
          .check(CLASSES);
    }
  }

  @Test
  void runtimeKnowsCodecOnly() {
    noClasses()
        .that()
        .resideInAPackage("io.deepcompress.runtime..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "io.deepcompress.runtime..",
            "io.deepcompress.codec..",
            "java..",
            "jdk.incubator.vector..")
        .check(CLASSES);
  }

  @Test
  void nothingKnowsTheCommandLineOrTheExperiments() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.deepcompress.pipeline.cli..", "io.deepcompress.experiments..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.deepcompress.pipeline.cli..", "io.deepcompress.experiments..")
        .check(CLASSES);
  }

  /** TrainableNetwork is the bridge between the working model and training. */
  @Test
  void onlyTrainingAndExportingKnowDeeplearning4j() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.deepcompress.pipeline.train..",
            "io.deepcompress.pipeline.exporter..",
            "io.deepcompress.experiments..")
        .and()
        .doNotHaveSimpleName("TrainableNetwork")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..")
        .check(CLASSES);
  }

  /** The format's own types, in the package above, and these know each other. */
  @Test
  void codecsSubpackagesHaveNoCycles() {
    slices().matching("io.deepcompress.codec.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
