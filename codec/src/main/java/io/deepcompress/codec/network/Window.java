package io.deepcompress.codec.network;

/**
 * The sliding window of a convolution or pooling over height and width. Padding is always explicit:
 * an importer resolves modes such as "same" for the input shape at hand.
 *
 * @param kernelHeight rows, at least 1
 * @param kernelWidth columns, at least 1
 * @param strideHeight at least 1
 * @param strideWidth at least 1
 * @param top rows of padding above, at least 0
 * @param left columns of padding
 * @param bottom rows of padding below
 * @param right columns of padding
 * @param dilationHeight distance between neighbouring taps, 1 for a plain window
 * @param dilationWidth distance between neighbouring taps
 */
public record Window(
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int top,
    int left,
    int bottom,
    int right,
    int dilationHeight,
    int dilationWidth) {

  /** Largest value of any field; keeps every size computation far from overflow. */
  public static final int MAX = 1 << 14;

  /**
   * Checks the fields.
   *
   * @throws IllegalArgumentException if a size, stride or dilation is not in 1..{@link #MAX} or a
   *     padding not in 0..{@link #MAX}
   */
  public Window {
    check("kernel", 1, kernelHeight, kernelWidth);
    check("stride", 1, strideHeight, strideWidth);
    check("padding", 0, top, left, bottom, right);
    check("dilation", 1, dilationHeight, dilationWidth);
  }

  private static void check(String what, int least, int... values) {
    for (int value : values) {
      if (value < least || value > MAX) {
        throw new IllegalArgumentException(what + " " + value + " is not in " + least + ".." + MAX);
      }
    }
  }

  /** A square window with stride 1, no padding and no dilation. */
  public static Window square(int kernel) {
    return square(kernel, 1, 0);
  }

  /** A square window with the same stride and padding on every side, and no dilation. */
  public static Window square(int kernel, int stride, int padding) {
    return new Window(kernel, kernel, stride, stride, padding, padding, padding, padding, 1, 1);
  }

  /** Rows that a dilated kernel spans. */
  public int spanHeight() {
    return (kernelHeight - 1) * dilationHeight + 1;
  }

  /** Columns that a dilated kernel spans. */
  public int spanWidth() {
    return (kernelWidth - 1) * dilationWidth + 1;
  }

  /** Rows of output for rows of input; below 1 where the window does not fit. */
  public int outputHeight(int inputHeight) {
    return (int) Math.floorDiv((long) inputHeight + top + bottom - spanHeight(), strideHeight) + 1;
  }

  /** Columns of output for columns of input; below 1 where the window does not fit. */
  public int outputWidth(int inputWidth) {
    return (int) Math.floorDiv((long) inputWidth + left + right - spanWidth(), strideWidth) + 1;
  }

  /** Rows of output when the window is transposed: {@code (in - 1) * stride + span - padding}. */
  public long transposedHeight(int inputHeight) {
    return (inputHeight - 1L) * strideHeight + spanHeight() - top - bottom;
  }

  /** Columns of output when the window is transposed. */
  public long transposedWidth(int inputWidth) {
    return (inputWidth - 1L) * strideWidth + spanWidth() - left - right;
  }
}
