package io.deepcompress.pipeline.importer;

import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;

/** Resolves DL4J's convolution modes to explicit padding. */
final class Windows {
  private Windows() {}

  /** The window of a convolution or pooling over an image of the given shape. */
  static Window of(Layer layer, Shape in) throws ImportException {
    Config config = layer.config();
    int[] kernel = config.integers("kernelSize", 2);
    int[] stride = config.integers("stride", 2);
    int[] dilation = config.has("dilation") ? config.integers("dilation", 2) : new int[] {1, 1};
    String mode = config.text("convolutionMode", "Truncate");
    int[] before = new int[2];
    int[] after = new int[2];
    requireImage(config, in);
    for (int axis = 0; axis < 2; axis++) {
      int size = in.dimension(axis + 1);
      int span = (kernel[axis] - 1) * dilation[axis] + 1;
      switch (mode) {
        case "Same" -> {
          int steps = ceilDiv(size, stride[axis]);
          int total = Math.max(0, (steps - 1) * stride[axis] + span - size);
          before[axis] = total / 2;
          after[axis] = total - total / 2;
        }
        case "Truncate", "Strict" -> {
          int padding = config.integers("padding", 2)[axis];
          before[axis] = padding;
          after[axis] = padding;
          if (mode.equals("Strict") && (size + 2 * padding - span) % stride[axis] != 0) {
            throw config.corrupt("is strict, but its stride does not divide " + in);
          }
        }
        default -> throw config.unsupported("uses convolution mode " + mode);
      }
    }
    return window(config, kernel, stride, before, after, dilation);
  }

  /** The window of a transposed convolution. */
  static Window transposed(Layer layer, Shape in) throws ImportException {
    Config config = layer.config();
    int[] kernel = config.integers("kernelSize", 2);
    int[] stride = config.integers("stride", 2);
    int[] dilation = config.has("dilation") ? config.integers("dilation", 2) : new int[] {1, 1};
    String mode = config.text("convolutionMode", "Truncate");
    int[] before = new int[2];
    int[] after = new int[2];
    requireImage(config, in);
    for (int axis = 0; axis < 2; axis++) {
      int span = (kernel[axis] - 1) * dilation[axis] + 1;
      switch (mode) {
        case "Same" -> {
          // The output has stride x input pixels.
          int total = span - stride[axis];
          if (total < 0) {
            throw config.unsupported("has a stride larger than its kernel");
          }
          before[axis] = total / 2;
          after[axis] = total - total / 2;
        }
        case "Truncate", "Strict" -> {
          before[axis] = config.integers("padding", 2)[axis];
          after[axis] = before[axis];
        }
        default -> throw config.unsupported("uses convolution mode " + mode);
      }
    }
    return window(config, kernel, stride, before, after, dilation);
  }

  private static Window window(
      Config config, int[] kernel, int[] stride, int[] before, int[] after, int[] dilation)
      throws ImportException {
    try {
      return new Window(
          kernel[0],
          kernel[1],
          stride[0],
          stride[1],
          before[0],
          before[1],
          after[0],
          after[1],
          dilation[0],
          dilation[1]);
    } catch (IllegalArgumentException e) {
      throw config.unsupported("has " + e.getMessage());
    }
  }

  /** Steps of a stride that cover a size. */
  static int ceilDiv(int size, int stride) {
    return -Math.floorDiv(-size, Math.max(1, stride));
  }

  private static void requireImage(Config config, Shape in) throws ImportException {
    if (in.rank() != 3) {
      throw config.corrupt("takes an image but is given " + in);
    }
  }
}
