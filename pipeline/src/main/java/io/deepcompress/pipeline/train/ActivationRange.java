package io.deepcompress.pipeline.train;

import io.deepcompress.codec.ActivationQuantization;

/**
 * The grid that the network's values are rounded to where a layer reads them, in training: {@code
 * clamp(round(x / scale), least, most) scale} with a whole number of steps to either side of an
 * exact zero. At 8 bits it is the runtime's: see {@link ActivationQuantization}. Not thread-safe.
 */
public final class ActivationRange {

  /** Where the scale comes from while training goes on. */
  public enum Mode {
    /** It stays as calibrated. */
    FIXED,
    /** A moving average of what each batch would need (Jacob et al. 2018, section 3.1). */
    MOVING,
    /** It is learnt from the loss (learned step size; Esser et al. 2020). */
    LEARNED
  }

  /** Weight of the past in a moving average. */
  private static final float PAST = 0.99f;

  /** A learnt scale never falls below this part of the calibrated one: it must not reach zero. */
  private static final float SMALLEST = 0.05f;

  private final int bits;
  private final boolean signed;
  private final int least;
  private final int most;
  private final Mode mode;
  private final float floor;
  private final float[] scale;
  private UpdateRule rule;
  private boolean training;
  private double gradient;
  private int features;

  /**
   * A range as it was calibrated, on a grid of fewer bits that spans the same.
   *
   * @param bits 2 to 8
   */
  public ActivationRange(ActivationQuantization calibrated, int bits, Mode mode) {
    if (bits < 2 || bits > 8) {
      throw new IllegalArgumentException(bits + " bits an activation; it must be 2 to 8");
    }
    this.bits = bits;
    this.mode = mode;
    this.signed = calibrated.signed() && calibrated.zeroPoint() == 0;
    if (signed) {
      this.least = -(1 << bits - 1);
      this.most = (1 << bits - 1) - 1;
      this.scale = new float[] {calibrated.scale() * 127 / most};
    } else {
      int levels = (1 << bits) - 1;
      int zero = Math.round((calibrated.zeroPoint() - calibrated.min()) * levels / 255f);
      this.least = -zero;
      this.most = levels - zero;
      this.scale = new float[] {bits == 8 ? calibrated.scale() : calibrated.scale() * 255 / levels};
    }
    this.floor = Math.max(Float.MIN_NORMAL, scale[0] * SMALLEST);
  }

  /** Size of a step at this moment. */
  public float scale() {
    return scale[0];
  }

  /** What a file says of it: 8-bit integers over the same range. */
  public ActivationQuantization quantization() {
    if (signed) {
      return new ActivationQuantization(scale[0] * most / 127, 0, true);
    }
    int levels = (1 << bits) - 1;
    float span = bits == 8 ? scale[0] : scale[0] * levels / 255;
    return new ActivationQuantization(span, Math.round(-least * 255f / levels), false);
  }

  /** The value that a layer sees. */
  float rounded(float x) {
    double level = Math.rint(Math.max(least, Math.min(most, x / scale[0])));
    return (float) (level * scale[0]) + 0f;
  }

  /** Whether batches are training ones, from which it may learn. */
  boolean training() {
    return training;
  }

  /** Begins the run. */
  void begin(TrainingSettings settings) {
    rule = UpdateRule.of(settings, 1);
  }

  /** Says whether batches are training ones from here on. */
  void setTraining(boolean value) {
    training = value;
    gradient = 0;
  }

  /** Sees a training batch before it is rounded. */
  void observe(float[] values) {
    if (mode != Mode.MOVING) {
      return;
    }
    float needed = 0;
    for (float x : values) {
      needed = Math.max(needed, x < 0 && least < 0 ? x / least : x / most);
    }
    if (needed > 0) {
      scale[0] = Math.max(Float.MIN_NORMAL, PAST * scale[0] + (1 - PAST) * needed);
    }
  }

  /**
   * The straight-through gradient: that of values within the range passes, that of others is zero;
   * what the scale could have done is added up.
   *
   * @param values as they were before rounding
   * @param gradients by the rounded values; changed to those by {@code values}
   * @param batch samples in the batch
   */
  void backward(float[] values, float[] gradients, int batch) {
    features = values.length / Math.max(1, batch);
    for (int i = 0; i < values.length; i++) {
      float x = values[i] / scale[0];
      boolean inside = x >= least && x <= most;
      if (mode == Mode.LEARNED) {
        double change = inside ? Math.rint(x) - x : x < least ? least : most;
        gradient += change * gradients[i];
      }
      gradients[i] = inside ? gradients[i] : 0f;
    }
  }

  /** Learns from the last batch; the gradient is scaled as in section 2.2 of the paper. */
  void step(int batch, double rate) {
    if (mode == Mode.LEARNED && features > 0) {
      float[] mean = {(float) (gradient / batch / Math.sqrt((double) features * most))};
      rule.begin();
      rule.change(scale, mean, 0, 1, rate);
      scale[0] = Math.max(floor, scale[0]);
    }
  }
}
