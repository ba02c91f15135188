package io.deepcompress.experiments.speed;

import java.util.Random;

/**
 * Int8 values of weights that magnitude pruning keeps: the tails of a Laplace distribution, which
 * trained layers resemble, on a grid that reaches as far as the largest of some million weights.
 */
final class PrunedWeights {
  private static final double WEIGHTS = 1e6;

  private PrunedWeights() {}

  /**
   * One value, -127 to 127 but not 0.
   *
   * @param density kept weights
   */
  static int draw(double density, Random random) {
    double threshold = -Math.log(density);
    double magnitude = threshold - Math.log(1 - random.nextDouble());
    long integer = Math.round(127 * magnitude / Math.log(WEIGHTS));
    int value = (int) Math.max(1, Math.min(127, integer));
    return random.nextBoolean() ? value : -value;
  }
}
