package io.deepcompress.pipeline.quantize;

import io.deepcompress.codec.ActivationQuantization;

/**
 * Chooses the largest magnitude by a {@link CalibrationMethod}. The first pass finds the range, the
 * second fills a histogram of magnitudes.
 */
final class HistogramCalibrator implements Calibrator {
  /** Which integers a value becomes. */
  enum Grid {
    /** uint8 from zero on where nothing is negative, else int8 symmetric around zero. */
    UNSIGNED_AFTER_RELU,
    /** int8 symmetric around zero, always. */
    SIGNED,
    /**
     * uint8 with a zero point, from the least to the largest value; the magnitude that is chosen
     * cuts either end off where it reaches further.
     */
    ASYMMETRIC
  }

  private final CalibrationMethod method;
  private final Grid grid;
  private final double setting;
  private float least;
  private float largest;
  private ActivationHistogram histogram;

  HistogramCalibrator(CalibrationMethod method, Grid grid, double setting) {
    this.method = method;
    this.grid = grid;
    this.setting = setting;
  }

  @Override
  public int passes() {
    return method == CalibrationMethod.MIN_MAX ? 1 : 2;
  }

  @Override
  public void beginPass(int pass) {
    if (pass == 1 && magnitude() >= Float.MIN_NORMAL) {
      histogram = new ActivationHistogram(magnitude());
    }
  }

  private float magnitude() {
    return Math.max(-least, largest);
  }

  @Override
  public void observe(float[] data, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (histogram != null) {
        histogram.add(data[i]);
      } else {
        least = Math.min(least, data[i]);
        largest = Math.max(largest, data[i]);
      }
    }
  }

  /** Integers from zero to the larger end, both included. */
  private int levels(boolean positive) {
    if (positive && grid != Grid.SIGNED) {
      return 256;
    }
    return grid == Grid.ASYMMETRIC && largest > least
        ? 1 + (int) Math.round(255.0 * magnitude() / ((double) largest - least))
        : 128;
  }

  /** How far the shorter end reaches beside the longer where each has levels of its own. */
  private double otherEnd() {
    return grid == Grid.ASYMMETRIC && largest > least
        ? Math.min(-least, largest) / (double) magnitude()
        : 0;
  }

  @Override
  public ActivationQuantization quantization() {
    boolean positive = least >= 0;
    int levels = levels(positive);
    float threshold =
        histogram == null
            ? magnitude()
            : method.threshold(histogram, levels, positive ? 0 : otherEnd(), setting);
    if (threshold < Float.MIN_NORMAL) {
      // A value that was always zero is zero on any grid.
      return new ActivationQuantization(1, 0, !positive || grid == Grid.SIGNED);
    }
    if (positive && grid != Grid.SIGNED) {
      return new ActivationQuantization(threshold / 255, 0, false);
    } else if (grid == Grid.ASYMMETRIC) {
      // In double, since the two ends may lie further apart than a float reaches.
      double from = Math.max(least, -threshold);
      double scale = (Math.min(largest, threshold) - from) / 255;
      return new ActivationQuantization((float) scale, (int) Math.round(-from / scale), false);
    }
    return new ActivationQuantization(threshold / 127, 0, true);
  }
}
