package io.deepcompress.pipeline.prune;

import java.util.Arrays;

/**
 * Layer-adaptive magnitude scores (Lee et al., arXiv:2010.07611): {@code w^2} over the sum of the
 * squares of all weights of the layer whose magnitude is at least {@code |w|}. Scores of different
 * layers can be compared; within a layer they order as the magnitudes do.
 */
final class Lamp {
  private Lamp() {}

  /** The scores of a layer's weights, in increasing order; 0 for zeros. */
  static float[] sortedScores(float[] weights) {
    float[] sorted = new float[weights.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = Math.abs(weights[i]);
    }
    Arrays.sort(sorted);
    double atLeast = 0;
    int end = sorted.length;
    while (end > 0) {
      float magnitude = sorted[end - 1];
      double square = (double) magnitude * magnitude;
      int start = end;
      while (start > 0 && sorted[start - 1] == magnitude) {
        start--;
        atLeast += square;
      }
      Arrays.fill(sorted, start, end, magnitude == 0 ? 0f : (float) (square / atLeast));
      end = start;
    }
    return sorted;
  }
}
