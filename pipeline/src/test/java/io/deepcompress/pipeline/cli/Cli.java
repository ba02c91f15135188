package io.deepcompress.pipeline.cli;

import io.deepcompress.pipeline.train.NetworkTraining;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Runs the real command line inside the test's JVM. */
final class Cli {
  /** What a command left behind. */
  record Result(int exitCode, String out, String err) {
    /** Lines on standard error. */
    List<String> errorLines() {
      return err.lines().toList();
    }
  }

  private Cli() {}

  static Result run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
    int exitCode = Main.execute(new PrintWriter(out), new PrintWriter(err), words);
    return new Result(exitCode, out.toString(), err.toString());
  }

  /**
   * A network of a few weights for gray pictures of {@code side x side}, as {@code train} writes
   * it.
   */
  static Path smallZip(Path folder, int side) throws IOException {
    Path zip = folder.resolve("small.zip");
    Files.write(
        zip, new NetworkTraining("lenet-300-100", new int[] {1, side, side}, 10, 7).toZip());
    return zip;
  }
}
