package io.deepcompress.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelWriter;
import io.deepcompress.codec.WriteOptions;
import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Requires;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a device must hold: two small jars that need nothing but the base module. */
class FootprintTest {
  /** Keeps the jars from growing unnoticed; the aim is 250 KB, which they exceed by half. */
  private static final int MOST_BYTES = 400_000;

  private static final String CONSUMER =
      """
      package app;
      public class Main {
        public static void main(String[] args) throws Exception {
          var model = io.deepcompress.runtime.Model.load(java.nio.file.Path.of(args[0]));
          float[] input = new float[model.inputShapes().get(0).size()];
          for (int i = 0; i < input.length; i++) {
            input[i] = (i % 7 - 3) * 0.25f;
          }
          try (var session = model.newSession()) {
            System.out.println(java.util.Arrays.toString(session.run(input)));
          }
        }
      }
      """;

  private static Path location(Class<?> type) throws Exception {
    URI uri = type.getProtectionDomain().getCodeSource().getLocation().toURI();
    return Path.of(uri);
  }

  private static long zippedBytes(Path classes) throws IOException {
    if (!Files.isDirectory(classes)) {
      return Files.size(classes);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        zip.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        Files.copy(file, zip);
      }
    }
    return bytes.size();
  }

  @Test
  void bothJarsTogetherAreSmall() throws Exception {
    long codec = zippedBytes(location(CompressedModel.class));
    long runtime = zippedBytes(location(Model.class));
    assertThat(codec + runtime).as("codec %d + runtime %d", codec, runtime).isLessThan(MOST_BYTES);
  }

  @Test
  void nothingButTheBaseModuleIsNeeded() {
    for (Class<?> type : List.of(Model.class, CompressedModel.class)) {
      List<String> needed =
          type.getModule().getDescriptor().requires().stream()
              .filter(requires -> !requires.modifiers().contains(Requires.Modifier.STATIC))
              .map(Requires::name)
              .toList();
      assertThat(needed).isSubsetOf("java.base", "io.deepcompress.codec");
    }
  }

  @Test
  void aModularProgramAndAnImageRunAFile(@TempDir Path folder) throws Exception {
    Path bin = Path.of(System.getProperty("java.home"), "bin");
    assumeTrue(
        Files.exists(bin.resolve("jlink")) && Files.exists(bin.resolve("javac")),
        "skipped: this Java installation has no jlink or javac");
    Path source = Files.createDirectories(folder.resolve("source/app"));
    Files.writeString(source.resolve("Main.java"), CONSUMER);
    Path info = source.resolveSibling("module-info.java");
    Files.writeString(info, "module app { requires io.deepcompress.runtime; }");
    Path model = folder.resolve("model.dcz");
    Models models = new Models(41);
    CompressedModel compressed =
        models.chain(
            Shape.of(2, 9, 9),
            new Operation.Convolution(5, Window.square(3), 1, true),
            new Operation.Activation(ActivationFunction.RELU, 0, 0),
            new Operation.Reshape(Shape.of(5 * 7 * 7)),
            new Operation.Dense(4, true));
    Files.write(model, ModelWriter.write(compressed, WriteOptions.DEFAULT));
    float[] input = new float[2 * 9 * 9];
    for (int i = 0; i < input.length; i++) {
      input[i] = (i % 7 - 3) * 0.25f;
    }
    String expected;
    try (Session session = Model.load(model).newSession()) {
      expected = Arrays.toString(session.run(input));
    }

    String path = location(Model.class) + File.pathSeparator + location(CompressedModel.class);
    Path classes = folder.resolve("classes");
    run(bin, "javac", "-p", path, "-d", classes, info, source.resolve("Main.java"));
    String whole = path + File.pathSeparator + classes;
    assertThat(run(bin, "java", "-p", whole, "-m", "app/app.Main", model)).contains(expected);

    Path image = folder.resolve("image");
    run(bin, "jlink", "-p", whole, "--add-modules", "app", "--output", image);
    assertThat(run(image.resolve("bin"), "java", "-m", "app/app.Main", model)).contains(expected);
    assertThat(run(image.resolve("bin"), "java", "--list-modules"))
        .doesNotContain("java.desktop")
        .contains("java.base");
  }

  private static String run(Path bin, String program, Object... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(bin.resolve(program).toString()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
    return output;
  }
}
