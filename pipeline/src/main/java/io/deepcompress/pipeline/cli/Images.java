package io.deepcompress.pipeline.cli;

import io.deepcompress.codec.network.Shape;
import io.deepcompress.datasets.ImageShape;
import java.nio.file.Path;

/** The pictures that a network takes. */
final class Images {
  private Images() {}

  /**
   * The picture's shape for a network input: a vector of 784 values, say, takes gray pictures of
   * 28x28.
   *
   * @throws CommandException if the input is no picture
   */
  static ImageShape shape(Path file, Shape input) {
    if (input.rank() == 3 && (input.channels() == 1 || input.channels() == 3)) {
      return new ImageShape(input.channels(), input.dimension(1), input.dimension(2));
    }
    for (int channels : new int[] {1, 3}) {
      int side = (int) Math.round(Math.sqrt((double) input.size() / channels));
      if (input.rank() == 1 && side * side * channels == input.size()) {
        return new ImageShape(channels, side, side);
      }
    }
    throw new CommandException(
        ExitCode.USAGE, file + " takes an input of " + input + ", which is no picture");
  }
}
