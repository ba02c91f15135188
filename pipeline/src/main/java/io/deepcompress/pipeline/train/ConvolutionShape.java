package io.deepcompress.pipeline.train;

import java.util.Arrays;

/**
 * The geometry of one convolution over one picture, and its two unrollings.
 *
 * <p>A picture is {@code channels x height x width}, row-major. Its unrolled form for the output
 * rows {@code [row0, row1)} has one line per weight of a filter, {@code (channel, kernelRow,
 * kernelColumn)}, and in each line one value per output position.
 */
record ConvolutionShape(
    int channels,
    int height,
    int width,
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int padTop,
    int padLeft,
    int dilationHeight,
    int dilationWidth,
    int outHeight,
    int outWidth) {

  /** Weights of one filter, which is the number of lines of the unrolled picture. */
  int filterSize() {
    return channels * kernelHeight * kernelWidth;
  }

  /** Floats of one picture. */
  int imageSize() {
    return channels * height * width;
  }

  /** Positions of one output plane. */
  int outSize() {
    return outHeight * outWidth;
  }

  /** Unrolls a picture; positions outside it become zero. */
  void unroll(float[] image, int row0, int row1, float[] columns) {
    int to = 0;
    for (int line = 0; line < filterSize(); line++) {
      int kx = line % kernelWidth;
      int ky = line / kernelWidth % kernelHeight;
      int plane = line / (kernelWidth * kernelHeight) * height * width;
      int shift = kx * dilationWidth - padLeft;
      int first = firstInside(shift);
      int last = Math.max(first, lastInside(shift));
      for (int row = row0; row < row1; row++, to += outWidth) {
        int y = row * strideHeight - padTop + ky * dilationHeight;
        if (y < 0 || y >= height) {
          Arrays.fill(columns, to, to + outWidth, 0f);
          continue;
        }
        for (int i = 0; i < first; i++) {
          columns[to + i] = 0f;
        }
        int from = plane + y * width + shift;
        if (strideWidth == 1) {
          System.arraycopy(image, from + first, columns, to + first, last - first);
        } else {
          for (int i = first; i < last; i++) {
            columns[to + i] = image[from + i * strideWidth];
          }
        }
        for (int i = last; i < outWidth; i++) {
          columns[to + i] = 0f;
        }
      }
    }
  }

  /** The transpose of {@link #unroll}: adds every value to the place it would be read from. */
  void addRolled(float[] columns, int row0, int row1, float[] image) {
    int at = 0;
    for (int line = 0; line < filterSize(); line++) {
      int kx = line % kernelWidth;
      int ky = line / kernelWidth % kernelHeight;
      int plane = line / (kernelWidth * kernelHeight) * height * width;
      int shift = kx * dilationWidth - padLeft;
      int first = firstInside(shift);
      int last = lastInside(shift);
      for (int row = row0; row < row1; row++, at += outWidth) {
        int y = row * strideHeight - padTop + ky * dilationHeight;
        if (y < 0 || y >= height) {
          continue;
        }
        int to = plane + y * width + shift;
        if (strideWidth == 1) {
          for (int i = first; i < last; i++) {
            image[to + i] += columns[at + i];
          }
        } else {
          for (int i = first; i < last; i++) {
            image[to + i * strideWidth] += columns[at + i];
          }
        }
      }
    }
  }

  /** The first output column whose input column, {@code column * stride + shift}, is inside. */
  private int firstInside(int shift) {
    return Math.min(outWidth, Math.max(0, -Math.floorDiv(shift, strideWidth)));
  }

  /** One past the last output column whose input column is inside. */
  private int lastInside(int shift) {
    return Math.min(outWidth, Math.max(0, -Math.floorDiv(shift - width, strideWidth)));
  }
}
