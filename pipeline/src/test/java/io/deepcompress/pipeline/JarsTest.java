package io.deepcompress.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.Session;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a device must hold: two small jars that need nothing but the base module. */
class JarsTest {
  /** Keeps the jars from growing unnoticed. */
  private static final int MOST_BYTES = 250_000;

  private static final Path GOLDEN =
      Path.of("../codec/src/test/resources/io/deepcompress/codec/golden/convolutions-huffman.dcz");

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

  private static Path codec;
  private static Path runtime;

  @BeforeAll
  static void findJars() throws Exception {
    codec = location(CompressedModel.class);
    runtime = location(Model.class);
    assumeTrue(
        Files.isRegularFile(codec) && Files.isRegularFile(runtime),
        "skipped: the jars are made by mvn package and mvn verify only");
  }

  private static Path location(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  @Test
  void bothTogetherAreSmall() throws Exception {
    long codecBytes = Files.size(codec);
    long runtimeBytes = Files.size(runtime);
    assertThat(codecBytes + runtimeBytes)
        .as("codec %d + runtime %d", codecBytes, runtimeBytes)
        .isLessThanOrEqualTo(MOST_BYTES);
  }

  @Test
  void nothingButTheBaseModuleIsNeeded() {
    for (ModuleReference module : ModuleFinder.of(codec, runtime).findAll()) {
      List<String> needed =
          module.descriptor().requires().stream()
              .filter(
                  requires ->
                      !requires.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
              .map(ModuleDescriptor.Requires::name)
              .toList();
      assertThat(needed).isSubsetOf("java.base", "io.deepcompress.codec");
    }
  }

  /** Compares with the classes as the compiler wrote them, which lie beside the jars. */
  @Test
  void whatIsExportedIsAsInTheSource() throws Exception {
    for (Path jar : List.of(codec, runtime)) {
      Path classes = jar.resolveSibling("classes");
      Set<ModuleDescriptor.Exports> exports = descriptor(classes).exports();
      assertThat(descriptor(jar).exports()).isEqualTo(exports);
      for (ModuleDescriptor.Exports exported : exports) {
        try (Stream<Path> files =
            Files.list(classes.resolve(exported.source().replace('.', '/')))) {
          for (Path file : files.filter(Files::isRegularFile).toList()) {
            String name = file.getFileName().toString().replace(".class", "");
            List<String> declared = declaration(classes, exported.source() + '.' + name);
            if (declared.get(0).startsWith("public")) {
              assertThat(declaration(jar, exported.source() + '.' + name)).isEqualTo(declared);
              assertThatComponentsHaveAccessors(exported.source() + '.' + name);
            }
          }
        }
      }
    }
  }

  /** As patterns of records need them. */
  private static void assertThatComponentsHaveAccessors(String name) throws Exception {
    Class<?> type = Class.forName(name);
    if (type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        assertThat(component.getAccessor()).as("%s of %s", component, name).isNotNull();
      }
    }
  }

  @Test
  void entriesHoldNothingThatChangesWithTheBuild() throws Exception {
    for (Path jar : List.of(codec, runtime)) {
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        assertThat(zip.stream().map(ZipEntry::getName)).isSorted().noneMatch(n -> n.endsWith("/"));
        assertThat(zip.stream())
            .allSatisfy(
                entry -> {
                  assertThat(entry.getTimeLocal()).isEqualTo("2026-01-01T00:00:00");
                  assertThat(entry.getExtra()).isNull();
                });
      }
    }
  }

  private static ModuleDescriptor descriptor(Path path) {
    return ModuleFinder.of(path).findAll().iterator().next().descriptor();
  }

  /** The head of a class and the members that users see, in alphabetical order. */
  private static List<String> declaration(Path path, String name) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    int status =
        ToolProvider.findFirst("javap")
            .orElseThrow()
            .run(out, out, "-protected", "-constants", "-cp", path.toString(), name);
    assertThat(status).as("%s: %s", name, text).isZero();
    List<String> lines =
        new ArrayList<>(text.toString().lines().filter(l -> !l.startsWith("Compiled")).toList());
    Collections.sort(lines.subList(1, lines.size()));
    return lines;
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
    Model model = Model.load(GOLDEN);
    float[] input = new float[model.inputShapes().get(0).size()];
    for (int i = 0; i < input.length; i++) {
      input[i] = (i % 7 - 3) * 0.25f;
    }
    String expected;
    try (Session session = model.newSession()) {
      expected = Arrays.toString(session.run(input));
    }

    String path = runtime + File.pathSeparator + codec;
    Path classes = folder.resolve("classes");
    run(bin, "javac", "-p", path, "-d", classes, info, source.resolve("Main.java"));
    String whole = path + File.pathSeparator + classes;
    assertThat(run(bin, "java", "-p", whole, "-m", "app/app.Main", GOLDEN)).contains(expected);

    Path image = folder.resolve("image");
    run(bin, "jlink", "-p", whole, "--add-modules", "app", "--output", image);
    assertThat(run(image.resolve("bin"), "java", "-m", "app/app.Main", GOLDEN)).contains(expected);
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
