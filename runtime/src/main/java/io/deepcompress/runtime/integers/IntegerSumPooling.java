package io.deepcompress.runtime.integers;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.RowPooling;

/**
 * Average or sum pooling of 8-bit integers, scaled in fixed point or straight to float; or p-norm
 * pooling, whose sum of powers is compared with those of the halves between output steps.
 */
public final class IntegerSumPooling extends RowPooling {
  private final Operation.Pooling pooling;
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
    super(pooling.window(), input);
    this.pooling = pooling;
    this.from = from;
    this.to = to;
    this.in = in;
    this.out = out;
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
    return pooling.countPadding() ? window.kernelHeight() * window.kernelWidth() : taps;
  }

  @Override
  protected void pool(int start, int rows, int first, int worker, Frame frame) {
    byte[] x = frame.bytes(in);
    for (int column = 0; column < taps.length; column++) {
      long sum = 0;
      for (int tap = 0; tap < window.kernelWidth(); tap++) {
        int from = column(column, tap);
        if (from >= 0 && from < width) {
          for (int row = 0; row < rows; row++) {
            sum += terms[x[start + row * window.dilationHeight() * width + from] & 0xff];
          }
        }
      }
      finish(sum, rows * taps[column], frame, first + column);
    }
  }

  private void finish(long sum, int taps, Frame frame, int index) {
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
