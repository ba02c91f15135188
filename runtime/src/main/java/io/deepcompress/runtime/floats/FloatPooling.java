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
    int height = input.dimension(1);
    int width = input.dimension(2);
    int taps = 0;
    float result = pool.start();
    for (int i = 0; i < window.kernelHeight(); i++) {
      int row = paddedRow - window.top() + i * window.dilationHeight();
      if (row < 0 || row >= height) {
        continue;
      }
      int start = (channel * height + row) * width;
      for (int j = 0; j < window.kernelWidth(); j++) {
        int column = paddedColumn - window.left() + j * window.dilationWidth();
        if (column >= 0 && column < width) {
          result = pool.join(result, x[start + column]);
          taps++;
        }
      }
    }
    int divisor = pooling.countPadding() ? window.kernelHeight() * window.kernelWidth() : taps;
    return taps == 0 ? 0f : pool.finish(result, divisor);
  }
}
