package io.deepcompress.pipeline.train;

import java.util.function.Supplier;

/**
 * Weights that the network sees rounded to a grid while they are trained, and what is folded into
 * them before: with the factor {@code f} of a weight's output channel, which a batch normalization
 * behind the layer multiplies with, the network sees {@code round(w f / step) step / f}. So the
 * weights with the normalization folded in lie on the grid, whatever its statistics become
 * (Krishnamoorthi 2018, section 3.2.2, where the division is the correction by long-term
 * statistics).
 *
 * @param levels integers on either side of zero
 * @param steps of the grid: one, or one for each output channel; not copied, moved where not fixed
 * @param fixed whether the steps stay; else they are the largest folded weight over the levels
 * @param channels output channel of each value in DL4J's flattened order; null where there are
 *     neither factors nor several steps
 * @param factors gives the present factor of each channel; null where nothing is folded
 */
public record QuantizedParameter(
    int levels, float[] steps, boolean fixed, int[] channels, Supplier<float[]> factors) {
  /** Below this a factor is taken for zero: the channel does nothing, and rounding is moot. */
  private static final float SMALLEST_FACTOR = 1e-12f;

  /** Checks that channels are given where they are needed. */
  public QuantizedParameter {
    if (levels < 1 || levels > 127 || steps.length < 1) {
      throw new IllegalArgumentException(
          levels + " levels (1 to 127) with " + steps.length + " steps");
    }
    for (float step : steps) {
      if (!(step > 0 && step < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("A grid's step is " + step);
      }
    }
    if (channels == null && (factors != null || steps.length > 1)) {
      throw new IllegalArgumentException("Factors and several steps need a channel for each value");
    }
  }

  /** Factors at this moment; null where nothing is folded. */
  float[] presentFactors() {
    return factors == null ? null : factors.get();
  }

  private float factor(float[] present, int index) {
    float factor = present == null ? 1f : present[channels[index]];
    return Math.abs(factor) < SMALLEST_FACTOR ? 0f : factor;
  }

  private int stepOf(int index) {
    return steps.length == 1 ? 0 : channels[index];
  }

  /** Moves steps that are not fixed. */
  void adapt(float[] values, float[] present) {
    if (fixed) {
      return;
    }
    float[] largest = new float[steps.length];
    for (int i = 0; i < values.length; i++) {
      int step = stepOf(i);
      largest[step] = Math.max(largest[step], Math.abs(values[i] * factor(present, i)));
    }
    for (int k = 0; k < steps.length; k++) {
      steps[k] = largest[k] > 0 ? Math.max(Float.MIN_NORMAL, largest[k] / levels) : steps[k];
    }
  }

  /** A value within the ends of the grid. */
  float clipped(float value, float[] present, int index) {
    float factor = factor(present, index);
    if (factor == 0) {
      return value;
    }
    float most = Math.abs(levels * steps[stepOf(index)] / factor);
    return Math.max(-most, Math.min(most, value));
  }

  /** The value that the network sees; never {@code -0.0}. */
  float rounded(float value, float[] present, int index) {
    float factor = factor(present, index);
    if (factor == 0) {
      return value;
    }
    float step = steps[stepOf(index)];
    double level = Math.max(-levels, Math.min(levels, Math.rint(value * factor / step)));
    float result = (float) (level * step);
    return (factor == 1 ? result : result / factor) + 0f;
  }
}
