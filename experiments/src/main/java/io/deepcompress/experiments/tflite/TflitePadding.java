package io.deepcompress.experiments.tflite;

import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;

/**
 * How TensorFlow Lite pads an image for a window: by itself, or not at all, so that an operator of
 * its own must put zeros around the image first.
 *
 * @param mode the number of the format's enum
 * @param top rows of zeros that the operator before must add, and so on
 */
record TflitePadding(byte mode, int top, int left, int bottom, int right) {
  /** No padding. */
  static final byte VALID = 1;

  private static final byte SAME = 0;

  static TflitePadding of(Window window, Shape in, Shape out) {
    int height = in.dimension(1);
    int width = in.dimension(2);
    int reachDown = reach(out.dimension(1), window.strideHeight(), window.spanHeight());
    int reachRight = reach(out.dimension(2), window.strideWidth(), window.spanWidth());
    int bottom = Math.max(0, reachDown - window.top() - height);
    int right = Math.max(0, reachRight - window.left() - width);
    if (window.top() == 0 && window.left() == 0 && bottom == 0 && right == 0) {
      return new TflitePadding(VALID, 0, 0, 0, 0);
    }
    boolean same =
        isSame(height, out.dimension(1), window.strideHeight(), reachDown, window.top())
            && isSame(width, out.dimension(2), window.strideWidth(), reachRight, window.left());
    return same
        ? new TflitePadding(SAME, 0, 0, 0, 0)
        : new TflitePadding(VALID, window.top(), window.left(), bottom, right);
  }

  /** Rows or columns from the first window's start to the last one's end. */
  private static int reach(int outputs, int stride, int span) {
    return (outputs - 1) * stride + span;
  }

  /**
   * Whether SAME puts the zeros where the window wants them: as many as are needed for one output a
   * stride, half of them (rounded down) before.
   */
  private static boolean isSame(int in, int out, int stride, int reach, int before) {
    return out == (in + stride - 1) / stride && before == Math.max(0, reach - in) / 2;
  }

  /** Whether an operator of its own must put zeros around the image. */
  boolean isApart() {
    return top > 0 || left > 0 || bottom > 0 || right > 0;
  }
}
