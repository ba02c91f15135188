package io.deepcompress.experiments.synthetic;

import java.util.SplittableRandom;

/**
 * Weights drawn from Student's t distribution with 8 degrees of freedom: like those of trained
 * networks, they have more outliers than a normal distribution. Bailey's polar method (Math. Comp.
 * 62, 1994).
 */
public final class HeavyTailed {
  private static final double DEGREES = 8;

  private HeavyTailed() {}

  /**
   * Independent weights.
   *
   * @param deviation standard deviation of the distribution
   */
  public static float[] weights(int count, double deviation, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double scale = deviation / Math.sqrt(DEGREES / (DEGREES - 2));
    float[] weights = new float[count];
    for (int i = 0; i < count; i++) {
      double u;
      double square;
      do {
        u = 2 * random.nextDouble() - 1;
        double v = 2 * random.nextDouble() - 1;
        square = u * u + v * v;
      } while (square > 1 || square == 0);
      double t = u * Math.sqrt(DEGREES * (Math.pow(square, -2 / DEGREES) - 1) / square);
      weights[i] = (float) (t * scale);
    }
    return weights;
  }
}
