package io.deepcompress.runtime.floats;

import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Piece;
import io.deepcompress.runtime.execution.Step;

/** Pooling over windows; a window without any tap in the image gives 0. */
public final class FloatPooling implements Step {
  private final Operation.Pooling pooling;
  private final Pool pool;
  private final Shape input;
  private final int in;
  private final int out;
  private final Piece piece = this::runChannel;

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
    frame.workers().run(piece, input.channels(), frame);
  }

  private void runChannel(int channel, int worker, Frame frame) {
    float[] x = frame.floats(in);
    float[] y = frame.floats(out);
    Window window = pooling.window();
    int height = window.outputHeight(input.dimension(1));
    int width = window.outputWidth(input.dimension(2));
    int to = channel * height * width;
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        y[to++] = pool(x, channel, row * window.strideHeight(), column * window.strideWidth());
      }
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
      if (pooling.pool() == Operation.Pool.MAX) {
        for (int column = left; column < right; column += dx) {
          result = Math.max(result, x[start + column]);
        }
      } else {
        for (int column = left; column < right; column += dx) {
          result = pool.join(result, x[start + column]);
        }
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
