package io.deepcompress.pipeline.quantize;

/**
 * The Kullback-Leibler divergence between a histogram cut off at a threshold and its quantized
 * form, in nats (Migacz, "8-bit inference with TensorRT", GTC 2017).
 *
 * <p>TensorRT tries every threshold from as many bins as there are levels to all of them, which
 * supposes that small magnitudes are the frequent ones. Where values stay away from zero, as behind
 * a sigmoid, or many are equal, a threshold just behind the first of them would win: what is
 * clipped joins them in one bin, the only one in both histograms, and the divergence is 0. So no
 * threshold counts that clips more than one value in a hundred. On values that are densest near
 * zero, those with the least divergence clip less than half of that.
 */
final class Divergence {
  /** Taken off bins that hold something and given to those that do not, so that none is zero. */
  private static final double SMOOTHING = 1e-4;

  /** The part of the values that a threshold may clip. */
  private static final double MOST_CLIPPED = 0.01;

  private final ActivationHistogram histogram;
  private final int levels;
  private final double[] reference = new double[ActivationHistogram.BINS];
  private final double[] quantized = new double[ActivationHistogram.BINS];

  /**
   * Prepares for a grid.
   *
   * @param levels of positive magnitudes: 128 for int8 symmetric around zero, 256 for uint8
   */
  Divergence(ActivationHistogram histogram, int levels) {
    this.histogram = histogram;
    this.levels = levels;
  }

  /**
   * The divergence when the first {@code bins} bins are kept and what lies beyond is clipped.
   *
   * @return infinite where more is clipped than {@link #MOST_CLIPPED} of all, or all is zero
   */
  double at(int bins) {
    long beyond = 0;
    for (int i = bins; i < ActivationHistogram.BINS; i++) {
      beyond += histogram.count(i);
    }
    if (beyond > MOST_CLIPPED * histogram.total()) {
      return infinite();
    }
    for (int i = 0; i < bins; i++) {
      reference[i] = histogram.count(i);
    }
    reference[bins - 1] += beyond;
    spread(bins);
    return smooth(reference, bins) && smooth(quantized, bins) ? divergence(bins) : infinite();
  }

  private static double infinite() {
    return Double.POSITIVE_INFINITY;
  }

  /** Joins the bins of each level and spreads their sum evenly over those that held something. */
  private void spread(int bins) {
    for (int level = 0; level < levels; level++) {
      int from = (int) ((long) level * bins / levels);
      int to = (int) ((level + 1L) * bins / levels);
      double sum = 0;
      int filled = 0;
      for (int i = from; i < to; i++) {
        sum += histogram.count(i);
        filled += reference[i] > 0 ? 1 : 0;
      }
      for (int i = from; i < to; i++) {
        quantized[i] = reference[i] > 0 ? sum / filled : 0;
      }
    }
  }

  private static boolean smooth(double[] distribution, int bins) {
    double sum = 0;
    int filled = 0;
    for (int i = 0; i < bins; i++) {
      sum += distribution[i];
      filled += distribution[i] > 0 ? 1 : 0;
    }
    if (sum == 0) {
      return false;
    }
    double taken = SMOOTHING * (bins - filled) / filled;
    for (int i = 0; i < bins; i++) {
      double probability = distribution[i] / sum;
      distribution[i] = probability > 0 ? Math.max(probability - taken, 1e-12) : SMOOTHING;
    }
    return true;
  }

  private double divergence(int bins) {
    double p = 0;
    double q = 0;
    for (int i = 0; i < bins; i++) {
      p += reference[i];
      q += quantized[i];
    }
    double sum = 0;
    for (int i = 0; i < bins; i++) {
      sum += reference[i] / p * Math.log(reference[i] / p / (quantized[i] / q));
    }
    return sum;
  }
}
