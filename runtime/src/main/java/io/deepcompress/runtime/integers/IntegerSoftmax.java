package io.deepcompress.runtime.integers;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Step;

/**
 * Softmax of 8-bit integers over the first axis: the distance from the largest integer selects a
 * power of e from a table, and these are divided by their sum.
 */
public final class IntegerSoftmax implements Step {
  /** Powers of e in units of 2^-30, by the distance below the largest integer. */
  private final int[] powers = new int[256];

  private final Shape shape;
  private final ActivationQuantization from;
  private final ActivationQuantization to;
  private final FixedPoint step;
  private final int in;
  private final int out;

  /** From byte slot {@code in} to byte slot {@code out}, which may share an array. */
  public IntegerSoftmax(
      Shape shape, ActivationQuantization from, ActivationQuantization to, int in, int out) {
    this.shape = shape;
    this.from = from;
    this.to = to;
    this.step = Rounding.fractions(to);
    this.in = in;
    this.out = out;
    for (int i = 0; i < powers.length; i++) {
      powers[i] = (int) Math.rint(Math.exp(-(double) from.scale() * i) * (1 << 30));
    }
  }

  @Override
  public void run(Frame frame) {
    byte[] x = frame.bytes(in);
    byte[] y = frame.bytes(out);
    int plane = shape.planeSize();
    int size = shape.size();
    for (int place = 0; place < plane; place++) {
      int largest = Integer.MIN_VALUE;
      for (int i = place; i < size; i += plane) {
        largest = Math.max(largest, Rounding.centred(x[i], from));
      }
      long sum = 0;
      for (int i = place; i < size; i += plane) {
        sum += powers[largest - Rounding.centred(x[i], from)];
      }
      // The largest's own power makes this at most 2^31.
      long inverse = (1L << 61) / sum;
      for (int i = place; i < size; i += plane) {
        long power = powers[largest - Rounding.centred(x[i], from)];
        y[i] = Rounding.saturate(step.scale(power * inverse >> 30), to);
      }
    }
  }
}
