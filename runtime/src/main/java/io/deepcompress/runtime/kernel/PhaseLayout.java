package io.deepcompress.runtime.kernel;

import io.deepcompress.codec.network.Window;

/**
 * A padded copy of an image in which a convolution of any stride reads contiguous runs. Each
 * channel is split into {@code strideHeight * strideWidth} phases (row and column modulo the
 * stride), each a plane of {@link #rows()} x {@link #pitch()}. One tap of the kernel, for all
 * outputs of a channel, is then the run of {@link #runLength()} elements from {@link #offset};
 * output {@code (y, x)} is element {@code y * pitch + x} of the run, and the columns between the
 * output's width and the pitch are to be thrown away.
 */
public final class PhaseLayout {
  private final LayerShape shape;
  private final Window window;
  private final int rows;
  private final int pitch;

  /**
   * Lays out the input of a layer.
   *
   * @throws IllegalArgumentException if it would have more than 2^31 - 1 elements
   */
  public PhaseLayout(LayerShape shape) {
    this.shape = shape;
    this.window = shape.window();
    int lastRow = (shape.outputHeight() - 1) * window.strideHeight() + window.spanHeight();
    int lastColumn = (shape.outputWidth() - 1) * window.strideWidth() + window.spanWidth();
    this.rows = ceilingDivide(lastRow, window.strideHeight());
    this.pitch = ceilingDivide(lastColumn, window.strideWidth());
    long size = (long) rows * pitch * phases() * shape.channels();
    if (size > Integer.MAX_VALUE - 64) {
      throw new IllegalArgumentException("a padded input of " + size + " elements is too large");
    }
  }

  private static int ceilingDivide(int a, int b) {
    return (a + b - 1) / b;
  }

  /** Rows of a phase. */
  public int rows() {
    return rows;
  }

  /** Columns of a phase. */
  public int pitch() {
    return pitch;
  }

  /** Phases of a channel. */
  public int phases() {
    return window.strideHeight() * window.strideWidth();
  }

  /** Elements of one channel, all phases. */
  public int channelSize() {
    return rows * pitch * phases();
  }

  /** Elements of all channels. */
  public int size() {
    return channelSize() * shape.channels();
  }

  /** Elements of a run, from the first to the last output. */
  public int runLength() {
    return (shape.outputHeight() - 1) * pitch + shape.outputWidth();
  }

  /** Whether the layout is the input itself, so that no copy is needed. */
  public boolean isInput() {
    return phases() == 1
        && window.top() == 0
        && window.left() == 0
        && rows == shape.height()
        && pitch == shape.width();
  }

  /** Index of the first element that a tap of the kernel reads in a channel. */
  public int offset(int channel, int kernelRow, int kernelColumn) {
    int y = kernelRow * window.dilationHeight();
    int x = kernelColumn * window.dilationWidth();
    int phase = y % window.strideHeight() * window.strideWidth() + x % window.strideWidth();
    return channel * channelSize()
        + (phase * rows + y / window.strideHeight()) * pitch
        + x / window.strideWidth();
  }

  /** {@link #offset} of every weight of a filter of the first group, in C order. */
  public int[] offsets() {
    int[] offsets = new int[shape.weightsPerFilter()];
    int i = 0;
    for (int channel = 0; channel < shape.channels() / shape.groups(); channel++) {
      for (int row = 0; row < window.kernelHeight(); row++) {
        for (int column = 0; column < window.kernelWidth(); column++) {
          offsets[i++] = offset(channel, row, column);
        }
      }
    }
    return offsets;
  }

  /** What {@link #offsets} grow by from one group to the next. */
  public int groupOffset() {
    return shape.channels() / shape.groups() * channelSize();
  }

  /** First column {@code q} of a phase whose source column lies in the image. */
  private int firstInside(int phase, int before, int stride) {
    return Math.max(0, ceilingDivide(Math.max(0, before - phase), stride));
  }

  /** One past the last index of a phase whose source lies in an image of the given extent. */
  private int endInside(int phase, int before, int stride, int extent, int limit) {
    int end = before + extent - phase;
    return end <= 0 ? 0 : Math.min(limit, ceilingDivide(end, stride));
  }

  /** Copies one channel, with zeros around. */
  public void fill(int channel, float[] input, float[] output) {
    int to = channel * channelSize();
    for (int py = 0; py < window.strideHeight(); py++) {
      for (int px = 0; px < window.strideWidth(); px++, to += rows * pitch) {
        java.util.Arrays.fill(output, to, to + rows * pitch, 0f);
        int top = firstInside(py, window.top(), window.strideHeight());
        int bottom = endInside(py, window.top(), window.strideHeight(), shape.height(), rows);
        int left = firstInside(px, window.left(), window.strideWidth());
        int right = endInside(px, window.left(), window.strideWidth(), shape.width(), pitch);
        for (int row = top; row < bottom; row++) {
          int from = source(channel, row * window.strideHeight() + py, px);
          int start = to + row * pitch;
          for (int column = left; column < right; column++) {
            output[start + column] = input[from + column * window.strideWidth()];
          }
        }
      }
    }
  }

  /**
   * Copies one channel of bytes.
   *
   * @param flip exclusive-or of every byte, before it is taken as uint8
   * @param padding what stands for zero around the image
   */
  public void fill(int channel, byte[] input, int flip, short padding, short[] output) {
    int to = channel * channelSize();
    for (int py = 0; py < window.strideHeight(); py++) {
      for (int px = 0; px < window.strideWidth(); px++, to += rows * pitch) {
        java.util.Arrays.fill(output, to, to + rows * pitch, padding);
        int top = firstInside(py, window.top(), window.strideHeight());
        int bottom = endInside(py, window.top(), window.strideHeight(), shape.height(), rows);
        int left = firstInside(px, window.left(), window.strideWidth());
        int right = endInside(px, window.left(), window.strideWidth(), shape.width(), pitch);
        for (int row = top; row < bottom; row++) {
          int from = source(channel, row * window.strideHeight() + py, px);
          int start = to + row * pitch;
          for (int column = left; column < right; column++) {
            output[start + column] =
                (short) ((input[from + column * window.strideWidth()] ^ flip) & 0xff);
          }
        }
      }
    }
  }

  /** Index in the input of a padded row and a phase's column 0, which may lie outside. */
  private int source(int channel, int paddedRow, int phaseColumn) {
    return (channel * shape.height() + paddedRow - window.top()) * shape.width()
        + phaseColumn
        - window.left();
  }
}
