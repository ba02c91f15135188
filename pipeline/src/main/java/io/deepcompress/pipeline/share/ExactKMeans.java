package io.deepcompress.pipeline.share;

/**
 * Optimal k-means on a line by dynamic programming: {@code D[c][i] = min over j of D[c-1][j] +
 * scatter(j, i)}, where the best {@code j} never decreases with {@code i}, so that each row takes
 * {@code n log n} (Wang and Song 2011; Grønlund et al., arXiv:1701.07204).
 */
final class ExactKMeans {
  private final WeightedValues values;
  private final int[][] starts;
  private double[] previous;
  private double[] current;

  private ExactKMeans(WeightedValues values, int k) {
    this.values = values;
    this.starts = new int[k][values.size() + 1];
    this.previous = new double[values.size() + 1];
    this.current = new double[values.size() + 1];
  }

  /**
   * The centroids with the least sum of squared distances.
   *
   * @param values at least {@code k} distinct points
   * @return {@code k} increasing centroids
   */
  static double[] centroids(WeightedValues values, int k) {
    return new ExactKMeans(values, k).solve(k);
  }

  private double[] solve(int k) {
    int size = values.size();
    for (int end = 0; end <= size; end++) {
      current[end] = values.scatter(0, end);
    }
    for (int row = 1; row < k; row++) {
      double[] swap = previous;
      previous = current;
      current = swap;
      // Fewer points than clusters cannot be split; row clusters need at least as many points.
      fill(row, row + 1, size, row, size);
    }
    double[] centroids = new double[k];
    int end = size;
    for (int row = k - 1; row >= 0; row--) {
      int start = row == 0 ? 0 : starts[row][end];
      centroids[row] = values.mean(start, end);
      end = start;
    }
    return centroids;
  }

  /** Fills the row for ends {@code from..to}, whose best starts lie in {@code low..high}. */
  private void fill(int row, int from, int to, int low, int high) {
    if (from > to) {
      return;
    }
    int end = (from + to) >>> 1;
    double best = Double.POSITIVE_INFINITY;
    int bestStart = low;
    for (int start = low; start <= Math.min(high, end - 1); start++) {
      double cost = previous[start] + values.scatter(start, end);
      if (cost < best) {
        best = cost;
        bestStart = start;
      }
    }
    current[end] = best;
    starts[row][end] = bestStart;
    fill(row, from, end - 1, low, bestStart);
    fill(row, end + 1, to, bestStart, high);
  }
}
