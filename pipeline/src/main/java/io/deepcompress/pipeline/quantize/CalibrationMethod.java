package io.deepcompress.pipeline.quantize;

/** How the largest magnitude that 8-bit integers reach is chosen from a histogram. */
public enum CalibrationMethod {
  /** Everything that was seen. */
  MIN_MAX,
  /** All but a small part of the values. */
  PERCENTILE,
  /** The least mean squared error between values and their quantized form. */
  MSE,
  /** The least Kullback-Leibler divergence between histograms, as TensorRT does. */
  KL,
  /**
   * The largest threshold whose divergence is at most the tolerance times the least (Bag of Tricks
   * with Quantized Convolutional Neural Networks, arXiv 2303.07080).
   */
  KL_TOLERANCE;

  /** The default part of values that {@link #PERCENTILE} keeps, in percent. */
  static final double PERCENT = 99.99;

  /** The default tolerance of {@link #KL_TOLERANCE}. */
  static final double TOLERANCE = 1.3;

  /** Candidates of the mean squared error are this many bins apart. */
  private static final int STEP = 8;

  /**
   * The threshold.
   *
   * @param levels of the end that reaches further: 128 for int8 symmetric around zero, 256 for
   *     uint8, in between where a grid has room for the other sign
   * @param other how far values of the other sign reach on such a grid, over the largest magnitude;
   *     0 on the others
   * @param setting percent of {@link #PERCENTILE}, tolerance of {@link #KL_TOLERANCE}
   */
  float threshold(ActivationHistogram histogram, int levels, double other, double setting) {
    return histogram.edge(
        switch (this) {
          case MIN_MAX -> ActivationHistogram.BINS;
          case PERCENTILE -> percentile(histogram, setting);
          case MSE -> leastError(histogram, levels, other);
          case KL -> leastDivergence(histogram, levels, 1);
          case KL_TOLERANCE -> leastDivergence(histogram, levels, setting);
        });
  }

  private static int percentile(ActivationHistogram histogram, double percent) {
    double wanted = histogram.total() * percent / 100;
    long seen = 0;
    for (int i = 0; i < ActivationHistogram.BINS; i++) {
      seen += histogram.count(i);
      if (seen >= wanted) {
        return i + 1;
      }
    }
    return ActivationHistogram.BINS;
  }

  private static int leastError(ActivationHistogram histogram, int levels, double other) {
    int best = ActivationHistogram.BINS;
    double least = Double.POSITIVE_INFINITY;
    for (int bins = ActivationHistogram.BINS; bins >= STEP; bins -= STEP) {
      // What the threshold takes off one end does not make the other end shorter.
      double reach = bins + Math.min(bins, other * ActivationHistogram.BINS);
      double error = error(histogram, bins, reach / ((levels - 1) * (1 + other)));
      if (error < least) {
        least = error;
        best = bins;
      }
    }
    return best;
  }

  /** Squared error in units of a bin, each value taken at the middle of its bin. */
  private static double error(ActivationHistogram histogram, int bins, double scale) {
    double sum = 0;
    for (int i = 0; i < ActivationHistogram.BINS; i++) {
      double value = i + 0.5;
      double nearest = Math.min(bins, Math.rint(value / scale) * scale);
      sum += histogram.count(i) * (value - nearest) * (value - nearest);
    }
    return sum;
  }

  private static int leastDivergence(ActivationHistogram histogram, int levels, double tolerance) {
    Divergence divergence = new Divergence(histogram, levels);
    double[] divergences = new double[ActivationHistogram.BINS + 1];
    double least = Double.POSITIVE_INFINITY;
    for (int bins = levels; bins <= ActivationHistogram.BINS; bins++) {
      divergences[bins] = divergence.at(bins);
      least = Math.min(least, divergences[bins]);
    }
    int best = ActivationHistogram.BINS;
    if (tolerance > 1) {
      while (best > levels && divergences[best] > tolerance * least) {
        best--;
      }
      return best;
    }
    for (int bins = levels; bins <= ActivationHistogram.BINS; bins++) {
      if (divergences[bins] == least) {
        return bins;
      }
    }
    return best;
  }
}
