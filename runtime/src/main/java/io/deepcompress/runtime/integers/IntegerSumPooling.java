package io.deepcompress.runtime.integers;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Piece;
import io.deepcompress.runtime.execution.Step;

/**
 * Average or sum pooling of 8-bit integers, scaled in fixed point or straight to float; or p-norm
 * pooling, whose sum of powers is compared with those of the halves between output steps.
 */
public final class IntegerSumPooling implements Step, Piece {
  private final Operation.Pooling pooling;
  private final Shape input;
  private final ActivationQuantization from;
  private final ActivationQuantization to;
  private final int in;
  private final int out;

  /** Factor for each number of taps by which the sum is divided; one for sums. */
  private final FixedPoint[] factors;

  /** What a byte adds to a sum. */
  private final long[] terms = new long[256];

  /** Of a norm: the sum from which on it is rounded to so many output steps. */
  private final long[] least;

  /**
   * From byte slot {@code in} to slot {@code out}.
   *
   * @param to quantization of the output, or null for floats
   */
  public IntegerSumPooling(
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
    this.factors = new FixedPoint[(int) mostTaps(window, input) + 1];
    for (int taps = 1; taps < factors.length; taps++) {
      double step = to == null ? 1 : to.scale();
      factors[taps] = FixedPoint.of(from.scale() / step / divisor(taps));
    }
    boolean norm = pooling.pool() == Operation.Pool.P_NORM;
    for (int q = from.min(); q <= from.max(); q++) {
      int steps = q - from.zeroPoint();
      terms[q & 0xff] = norm ? (long) Math.pow(Math.abs(steps), pooling.p()) : steps;
    }
    least = new long[norm ? to.max() - to.zeroPoint() + 1 : 0];
    for (int steps = 1; steps < least.length; steps++) {
      double half = (steps - 0.5) * to.scale() / from.scale();
      least[steps] = (long) Math.ceil(Math.pow(half, pooling.p()));
    }
  }

  /** Whether the sums of a p-norm stay in 64 bits, and factors for all numbers of taps are few. */
  public static boolean fits(Operation.Pooling pooling, Shape input) {
    long taps = mostTaps(pooling.window(), input);
    return taps <= Window.MAX && Math.pow(255, pooling.p()) * taps < 0x1p63;
  }

  /** Most taps of a window that can be in the image. */
  private static long mostTaps(Window window, Shape input) {
    return (long) Math.min(window.kernelHeight(), input.dimension(1))
        * Math.min(window.kernelWidth(), input.dimension(2));
  }

  private int divisor(int taps) {
    if (pooling.pool() == Operation.Pool.SUM) {
      return 1;
    }
    Window window = pooling.window();
    return pooling.countPadding() ? window.kernelHeight() * window.kernelWidth() : taps;
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
          sum += terms[x[start + column] & 0xff];
          taps++;
        }
      }
    }
    if (to == null) {
      frame.floats(out)[index] =
          taps == 0 ? 0f : (float) ((double) sum * from.scale() / divisor(taps));
    } else if (least.length > 0) {
      frame.bytes(out)[index] = Rounding.saturate(norm(sum), to);
    } else {
      long steps = taps == 0 ? 0 : factors[taps].scale(sum);
      frame.bytes(out)[index] = Rounding.saturate(steps, to);
    }
  }

  /** The most output steps that a sum of powers reaches. */
  private int norm(long sum) {
    int low = 0;
    int high = least.length;
    while (high - low > 1) {
      int middle = low + high >> 1;
      if (least[middle] <= sum) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
