package io.deepcompress.pipeline.sparse;

import java.util.Arrays;

/** How much a weight matters, comparable between layers; the least important are pruned first. */
enum Importance {
  /** The square of the weight. */
  MAGNITUDE,
  /**
   * Layer-adaptive magnitude (Lee et al., arXiv:2010.07611): the square over the sum of all squares
   * in the layer that are at least as large.
   */
  LAMP,
  /**
   * The square times the weight's mean squared gradient: twice the rise of the loss that a diagonal
   * Fisher information promises (optimal brain damage, LeCun et al. 1990).
   */
  FISHER;

  /** Scores of the kept weights, in order of the taps. */
  double[] scores(TapLayer layer, float[] fisher) {
    int[] taps = layer.taps();
    double[] scores = new double[taps.length];
    for (int t = 0; t < taps.length; t++) {
      double weight = layer.weights[taps[t]];
      scores[t] = weight * weight * (this == FISHER ? fisher[taps[t]] : 1);
    }
    return this == LAMP ? adapted(scores) : scores;
  }

  private static double[] adapted(double[] squares) {
    double[] sorted = squares.clone();
    Arrays.sort(sorted);
    double[] atLeast = new double[sorted.length];
    double sum = 0;
    for (int i = sorted.length - 1; i >= 0; i--) {
      sum += sorted[i];
      atLeast[i] = sum;
    }
    double[] scores = new double[squares.length];
    for (int i = 0; i < scores.length; i++) {
      int at = Arrays.binarySearch(sorted, squares[i]);
      scores[i] = squares[i] / atLeast[at];
    }
    return scores;
  }
}
