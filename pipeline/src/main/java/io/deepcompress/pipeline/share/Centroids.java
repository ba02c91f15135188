package io.deepcompress.pipeline.share;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeSet;
import smile.clustering.KMeans;

/** Finds centroids for the non-zero weights of one layer. */
final class Centroids {
  /** Linear starts take hundreds of iterations (786 were seen); each is cheap. */
  private static final int MAX_ITERATIONS = 10_000;

  private static final int EXACT_POINTS = 1 << 16;

  /** Smile keeps a tree and several copies of the data: it sees a sample of at most this size. */
  private static final int SMILE_POINTS = 20_000;

  private Centroids() {}

  /**
   * At most {@code k} increasing centroids; the values themselves where there are not more distinct
   * ones than that.
   */
  static double[] find(WeightedValues values, int k, Initialization initialization, long seed) {
    if (values.size() <= k) {
      double[] all = new double[values.size()];
      Arrays.setAll(all, values::value);
      return all;
    }
    return switch (initialization) {
      case LINEAR -> Lloyd.improve(values, linear(values, k), MAX_ITERATIONS);
      case DENSITY -> Lloyd.improve(values, density(values, k), MAX_ITERATIONS);
      case RANDOM -> Lloyd.improve(values, random(values, k, seed), MAX_ITERATIONS);
      case KMEANS_PLUS_PLUS -> Lloyd.improve(values, plusPlus(values, k, seed), MAX_ITERATIONS);
      case EXACT -> exact(values, k);
      case UNIFORM -> throw new IllegalArgumentException("a uniform grid has no centroids to find");
    };
  }

  private static double[] exact(WeightedValues values, int k) {
    WeightedValues points = values.coarse(EXACT_POINTS);
    if (points.size() <= k) {
      return density(values, k);
    }
    double[] centroids = ExactKMeans.centroids(points, k);
    // Where points were joined, boundaries may move by a bin's width.
    return points == values ? centroids : Lloyd.improve(values, centroids, MAX_ITERATIONS);
  }

  /** {@code min + i (max - min) / (k - 1)}. */
  static double[] linear(WeightedValues values, int k) {
    double low = values.value(0);
    double high = values.value(values.size() - 1);
    double[] centroids = new double[k];
    for (int i = 0; i < k; i++) {
      centroids[i] = k == 1 ? (low + high) / 2 : low + i * (high - low) / (k - 1);
    }
    return centroids;
  }

  /** The quantiles {@code (i + 1/2) / k}. */
  static double[] density(WeightedValues values, int k) {
    double[] centroids = new double[k];
    for (int i = 0; i < k; i++) {
      centroids[i] = values.quantile((i + 0.5) / k);
    }
    return centroids;
  }

  private static double[] random(WeightedValues values, int k, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    // Distinct values by rejection: there are more than k of them.
    TreeSet<Double> drawn = new TreeSet<>();
    for (int tries = 0; drawn.size() < k && tries < 100 * k; tries++) {
      drawn.add(values.quantile(random.nextDouble()));
    }
    return drawn.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double[] plusPlus(WeightedValues values, int k, long seed) {
    int points = (int) Math.min(SMILE_POINTS, values.total());
    double[][] sample = new double[points][];
    for (int i = 0; i < points; i++) {
      sample[i] = new double[] {values.quantile((i + 0.5) / points)};
    }
    // Smile draws from a generator of its own per thread, which only this call re-seeds.
    smile.math.Math.setSeed(seed);
    double[][] found = new KMeans(sample, k, 100).centroids();
    return Arrays.stream(found).mapToDouble(c -> c[0]).filter(Double::isFinite).toArray();
  }
}
