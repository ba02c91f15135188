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

/** A decoder in Python, written from FORMAT.md alone, finds in every golden file what is in it. */
class IndependentDecoderTest {
  private static Path resource(String name) throws URISyntaxException {
    return Path.of(IndependentDecoderTest.class.getResource(name).toURI());
  }

  @Test
  void findsTheSameInEveryGoldenFile() throws Exception {
    assumeTrue(hasPython(), "python3 is not there: the independent decoder is not run");
    List<String> command = new ArrayList<>(List.of("python3", resource("decode.py").toString()));
    List<String> expected = new ArrayList<>();
    for (Golden golden : Golden.all()) {
      String file = golden.name() + ".dcz";
      command.add(resource("golden/" + file).toString());
      expected.add("file " + file);
      expected.addAll(ModelDump.of(golden.model(), golden.options().strip()));
    }
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
