package io.deepcompress.pipeline.share;

import java.util.Arrays;

/**
 * Lloyd's k-means on a line: points are sorted, so a cluster is a run of them, an assignment is a
 * list of boundaries, and an iteration costs {@code k log n} with prefix sums.
 */
final class Lloyd {
  private Lloyd() {}

  /**
   * Improves centroids until nothing moves.
   *
   * @param centroids starting points, any order; not changed
   * @param iterations most iterations
   * @return increasing centroids, each the mean of the values nearest to it; those that lose all
   *     their values are left out
   */
  static double[] improve(WeightedValues values, double[] centroids, int iterations) {
    double[] current = distinct(centroids);
    int[] before = null;
    for (int iteration = 0; iteration < iterations; iteration++) {
      int[] bounds = bounds(values, current);
      if (Arrays.equals(bounds, before)) {
        break;
      }
      before = bounds;
      double[] next = new double[current.length];
      int used = 0;
      for (int cluster = 0; cluster < current.length; cluster++) {
        if (bounds[cluster + 1] > bounds[cluster]) {
          next[used++] = values.mean(bounds[cluster], bounds[cluster + 1]);
        }
      }
      if (used < current.length) {
        before = null;
      }
      current = Arrays.copyOf(next, used);
    }
    return current;
  }

  /** Sum of squared distances of all values to the nearest of increasing centroids. */
  static double scatter(WeightedValues values, double[] centroids) {
    int[] bounds = bounds(values, centroids);
    double scatter = 0;
    for (int cluster = 0; cluster < centroids.length; cluster++) {
      scatter += values.scatter(bounds[cluster], bounds[cluster + 1], centroids[cluster]);
    }
    return scatter;
  }

  /** First point of each cluster; a point half-way between two centroids goes to the upper one. */
  private static int[] bounds(WeightedValues values, double[] centroids) {
    int[] bounds = new int[centroids.length + 1];
    for (int cluster = 1; cluster < centroids.length; cluster++) {
      bounds[cluster] = values.lowerBound((centroids[cluster - 1] + centroids[cluster]) / 2);
    }
    bounds[centroids.length] = values.size();
    return bounds;
  }

  private static double[] distinct(double[] centroids) {
    return Arrays.stream(centroids).sorted().distinct().toArray();
  }
}
