package io.deepcompress.pipeline.cli;

import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Shape;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Class names from a file, one a line. */
final class Labels {
  private Labels() {}

  static List<String> read(Path file) throws IOException {
    try {
      return Files.readAllLines(ModelFile.requireInput(file));
    } catch (CharacterCodingException e) {
      throw new CommandException(
          ExitCode.BAD_INPUT,
          file + " is not UTF-8 text; --labels takes a text file in UTF-8, a class name a line",
          e);
    }
  }

  /** Whether a network says how many classes it has: its first output is a vector of scores. */
  static boolean areCounted(Network network) {
    return output(network).rank() == 1;
  }

  /** Checks that there is a name for each class, where the network says how many it has. */
  static void requireFit(Path file, List<String> labels, Network network) {
    int classes = output(network).size();
    if (areCounted(network) && labels.size() != classes) {
      throw new CommandException(
          ExitCode.USAGE,
          file
              + " has "
              + labels.size()
              + " lines, and the network has "
              + classes
              + " outputs; --labels takes a class name a line, in the order of the outputs");
    }
  }

  private static Shape output(Network network) {
    return network.shape(network.outputs().get(0));
  }
}
