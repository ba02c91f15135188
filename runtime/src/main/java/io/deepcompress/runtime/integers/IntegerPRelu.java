package io.deepcompress.runtime.integers;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Step;
import io.deepcompress.runtime.floats.FloatPRelu;

/** Leaky ReLU of 8-bit integers with a slope for each element, scaled in fixed point. */
public final class IntegerPRelu implements Step {
  private final int[] slopes;
  private final int positive;
  private final FixedPoint largest;
  private final ActivationQuantization from;
  private final ActivationQuantization to;
  private final int in;
  private final int out;

  /**
   * From byte slot {@code in} to byte slot {@code out}, which may share an array.
   *
   * @param prelu knows the slopes
   */
  public IntegerPRelu(
      FloatPRelu prelu,
      int size,
      ActivationQuantization from,
      ActivationQuantization to,
      int in,
      int out) {
    double factor = (double) from.scale() / to.scale();
    double most = 1;
    for (int i = 0; i < size; i++) {
      most = Math.max(most, Math.abs(prelu.slope(i)));
    }
    this.largest = FixedPoint.of(most * factor);
    this.positive = units(factor);
    this.slopes = new int[size];
    for (int i = 0; i < size; i++) {
      slopes[i] = units(prelu.slope(i) * factor);
    }
    this.from = from;
    this.to = to;
    this.in = in;
    this.out = out;
  }

  /** In the units of the largest factor, saturated. */
  private int units(double factor) {
    return (int) Math.rint(Math.scalb(factor, largest.shift()));
  }

  @Override
  public void run(Frame frame) {
    byte[] x = frame.bytes(in);
    byte[] y = frame.bytes(out);
    for (int i = 0; i < slopes.length; i++) {
      long value = Rounding.centred(x[i], from);
      y[i] = Rounding.saturate(largest.round(value * (value < 0 ? slopes[i] : positive)), to);
    }
  }
}
