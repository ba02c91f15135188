package io.deepcompress.pipeline.exporter;

import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import org.deeplearning4j.nn.conf.ConvolutionMode;

/**
 * How DL4J can be told a window's padding.
 *
 * @param mode truncate, same, or null where neither places the window
 * @param padding rows and columns on each side, for truncate
 */
record Placement(ConvolutionMode mode, int[] padding) {

  /** For a convolution or pooling of an image of the given shape. */
  static Placement of(Window window, Shape in) {
    if (isSymmetric(window)) {
      return new Placement(ConvolutionMode.Truncate, new int[] {window.top(), window.left()});
    }
    boolean same =
        isSame(
                in.dimension(1),
                window.spanHeight(),
                window.strideHeight(),
                window.top(),
                window.bottom())
            && isSame(
                in.dimension(2),
                window.spanWidth(),
                window.strideWidth(),
                window.left(),
                window.right());
    return new Placement(same ? ConvolutionMode.Same : null, new int[2]);
  }

  /** For a transposed convolution. */
  static Placement transposed(Window window) {
    if (isSymmetric(window)) {
      return new Placement(ConvolutionMode.Truncate, new int[] {window.top(), window.left()});
    }
    boolean same =
        isSplit(window.spanHeight() - window.strideHeight(), window.top(), window.bottom())
            && isSplit(window.spanWidth() - window.strideWidth(), window.left(), window.right());
    return new Placement(same ? ConvolutionMode.Same : null, new int[2]);
  }

  private static boolean isSymmetric(Window window) {
    return window.top() == window.bottom() && window.left() == window.right();
  }

  private static boolean isSame(int size, int span, int stride, int before, int after) {
    int steps = -Math.floorDiv(-size, stride);
    return isSplit(Math.max(0, (steps - 1) * stride + span - size), before, after);
  }

  private static boolean isSplit(int total, int before, int after) {
    return before == total / 2 && after == total - total / 2;
  }
}
