package io.deepcompress.pipeline.share;

import java.util.Arrays;

/**
 * Values on a line with how often each occurs, in increasing order, and prefix sums over them: the
 * sum of squared errors of any run of them around its mean costs three subtractions.
 */
final class WeightedValues {
  /** Sorting more values than this costs more than it gains over fine bins. */
  static final int MAX_SORTED = 1 << 20;

  private final double[] values;
  private final double[] count;
  private final double[] sum;
  private final double[] square;

  private WeightedValues(double[] values, double[] counts, double[] squares) {
    int size = values.length;
    this.values = values;
    this.count = new double[size + 1];
    this.sum = new double[size + 1];
    this.square = new double[size + 1];
    for (int i = 0; i < size; i++) {
      count[i + 1] = count[i] + counts[i];
      sum[i + 1] = sum[i] + counts[i] * values[i];
      square[i + 1] = square[i] + squares[i];
    }
  }

  /** Every distinct non-zero value, whatever their number. */
  static WeightedValues exact(float[] all) {
    float[] sorted = nonZero(all);
    Arrays.sort(sorted);
    double[] values = new double[sorted.length];
    double[] counts = new double[sorted.length];
    double[] squares = new double[sorted.length];
    int distinct = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (i == 0 || sorted[i] != sorted[i - 1]) {
        values[distinct++] = sorted[i];
      }
      counts[distinct - 1]++;
      squares[distinct - 1] += (double) sorted[i] * sorted[i];
    }
    return new WeightedValues(
        Arrays.copyOf(values, distinct),
        Arrays.copyOf(counts, distinct),
        Arrays.copyOf(squares, distinct));
  }

  /** The means of the non-zero values in each of {@code bins} bins of equal width. */
  static WeightedValues binned(float[] all, int bins) {
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (float value : all) {
      if (value != 0) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    double[] counts = new double[bins];
    double[] sums = new double[bins];
    double[] squares = new double[bins];
    double perUnit = high > low ? bins / ((double) high - low) : 0;
    for (float value : all) {
      if (value != 0) {
        int bin = (int) Math.min(bins - 1, ((double) value - low) * perUnit);
        counts[bin]++;
        sums[bin] += value;
        squares[bin] += (double) value * value;
      }
    }
    int used = 0;
    for (int bin = 0; bin < bins; bin++) {
      if (counts[bin] > 0) {
        counts[used] = counts[bin];
        squares[used] = squares[bin];
        sums[used++] = sums[bin] / counts[bin];
      }
    }
    return new WeightedValues(
        Arrays.copyOf(sums, used), Arrays.copyOf(counts, used), Arrays.copyOf(squares, used));
  }

  /** Exact where sorting is cheap, else 2^18 bins. */
  static WeightedValues of(float[] all) {
    return all.length <= MAX_SORTED ? exact(all) : binned(all, 1 << 18);
  }

  private static float[] nonZero(float[] all) {
    float[] kept = new float[all.length];
    int size = 0;
    for (float value : all) {
      if (value != 0) {
        kept[size++] = value;
      }
    }
    return Arrays.copyOf(kept, size);
  }

  /** The same values joined into at most {@code bins} points of equal width. */
  WeightedValues coarse(int bins) {
    if (size() <= bins) {
      return this;
    }
    double[] means = new double[bins];
    double[] counts = new double[bins];
    double[] squares = new double[bins];
    double low = values[0];
    double width = (values[size() - 1] - low) / bins;
    int used = 0;
    int from = 0;
    for (int bin = 0; bin < bins; bin++) {
      int to = bin == bins - 1 ? size() : lowerBound(low + (bin + 1) * width);
      if (to > from) {
        counts[used] = weight(from, to);
        means[used] = mean(from, to);
        squares[used++] = square[to] - square[from];
        from = to;
      }
    }
    return new WeightedValues(
        Arrays.copyOf(means, used), Arrays.copyOf(counts, used), Arrays.copyOf(squares, used));
  }

  /** Number of distinct points. */
  int size() {
    return values.length;
  }

  /** A point, counted from the smallest. */
  double value(int index) {
    return values[index];
  }

  /** How many values all points stand for. */
  double total() {
    return count[values.length];
  }

  /** How many values the points {@code from} to {@code to} (exclusive) stand for. */
  double weight(int from, int to) {
    return count[to] - count[from];
  }

  /** Mean of a run that is not empty. */
  double mean(int from, int to) {
    return (sum[to] - sum[from]) / (count[to] - count[from]);
  }

  /** Sum of squared distances of a run to its mean. */
  double scatter(int from, int to) {
    double weight = count[to] - count[from];
    if (weight == 0) {
      return 0;
    }
    double total = sum[to] - sum[from];
    return Math.max(0, square[to] - square[from] - total * total / weight);
  }

  /** Sum of squared distances of a run to a given point. */
  double scatter(int from, int to, double centre) {
    double weight = count[to] - count[from];
    double total = sum[to] - sum[from];
    return Math.max(0, square[to] - square[from] - 2 * centre * total + centre * centre * weight);
  }

  /** Index of the first point that is at least {@code bound}. */
  int lowerBound(double bound) {
    int found = Arrays.binarySearch(values, bound);
    return found >= 0 ? found : -found - 1;
  }

  /** The point below which a share {@code 0..1} of all values lies. */
  double quantile(double share) {
    double wanted = share * total();
    int found = Arrays.binarySearch(count, wanted);
    int index = found >= 0 ? found : -found - 2;
    return values[Math.max(0, Math.min(values.length - 1, index))];
  }
}
