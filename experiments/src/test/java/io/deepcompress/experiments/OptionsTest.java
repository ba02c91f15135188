package io.deepcompress.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every mistake in the options ends in one clear line, and leaves stored results as they were. */
final class OptionsTest {
  private static final String[] REPORTS = {
    "codec", "codec-sizes", "codec-whole", "speed-run", "kernels", "zoo", "squeezenet"
  };

  @TempDir Path results;

  @BeforeEach
  void storeResults() throws IOException {
    for (String name : REPORTS) {
      Path report = Files.createDirectory(results.resolve(name));
      Files.writeString(report.resolve("README.md"), "# Measured for hours\n");
      Files.writeString(report.resolve(name + ".json"), "{}\n");
    }
  }

  @Test
  void unknownNames() throws IOException {
    fails(2, "--only", "codec", "--only", "nothing");
    fails(2, "--what", "speed", "--what", "foo");
    fails(2, "--only", "speed", "--what", "networks", "--only", "fc6");
    fails(2, "'nosuch'", "zoo", "nosuch");
    fails(2, "'foo'", "kernels", "--layers", "foo");
    fails(2, "'foo'", "squeezenet", "--methods", "mse,foo");
    fails(2, "'foo'", "squeezenet", "--grids", "foo");
    fails(2, "'foo'", "max-drop", "--networks", "mlp,foo");
    fails(2, "--data", "max-drop", "--data", "mnits");
    fails(1, "lenet-5", "density", "lenet5");
  }

  @Test
  void optionsThatNeedOthers() throws IOException {
    fails(2, "--sizes needs the files", "codec", "--sizes");
    fails(2, "built-in sets", "codec", "--only", "fc6", "a.dcz");
    fails(2, "--whole", "codec", "--whole", "a.dcz");
  }

  @Test
  void numbersOutOfRange() throws IOException {
    fails(2, "--rounds", "codec", "--rounds", "0");
    fails(2, "--warm-up", "codec", "--warm-up", "NaN");
    fails(2, "--rounds", "speed", "--rounds", "0");
    fails(2, "--threads", "speed", "--threads", "1,0");
    fails(2, "--batch", "speed", "--batch", "0");
    fails(2, "--threads", "squeezenet", "--threads", "0");
    fails(2, "--threads", "zoo", "--threads", "257");
    fails(2, "--runs", "zoo", "--runs", "0");
    fails(2, "--seeds", "reproduce", "lenet-5", "--seeds", "0");
    fails(2, "--drops", "max-drop", "--drops", "101");
  }

  @Test
  void filesThatCannotBeRead() throws IOException {
    Path none = results.resolve("none.dcz");
    Path text = Files.writeString(results.resolve("text.dcz"), "no model at all");
    for (String option : new String[] {"--rounds=1", "--sizes"}) {
      fails(1, "no such file: " + none, "codec", none.toString(), option);
      fails(1, "error: " + text + ": ", "codec", text.toString(), option);
    }
  }

  @Test
  void aResultHasAFolderOfItsOwn() throws IOException {
    fails(2, "--name", "speed", "--name", "../speed");
    Path page = Files.createDirectory(results.resolve("speed")).resolve("README.md");
    Files.writeString(page, "# By hand\n");
    fails(1, page + " was not written by an experiment", "speed", "--name", "speed");
  }

  private void fails(int exitCode, String message, String... arguments) throws IOException {
    String before = contents();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words =
        Stream.concat(Arrays.stream(arguments), Stream.of("--results=" + results, "--quiet"))
            .toArray(String[]::new);
    int actual = Main.execute(new PrintWriter(out), new PrintWriter(err), words);
    assertThat(err.toString()).startsWith("error: ").contains(message).doesNotContain("\tat ");
    assertThat(actual).isEqualTo(exitCode);
    assertThat(out.toString()).isEmpty();
    assertThat(contents()).isEqualTo(before);
  }

  private String contents() throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.walk(results)) {
      for (Path file : files.sorted().filter(Files::isRegularFile).toList()) {
        text.append(file).append('\n').append(Files.readString(file));
      }
    }
    return text.toString();
  }
}
