package io.deepcompress.pipeline.train;

/** A learning rate over one training run. Every run begins at the beginning of its schedule. */
@FunctionalInterface
public interface LearningRate {
  /**
   * The rate of a step.
   *
   * @param progress the part of all steps that is done before it, 0 to below 1
   */
  double at(double progress);

  /** Always the same. */
  static LearningRate constant(double rate) {
    requirePositive(rate);
    return progress -> rate;
  }

  /**
   * Half a cosine from {@code start} down to {@code start * endFraction}: SGDR without restarts
   * (Loshchilov and Hutter 2017, equation 5).
   */
  static LearningRate cosine(double start, double endFraction) {
    requirePositive(start);
    requireFraction(endFraction);
    double end = start * endFraction;
    return progress -> end + (start - end) * (1 + Math.cos(Math.PI * progress)) / 2;
  }

  /** {@code start}, multiplied by {@code factor} at each of the given parts of the run. */
  static LearningRate steps(double start, double factor, double... at) {
    requirePositive(start);
    double[] sorted = at.clone();
    return progress -> {
      double rate = start;
      for (double step : sorted) {
        rate *= progress >= step ? factor : 1;
      }
      return rate;
    };
  }

  /** This schedule, scaled up linearly from nearly nothing over the first part of the run. */
  default LearningRate withWarmUp(double part) {
    requireFraction(part);
    return progress -> at(progress) * (progress < part ? (progress + 1e-3) / (part + 1e-3) : 1);
  }

  private static void requirePositive(double rate) {
    if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("A learning rate must be positive, not " + rate);
    }
  }

  private static void requireFraction(double fraction) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException("Not a fraction between 0 and 1: " + fraction);
    }
  }
}
