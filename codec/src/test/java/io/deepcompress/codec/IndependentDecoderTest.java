package io.deepcompress.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A decoder in Python, written from FORMAT.md alone, finds in every file what is in it. */
class IndependentDecoderTest {
  private static final int RANDOM_MODELS = Integer.getInteger("deepcompress.pythonModels", 80);

  @TempDir Path folder;

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(IndependentDecoderTest.class.getResource(name).toURI());
  }

  @Test
  void findsTheSameInEveryGoldenFile() throws Exception {
    List<Path> files = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (Golden golden : Golden.all()) {
      files.add(resource("golden/" + golden.name() + ".dcz"));
      expected.add("file " + golden.name() + ".dcz");
      expected.addAll(ModelDump.of(golden.model(), golden.options().strip()));
    }
    assertPrints(files, expected);
  }

  @Test
  void findsTheSameInRandomModels() throws Exception {
    List<Path> files = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (long seed = 0; seed < RANDOM_MODELS; seed++) {
      CompressedModel model = RandomModels.model(seed);
      boolean strip = seed % 3 == 0;
      Path file = folder.resolve(seed + ".dcz");
      Entropy entropy = Entropy.values()[(int) (seed & 1)];
      ModelFiles.save(
          file, ModelWriter.write(model, new WriteOptions(entropy, seed % 5 == 4, strip, 1)));
      files.add(file);
      expected.add("file " + seed + ".dcz");
      expected.addAll(ModelDump.of(model, strip));
    }
    assertPrints(files, expected);
  }

  private static void assertPrints(List<Path> files, List<String> expected) throws Exception {
    assumeTrue(hasPython(), "python3 is not there: the independent decoder is not run");
    List<String> command = new ArrayList<>(List.of("python3", resource("decode.py").toString()));
    files.forEach(file -> command.add(file.toString()));
    Process python = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(printed.lines().toList()).isEqualTo(expected);
    assertThat(python.waitFor()).isZero();
  }

  private static boolean hasPython() throws InterruptedException {
    try {
      Process python = new ProcessBuilder("python3", "--version").redirectErrorStream(true).start();
      python.getInputStream().readAllBytes();
      return python.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
