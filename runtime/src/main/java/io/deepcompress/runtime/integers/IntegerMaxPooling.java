package io.deepcompress.runtime.integers;

import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Piece;
import io.deepcompress.runtime.execution.Step;
import io.deepcompress.runtime.kernel.Kernels;
import io.deepcompress.runtime.kernel.ScratchSize;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Max pooling of 8-bit integers; a window without any tap in the image gives the zero point. */
public final class IntegerMaxPooling implements Step {
  /** What {@link io.deepcompress.runtime.kernel.Loops#largest} may read too far. */
  private static final int SLACK = 64;

  private final Window window;
  private final Shape input;
  private final byte flip;
  private final int zeroPoint;
  private final int in;
  private final int out;
  private final int[] emptyColumns;
  private final Piece piece = this::runChannel;

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
    this.emptyColumns =
        IntStream.range(0, window.outputWidth(input.dimension(2))).filter(this::isEmpty).toArray();
  }

  /** Whether no tap of a column of windows lies in the image. */
  private boolean isEmpty(int column) {
    int left = column * window.strideWidth() - window.left();
    return IntStream.range(0, window.kernelWidth())
        .map(tap -> left + tap * window.dilationWidth())
        .noneMatch(x -> x >= 0 && x < input.dimension(2));
  }

  @Override
  public void run(Frame frame) {
    frame.workers().run(piece, input.channels(), frame);
  }

  @Override
  public ScratchSize scratch() {
    return new ScratchSize(0, 0, 0, 0, 0, 0, 0, lastColumn() + SLACK, 0);
  }

  /** Columns that the windows of a row reach over, padding included. */
  private int lastColumn() {
    int columns = window.outputWidth(input.dimension(2));
    return Math.max(
        window.left() + input.dimension(2),
        (columns - 1) * window.strideWidth() + window.spanWidth());
  }

  /** First the largest values of each column of a row of windows, then those of the windows. */
  private void runChannel(int channel, int worker, Frame frame) {
    byte[] x = frame.bytes(in);
    byte[] largest = frame.scratch().bytes(worker);
    int height = input.dimension(1);
    int width = input.dimension(2);
    int rows = window.outputHeight(height);
    int columns = window.outputWidth(width);
    int to = channel * rows * columns;
    for (int row = 0; row < rows; row++, to += columns) {
      Arrays.fill(largest, 0, lastColumn(), Byte.MIN_VALUE);
      boolean any = false;
      for (int tap = 0; tap < window.kernelHeight(); tap++) {
        int y = row * window.strideHeight() - window.top() + tap * window.dilationHeight();
        if (y >= 0 && y < height) {
          int from = (channel * height + y) * width;
          Kernels.loops().larger(x, from, flip, largest, window.left(), width);
          any = true;
        }
      }
      byte[] out = frame.bytes(this.out);
      Kernels.loops()
          .largest(
              largest,
              window.kernelWidth(),
              window.dilationWidth(),
              window.strideWidth(),
              flip,
              out,
              to,
              columns);
      if (!any) {
        Arrays.fill(out, to, to + columns, (byte) zeroPoint);
      }
      for (int column : emptyColumns) {
        out[to + column] = (byte) zeroPoint;
      }
    }
  }
}
