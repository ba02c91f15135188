package io.deepcompress.pipeline.importer;

import io.deepcompress.codec.network.Window;

/** Windows over time. */
final class Windows1d {
  private Windows1d() {}

  /** A window over the rows of an image that is one pixel wide and as high as time is long. */
  static Window of(Layer layer, int steps) throws ImportException {
    Config config = layer.config();
    int kernel = first(config, "kernelSize", 0);
    int stride = first(config, "stride", 1);
    int dilation = first(config, "dilation", 1);
    String mode = config.text("convolutionMode", "Truncate");
    int span = (kernel - 1) * dilation + 1;
    int total = Math.max(0, (Windows.ceilDiv(steps, stride) - 1) * stride + span - steps);
    int padding = first(config, "padding", 0);
    int before;
    int after;
    switch (mode) {
      case "Same" -> {
        before = total / 2;
        after = total - before;
      }
      case "Causal" -> {
        before = span - 1;
        after = 0;
      }
      case "Truncate" -> {
        before = padding;
        after = padding;
      }
      default -> throw config.unsupported("uses convolution mode " + mode);
    }
    try {
      return new Window(kernel, 1, stride, 1, before, 0, after, 0, dilation, 1);
    } catch (IllegalArgumentException e) {
      throw config.unsupported("has " + e.getMessage());
    }
  }

  private static int first(Config config, String field, int absent) {
    var value = config.json().path(field);
    return value.isArray() ? value.path(0).asInt(absent) : value.asInt(absent);
  }
}
