package io.deepcompress.pipeline.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CentroidsTest {

  @Test
  void linearStartsAreEvenlySpacedBetweenTheExtremes() {
    WeightedValues values = WeightedValues.exact(new float[] {-1, 0, 0.1f, 0.2f, 3});

    assertThat(Centroids.linear(values, 5))
        .containsExactly(new double[] {-1, 0, 1, 2, 3}, within(1e-12));
  }

  @Test
  void densityStartsAreQuantiles() {
    float[] values = new float[100];
    for (int i = 0; i < 100; i++) {
      values[i] = i + 1;
    }

    // Quantiles 1/8, 3/8, 5/8, 7/8 of 1..100.
    assertThat(Centroids.density(WeightedValues.exact(values), 4)).containsExactly(13, 38, 63, 88);
  }

  @ParameterizedTest
  @EnumSource(value = Initialization.class, mode = EnumSource.Mode.EXCLUDE, names = "UNIFORM")
  void everyWayEndsWhereEachCentroidIsTheMeanOfItsNearestValues(Initialization way) {
    float[] values = ExactKMeansTest.random(new Random(9), 2000);
    WeightedValues points = WeightedValues.exact(values);

    double[] centroids = Centroids.find(points, 7, way, 11);

    double[] sums = new double[centroids.length];
    int[] counts = new int[centroids.length];
    for (float value : values) {
      int nearest = 0;
      for (int c = 1; c < centroids.length; c++) {
        if (Math.abs(value - centroids[c]) < Math.abs(value - centroids[nearest])) {
          nearest = c;
        }
      }
      sums[nearest] += value;
      counts[nearest]++;
    }
    for (int c = 0; c < centroids.length; c++) {
      assertThat(centroids[c]).isCloseTo(sums[c] / counts[c], within(1e-9));
    }
    double best = Lloyd.scatter(points, ExactKMeans.centroids(points, 7));
    assertThat(Lloyd.scatter(points, centroids)).isBetween(best * (1 - 1e-9), best * 1.6);
  }

  @ParameterizedTest
  @EnumSource(value = Initialization.class, mode = EnumSource.Mode.EXCLUDE, names = "UNIFORM")
  void theSeedDecides(Initialization way) {
    WeightedValues points = WeightedValues.exact(ExactKMeansTest.random(new Random(2), 5000));

    double[] centroids = Centroids.find(points, 15, way, 4);

    assertThat(Centroids.find(points, 15, way, 4)).containsExactly(centroids);
    // Different draws may end in the same place, but not ten of them.
    long others =
        LongStream.range(5, 15)
            .filter(seed -> !Arrays.equals(Centroids.find(points, 15, way, seed), centroids))
            .count();
    boolean draws = way == Initialization.RANDOM || way == Initialization.KMEANS_PLUS_PLUS;
    assertThat(others > 0).isEqualTo(draws);
  }

  @ParameterizedTest
  @EnumSource(value = Initialization.class, mode = EnumSource.Mode.EXCLUDE, names = "UNIFORM")
  void fewDistinctValuesAreTheirOwnCentroids(Initialization way) {
    WeightedValues points = WeightedValues.exact(new float[] {0.5f, 0, -2, 0.5f, 7, 0});

    assertThat(Centroids.find(points, 3, way, 1)).containsExactly(-2, 0.5, 7);
    assertThat(Centroids.find(points, 31, way, 1)).containsExactly(-2, 0.5, 7);
  }

  @Test
  void binnedValuesKeepSumAndScatter() {
    float[] values = ExactKMeansTest.random(new Random(3), 50_000);
    WeightedValues exact = WeightedValues.exact(values);
    WeightedValues binned = WeightedValues.binned(values, 1000);
    WeightedValues coarse = exact.coarse(1000);

    for (WeightedValues points : new WeightedValues[] {binned, coarse}) {
      assertThat(points.size()).isLessThanOrEqualTo(1000);
      assertThat(points.total()).isEqualTo(50_000);
      assertThat(points.scatter(0, points.size()))
          .isCloseTo(exact.scatter(0, exact.size()), within(1e-3));
      double best = Lloyd.scatter(exact, ExactKMeans.centroids(exact.coarse(4000), 15));
      double found = Lloyd.scatter(exact, ExactKMeans.centroids(points, 15));
      assertThat(found).isCloseTo(best, within(best * 1e-3));
    }
  }
}
