package io.deepcompress.runtime.integers;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Step;

/**
 * {@code y = x / max(epsilon, |x|)} over all elements of 8-bit integers, by the integer square root
 * of the sum of their squares.
 */
public final class IntegerL2Normalize implements Step {
  private final ActivationQuantization from;
  private final ActivationQuantization to;
  private final FixedPoint step;

  /** Least square of the norm in units of 2^-14 squared input steps: of epsilon, and of 1 step. */
  private final long least;

  private final int size;
  private final int in;
  private final int out;

  /** From byte slot {@code in} to byte slot {@code out}, which may share an array. */
  public IntegerL2Normalize(
      float epsilon,
      int size,
      ActivationQuantization from,
      ActivationQuantization to,
      int in,
      int out) {
    this.from = from;
    this.to = to;
    this.step = Rounding.fractions(to);
    double steps = epsilon > from.scale() ? (double) epsilon / from.scale() : 1;
    this.least = (long) Math.rint(Math.min(0x1p61, steps * steps * 0x1p14));
    this.size = size;
    this.in = in;
    this.out = out;
  }

  @Override
  public void run(Frame frame) {
    byte[] x = frame.bytes(in);
    byte[] y = frame.bytes(out);
    long sum = 0;
    for (int i = 0; i < size; i++) {
      long value = Rounding.centred(x[i], from);
      sum += value * value;
    }
    long square = Math.max(least, sum << 14);
    // Half the even shift to 61 or 62 bits: at most 23, as the square has 15 bits or more.
    int half = (Long.numberOfLeadingZeros(square) - 2) / 2;
    long inverse = (1L << 61) / squareRoot(square << 2 * half);
    for (int i = 0; i < size; i++) {
      long fraction = Rounding.centred(x[i], from) * inverse >> 23 - half;
      y[i] = Rounding.saturate(step.scale(fraction), to);
    }
  }

  /** Rounded down, of at most 62 bits. */
  static long squareRoot(long square) {
    long root = 0;
    for (long bit = 1L << 30; bit != 0; bit >>= 1) {
      long next = root | bit;
      root = next * next <= square ? next : root;
    }
    return root;
  }
}
