package io.deepcompress.pipeline.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import smile.clustering.KMeans;

class ExactKMeansTest {

  @Test
  void nothingBeatsItByBruteForce() {
    for (long seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      float[] values = random(random, 4 + random.nextInt(9));
      WeightedValues points = WeightedValues.exact(values);
      int k = 1 + random.nextInt(Math.min(5, points.size()));

      double[] centroids = ExactKMeans.centroids(points, k);

      assertThat(centroids).hasSize(k).isSorted();
      assertThat(Lloyd.scatter(points, centroids))
          .as("seed %d, k %d", seed, k)
          .isCloseTo(bruteForce(points, 0, k), within(1e-9));
    }
  }

  /** The best split of the points from {@code from} on into {@code k} runs, trying every one. */
  private static double bruteForce(WeightedValues points, int from, int k) {
    if (k == 1) {
      return naiveScatter(points, from, points.size());
    }
    double best = Double.POSITIVE_INFINITY;
    for (int end = from + 1; end <= points.size() - (k - 1); end++) {
      best = Math.min(best, naiveScatter(points, from, end) + bruteForce(points, end, k - 1));
    }
    return best;
  }

  private static double naiveScatter(WeightedValues points, int from, int to) {
    double weight = 0;
    double mean = 0;
    for (int i = from; i < to; i++) {
      weight += points.weight(i, i + 1);
      mean += points.weight(i, i + 1) * points.value(i);
    }
    mean /= weight;
    double scatter = 0;
    for (int i = from; i < to; i++) {
      scatter += points.weight(i, i + 1) * Math.pow(points.value(i) - mean, 2);
    }
    return scatter;
  }

  @Test
  void smileNeverFindsBetterCentroids() {
    for (long seed = 0; seed < 5; seed++) {
      Random random = new Random(seed);
      float[] values = random(random, 3000);
      double[][] rows = new double[values.length][1];
      for (int i = 0; i < values.length; i++) {
        rows[i][0] = values[i];
      }
      WeightedValues points = WeightedValues.exact(values);
      double exact = Lloyd.scatter(points, ExactKMeans.centroids(points, 8));

      double smile = new KMeans(rows, 8, 100, 3).distortion();

      assertThat(exact).as("seed %d", seed).isLessThanOrEqualTo(smile * (1 + 1e-9));
      assertThat(smile).as("seed %d", seed).isLessThan(exact * 1.5);
    }
  }

  static float[] random(Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
      if (values[i] == 0) {
        values[i] = 1;
      }
    }
    return values;
  }
}
