package io.deepcompress.pipeline.share;

/**
 * Grids {@code q * step} with integers {@code |q| <= levels}; values nearest to zero fall to zero.
 */
final class UniformGrid {
  private static final int SEARCH_STEPS = 60;

  private UniformGrid() {}

  /** Sum of squared errors of rounding every value to the grid, those beyond its ends included. */
  static double scatter(WeightedValues values, double step, int levels) {
    double scatter = 0;
    int from = 0;
    for (int q = -levels; q <= levels && from < values.size(); q++) {
      int to = q == levels ? values.size() : values.lowerBound((q + 0.5) * step);
      if (to > from) {
        scatter += values.scatter(from, to, q * step);
        from = to;
      }
    }
    return scatter;
  }

  /** The step with the least error for a number of levels on either side, by golden section. */
  static double bestStep(WeightedValues values, int levels) {
    double low = 0;
    double high = largest(values) / (levels + 0.25);
    double ratio = (Math.sqrt(5) - 1) / 2;
    double left = high - ratio * (high - low);
    double right = low + ratio * (high - low);
    double atLeft = scatter(values, left, levels);
    double atRight = scatter(values, right, levels);
    for (int i = 0; i < SEARCH_STEPS; i++) {
      if (atLeft <= atRight) {
        high = right;
        right = left;
        atRight = atLeft;
        left = high - ratio * (high - low);
        atLeft = scatter(values, left, levels);
      } else {
        low = left;
        left = right;
        atLeft = atRight;
        right = low + ratio * (high - low);
        atRight = scatter(values, right, levels);
      }
    }
    return (low + high) / 2;
  }

  /**
   * The coarsest step whose error is within a bound.
   *
   * @param bound largest sum of squared errors
   * @param levels most levels on either side; where they do not reach the bound, the finest step
   *     that still spans all values is returned
   */
  static double stepWithin(WeightedValues values, double bound, int levels) {
    double low = largest(values) / levels;
    double high = 2 * largest(values);
    if (scatter(values, low, levels) > bound) {
      return low;
    }
    for (int i = 0; i < SEARCH_STEPS; i++) {
      double middle = (low + high) / 2;
      if (scatter(values, middle, levels) <= bound) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static double largest(WeightedValues values) {
    return Math.max(Math.abs(values.value(0)), Math.abs(values.value(values.size() - 1)));
  }
}
