package io.deepcompress.runtime.floats;

import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Piece;
import io.deepcompress.runtime.execution.Step;
import io.deepcompress.runtime.kernel.ScratchSize;
import java.util.Arrays;

/** Pooling over windows; a window without any tap in the image gives 0. */
public final class FloatPooling implements Step, Piece {
  private final Operation.Pooling pooling;
  private final Pool pool;
  private final Shape input;
  private final int in;
  private final int out;

  /** Of an image in slot {@code in}, to slot {@code out}. */
  public FloatPooling(Operation.Pooling pooling, Shape input, int in, int out) {
    this.pooling = pooling;
    this.pool = new Pool(pooling.pool(), pooling.p());
    this.input = input;
    this.in = in;
    this.out = out;
  }

  @Override
  public void run(Frame frame) {
    frame.workers().run(this, input.channels(), frame);
  }

  @Override
  public ScratchSize scratch() {
    return new ScratchSize(0, 0, 0, 0, 0, 0, input.dimension(2));
  }

  @Override
  public void run(int channel, int worker, Frame frame) {
    float[] x = frame.floats(in);
    float[] y = frame.floats(out);
    Window window = pooling.window();
    int height = window.outputHeight(input.dimension(1));
    int width = window.outputWidth(input.dimension(2));
    int to = channel * height * width;
    for (int row = 0; row < height; row++) {
      if (pooling.pool() == Operation.Pool.MAX) {
        largest(
            x, channel, row * window.strideHeight() - window.top(), y, to, width, worker, frame);
        to += width;
        continue;
      }
      for (int column = 0; column < width; column++) {
        y[to++] = pool(x, channel, row * window.strideHeight(), column * window.strideWidth());
      }
    }
  }

  /** A row of windows: the largest of each column first, in a loop for vectors, then of windows. */
  private void largest(
      float[] x, int channel, int top, float[] y, int to, int count, int worker, Frame frame) {
    Window window = pooling.window();
    int height = input.dimension(1);
    int width = input.dimension(2);
    int first = firstInside(top, window.dilationHeight());
    int bottom = Math.min(height, top + window.spanHeight());
    if (first >= bottom) {
      Arrays.fill(y, to, to + count, 0f);
      return;
    }
    float[] columns = frame.scratch().floats(worker);
    System.arraycopy(x, (channel * height + first) * width, columns, 0, width);
    for (int row = first + window.dilationHeight(); row < bottom; row += window.dilationHeight()) {
      largestOfTwo(columns, x, (channel * height + row) * width, width);
    }
    for (int i = 0; i < count; i++) {
      int start = i * window.strideWidth() - window.left();
      int left = firstInside(start, window.dilationWidth());
      int right = Math.min(width, start + window.spanWidth());
      float result = left < right ? columns[left] : 0f;
      for (int column = left + window.dilationWidth();
          column < right;
          column += window.dilationWidth()) {
        result = Math.max(result, columns[column]);
      }
      y[to + i] = result;
    }
  }

  private static void largestOfTwo(float[] columns, float[] x, int from, int count) {
    for (int i = 0; i < count; i++) {
      columns[i] = Math.max(columns[i], x[from + i]);
    }
  }

  /** Pools the window whose first tap is at a row and column of the padded image. */
  private float pool(float[] x, int channel, int paddedRow, int paddedColumn) {
    Window window = pooling.window();
    int dy = window.dilationHeight();
    int dx = window.dilationWidth();
    int height = input.dimension(1);
    int width = input.dimension(2);
    int top = firstInside(paddedRow - window.top(), dy);
    int left = firstInside(paddedColumn - window.left(), dx);
    int bottom = Math.min(height, paddedRow - window.top() + window.spanHeight());
    int right = Math.min(width, paddedColumn - window.left() + window.spanWidth());
    if (top >= bottom || left >= right) {
      return 0f;
    }
    float result = pool.start();
    for (int row = top; row < bottom; row += dy) {
      int start = (channel * height + row) * width;
      for (int column = left; column < right; column += dx) {
        result = pool.join(result, x[start + column]);
      }
    }
    int taps = ((bottom - top + dy - 1) / dy) * ((right - left + dx - 1) / dx);
    return pool.finish(
        result, pooling.countPadding() ? window.kernelHeight() * window.kernelWidth() : taps);
  }

  /** The first tap at or behind 0. */
  private static int firstInside(int start, int dilation) {
    return start >= 0 ? start : start + (-start + dilation - 1) / dilation * dilation;
  }
}
