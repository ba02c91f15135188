package io.deepcompress.runtime.integers;

import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Piece;
import io.deepcompress.runtime.execution.Step;
import io.deepcompress.runtime.kernel.ByteRuns;
import io.deepcompress.runtime.kernel.Kernels;
import io.deepcompress.runtime.kernel.ScratchSize;
import java.util.Arrays;

/** Max pooling of 8-bit integers; a window without any tap in the image gives the zero point. */
public final class IntegerMaxPooling implements Step, Piece {
  /** What {@link io.deepcompress.runtime.kernel.Loops} may read too far. */
  private static final int SLACK = 192;

  private final Window window;
  private final Shape input;
  private final byte flip;
  private final int zeroPoint;
  private final int in;
  private final int out;
  private final int height;
  private final int width;
  private final int rows;
  private final int columns;

  /** Columns that the windows of a row reach over, padding included. */
  private final int reach;

  private final int[] emptyColumns;

  /**
   * From byte slot {@code in} to byte slot {@code out}.
   *
   * @param signed whether the bytes are int8
   */
  public IntegerMaxPooling(
      Window window, Shape input, boolean signed, int zeroPoint, int in, int out) {
    this.window = window;
    this.input = input;
    // With the top bit flipped, unsigned bytes compare as signed ones.
    this.flip = (byte) (signed ? 0 : 0x80);
    this.zeroPoint = zeroPoint;
    this.in = in;
    this.out = out;
    this.height = input.dimension(1);
    this.width = input.dimension(2);
    this.rows = window.outputHeight(height);
    this.columns = window.outputWidth(width);
    this.reach =
        Math.max(window.left() + width, (columns - 1) * window.strideWidth() + window.spanWidth());
    int[] empty = new int[columns];
    int count = 0;
    for (int column = 0; column < columns; column++) {
      if (isEmpty(column)) {
        empty[count++] = column;
      }
    }
    this.emptyColumns = Arrays.copyOf(empty, count);
  }

  /** Whether no tap of a column of windows lies in the image. */
  private boolean isEmpty(int column) {
    int left = column * window.strideWidth() - window.left();
    for (int tap = 0; tap < window.kernelWidth(); tap++) {
      int x = left + tap * window.dilationWidth();
      if (x >= 0 && x < width) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void run(Frame frame) {
    frame.workers().run(this, input.channels(), frame);
  }

  @Override
  public ScratchSize scratch() {
    return new ScratchSize(0, 0, 0, 0, 0, 0, 0, reach + columns + 2 * SLACK, 0);
  }

  /** First the largest values of each column of a row of windows, then those of the windows. */
  @Override
  public void run(int channel, int worker, Frame frame) {
    byte[] x = frame.bytes(in);
    byte[] y = frame.bytes(out);
    byte[] scratch = frame.scratch().bytes(worker);
    int to = channel * rows * columns;
    for (int row = 0; row < rows; row++, to += columns) {
      int top = row * window.strideHeight() - window.top();
      int dilation = window.dilationHeight();
      int first = top >= 0 ? 0 : (-top + dilation - 1) / dilation;
      int end = Math.min(window.kernelHeight(), (height - top + dilation - 1) / dilation);
      if (first >= end) {
        Arrays.fill(y, to, to + columns, (byte) zeroPoint);
        continue;
      }
      int from = (channel * height + top + first * dilation) * width;
      Kernels.loops()
          .largestOfRows(
              x, from, dilation * width, end - first, flip, scratch, window.left(), width);
      Arrays.fill(scratch, 0, window.left(), Byte.MIN_VALUE);
      Arrays.fill(scratch, window.left() + width, reach, Byte.MIN_VALUE);
      Kernels.loops()
          .largestOfTaps(
              scratch,
              window.kernelWidth(),
              window.dilationWidth(),
              window.strideWidth(),
              flip,
              scratch,
              reach + SLACK,
              columns);
      ByteRuns.copy(scratch, reach + SLACK, y, to, columns);
      for (int column : emptyColumns) {
        y[to + column] = (byte) zeroPoint;
      }
    }
  }
}
