package io.deepcompress.runtime.integers;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Piece;
import io.deepcompress.runtime.execution.Step;

/** Average or sum pooling of 8-bit integers, scaled in fixed point or straight to float. */
public final class IntegerAveragePooling implements Step, Piece {
  private final Operation.Pooling pooling;
  private final Shape input;
  private final ActivationQuantization from;
  private final ActivationQuantization to;
  private final int in;
  private final int out;

  /** Factor for each number of taps by which the sum is divided; one for sums. */
  private final FixedPoint[] factors;

  /**
   * From byte slot {@code in} to slot {@code out}.
   *
   * @param to quantization of the output, or null for floats
   */
  public IntegerAveragePooling(
      Operation.Pooling pooling,
      Shape input,
      ActivationQuantization from,
      ActivationQuantization to,
      int in,
      int out) {
    this.pooling = pooling;
    this.input = input;
    this.from = from;
    this.to = to;
    this.in = in;
    this.out = out;
    Window window = pooling.window();
    this.factors = new FixedPoint[window.kernelHeight() * window.kernelWidth() + 1];
    for (int taps = 1; taps < factors.length; taps++) {
      double step = to == null ? 1 : to.scale();
      factors[taps] = FixedPoint.of(from.scale() / step / divisor(taps));
    }
  }

  private int divisor(int taps) {
    if (pooling.pool() == Operation.Pool.SUM) {
      return 1;
    }
    return pooling.countPadding() ? factors.length - 1 : taps;
  }

  @Override
  public void run(Frame frame) {
    frame.workers().run(this, input.channels(), frame);
  }

  @Override
  public void run(int channel, int worker, Frame frame) {
    byte[] x = frame.bytes(in);
    Window window = pooling.window();
    int rows = window.outputHeight(input.dimension(1));
    int columns = window.outputWidth(input.dimension(2));
    int to = channel * rows * columns;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++, to++) {
        int top = row * window.strideHeight() - window.top();
        pool(x, channel, top, column * window.strideWidth() - window.left(), frame, to);
      }
    }
  }

  private void pool(byte[] x, int channel, int top, int left, Frame frame, int index) {
    Window window = pooling.window();
    int mask = from.signed() ? -1 : 0xff;
    long sum = 0;
    int taps = 0;
    for (int i = 0; i < window.kernelHeight(); i++) {
      int row = top + i * window.dilationHeight();
      if (row < 0 || row >= input.dimension(1)) {
        continue;
      }
      int start = (channel * input.dimension(1) + row) * input.dimension(2);
      for (int j = 0; j < window.kernelWidth(); j++) {
        int column = left + j * window.dilationWidth();
        if (column >= 0 && column < input.dimension(2)) {
          sum += (x[start + column] & mask) - from.zeroPoint();
          taps++;
        }
      }
    }
    if (to == null) {
      frame.floats(out)[index] =
          taps == 0 ? 0f : (float) ((double) sum * from.scale() / divisor(taps));
    } else {
      long q = taps == 0 ? 0 : factors[taps].scale(sum);
      frame.bytes(out)[index] = (byte) Math.max(to.min(), Math.min(to.max(), q + to.zeroPoint()));
    }
  }
}
