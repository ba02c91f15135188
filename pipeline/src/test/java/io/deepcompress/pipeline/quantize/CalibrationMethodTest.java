package io.deepcompress.pipeline.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.pipeline.quantize.HistogramCalibrator.Grid;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrationMethodTest {

  /** Half-normal values as after a ReLU, with a few far outliers. */
  private static float[] values(long seed, boolean signed) {
    Random random = new Random(seed);
    float[] values = new float[20_000];
    for (int i = 0; i < values.length; i++) {
      float value = (float) random.nextGaussian();
      values[i] = signed ? value : Math.max(0, value);
    }
    for (int i = 0; i < 5; i++) {
      values[random.nextInt(values.length)] = 8 + 4 * random.nextFloat();
    }
    return values;
  }

  private static ActivationQuantization calibrate(
      CalibrationMethod method, Grid grid, double setting, float[] values) {
    HistogramCalibrator calibrator = new HistogramCalibrator(method, grid, setting);
    for (int pass = 0; pass < calibrator.passes(); pass++) {
      calibrator.beginPass(pass);
      calibrator.observe(values, 0, values.length);
    }
    return calibrator.quantization();
  }

  private static double squaredError(float[] values, ActivationQuantization quantization) {
    double sum = 0;
    for (float value : values) {
      long q = Math.round((double) value / quantization.scale()) + quantization.zeroPoint();
      q = Math.max(quantization.min(), Math.min(quantization.max(), q));
      double back = (q - quantization.zeroPoint()) * (double) quantization.scale();
      sum += (value - back) * (value - back);
    }
    return sum;
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  @Test
  void minMaxSpansEverything() {
    float[] values = {-3, 1, 2.5f, 0};
    ActivationQuantization signed =
        calibrate(CalibrationMethod.MIN_MAX, Grid.UNSIGNED_AFTER_RELU, 0, values);
    assertThat(signed).isEqualTo(new ActivationQuantization(3f / 127, 0, true));
    ActivationQuantization asymmetric =
        calibrate(CalibrationMethod.MIN_MAX, Grid.ASYMMETRIC, 0, values);
    assertThat(asymmetric.signed()).isFalse();
    assertThat(asymmetric.scale()).isCloseTo(5.5f / 255, within(1e-7f));
    assertThat(asymmetric.zeroPoint()).isEqualTo(Math.round(3 / (5.5f / 255)));
    float[] positive = {0, 4, 1};
    assertThat(calibrate(CalibrationMethod.MIN_MAX, Grid.SIGNED, 0, positive))
        .isEqualTo(new ActivationQuantization(4f / 127, 0, true));
    assertThat(calibrate(CalibrationMethod.MIN_MAX, Grid.UNSIGNED_AFTER_RELU, 0, positive))
        .isEqualTo(new ActivationQuantization(4f / 255, 0, false));
  }

  @ParameterizedTest
  @EnumSource(CalibrationMethod.class)
  void valuesThatAreAllZeroGiveAGridOfOne(CalibrationMethod method) {
    assertThat(calibrate(method, Grid.UNSIGNED_AFTER_RELU, 99, new float[10]))
        .isEqualTo(new ActivationQuantization(1, 0, false));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void percentileIsThatOfTheSortedValues(long seed) {
    float[] values = values(seed, false);
    ActivationQuantization found =
        calibrate(CalibrationMethod.PERCENTILE, Grid.UNSIGNED_AFTER_RELU, 99, values);
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    int zeros = 0;
    while (sorted[zeros] == 0) {
      zeros++;
    }
    float exact = sorted[zeros + (int) Math.ceil(0.99 * (sorted.length - zeros)) - 1];
    assertThat(found.scale() * 255)
        .isCloseTo(exact, within(2 * largest(values) / ActivationHistogram.BINS));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void meanSquaredErrorIsNearTheLeastOfAllThresholds(long seed) {
    for (boolean signed : new boolean[] {false, true}) {
      float[] values = values(seed, signed);
      ActivationQuantization found =
          calibrate(CalibrationMethod.MSE, Grid.UNSIGNED_AFTER_RELU, 0, values);
      double least = Double.POSITIVE_INFINITY;
      for (int i = 1; i <= 500; i++) {
        float threshold = largest(values) * i / 500;
        least =
            Math.min(
                least,
                squaredError(
                    values,
                    new ActivationQuantization(threshold / (signed ? 127 : 255), 0, signed)));
      }
      assertThat(squaredError(values, found)).as("seed %d", seed).isLessThan(1.03 * least);
    }
  }

  /** Straight from the definition, on lists of bins instead of running arrays. */
  private static double divergence(long[] counts, int bins, int levels) {
    double[] p = new double[bins];
    for (int i = 0; i < counts.length; i++) {
      p[Math.min(i, bins - 1)] += counts[i];
    }
    double[] q = new double[bins];
    for (int level = 0; level < levels; level++) {
      int from = level * bins / levels;
      int to = (level + 1) * bins / levels;
      double sum = Arrays.stream(counts, from, to).sum();
      long filled = Arrays.stream(p, from, to).filter(x -> x > 0).count();
      for (int i = from; i < to; i++) {
        q[i] = p[i] > 0 ? sum / filled : 0;
      }
    }
    double sum = 0;
    double[] ps = smoothed(p);
    double[] qs = smoothed(q);
    for (int i = 0; i < bins; i++) {
      sum += ps[i] * Math.log(ps[i] / qs[i]);
    }
    return sum;
  }

  private static double[] smoothed(double[] values) {
    double sum = Arrays.stream(values).sum();
    long filled = Arrays.stream(values).filter(x -> x > 0).count();
    double[] result =
        Arrays.stream(values)
            .map(
                x ->
                    x > 0
                        ? Math.max(x / sum - 1e-4 * (values.length - filled) / filled, 1e-12)
                        : 1e-4)
            .toArray();
    double total = Arrays.stream(result).sum();
    return Arrays.stream(result).map(x -> x / total).toArray();
  }

  /** Of all thresholds, whatever they clip, the least is found on values densest near zero. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void divergenceEqualsItsDefinition(long seed) {
    assertDivergences(values(seed, false));
    float[] normal = values(seed, true);
    for (int i = 0; i < normal.length; i++) {
      normal[i] = Math.abs(normal[i]);
    }
    assertDivergences(normal);
    Random random = new Random(seed);
    float[] exponential = new float[20_000];
    for (int i = 0; i < exponential.length; i++) {
      exponential[i] = (float) -Math.log(1 - random.nextDouble());
    }
    assertDivergences(exponential);
  }

  private static void assertDivergences(float[] values) {
    ActivationHistogram histogram = new ActivationHistogram(largest(values));
    for (float value : values) {
      histogram.add(value);
    }
    long[] counts = new long[ActivationHistogram.BINS];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = histogram.count(i);
    }
    Divergence divergence = new Divergence(histogram, 256);
    double least = Double.POSITIVE_INFINITY;
    int best = 0;
    for (int bins = 256; bins <= ActivationHistogram.BINS; bins++) {
      double exact = divergence(counts, bins, 256);
      long clipped = Arrays.stream(counts, bins, counts.length).sum();
      if (100 * clipped > histogram.total()) {
        assertThat(divergence.at(bins)).isInfinite();
      } else {
        assertThat(divergence.at(bins)).isCloseTo(exact, within(1e-9));
      }
      if (exact < least) {
        least = exact;
        best = bins;
      }
    }
    assertThat(CalibrationMethod.KL.threshold(histogram, 256, 0, 0))
        .isEqualTo(histogram.edge(best));
    float tolerant = CalibrationMethod.KL_TOLERANCE.threshold(histogram, 256, 0, 1.3);
    assertThat(tolerant).isGreaterThanOrEqualTo(histogram.edge(best));
    int bins = Math.round(tolerant / largest(values) * ActivationHistogram.BINS);
    assertThat(divergence(counts, bins, 256)).isLessThanOrEqualTo(1.3 * least + 1e-9);
    for (int larger = bins + 1; larger <= ActivationHistogram.BINS; larger++) {
      assertThat(divergence(counts, larger, 256)).isGreaterThan(1.3 * least - 1e-9);
    }
  }

  /** Values between 1 and 2, those of a sigmoid, and values of which many are equal. */
  @ParameterizedTest
  @EnumSource(names = {"KL", "KL_TOLERANCE"})
  void valuesAwayFromZeroKeepTheirRange(CalibrationMethod method) {
    Random random = new Random(3);
    float[] uniform = new float[20_000];
    float[] sigmoid = new float[20_000];
    float[] equal = new float[20_000];
    for (int i = 0; i < uniform.length; i++) {
      uniform[i] = 1 + random.nextFloat();
      sigmoid[i] = (float) (1 / (1 + Math.exp(-0.3 * random.nextGaussian())));
      equal[i] = random.nextInt(10) < 6 ? 1 : 1 + random.nextFloat();
    }
    for (float[] values : new float[][] {uniform, sigmoid, equal}) {
      for (Grid grid : Grid.values()) {
        ActivationQuantization found = calibrate(method, grid, 1.3, values);
        float top = (found.max() - found.zeroPoint()) * found.scale();
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        assertThat(top)
            .as("%s", grid)
            .isBetween(sorted[(int) (0.98 * sorted.length)], 1.0001f * largest(values));
      }
    }
  }

  /** What a threshold takes off the positive end leaves the negative end where it is. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void noOtherThresholdOfAnAsymmetricGridHasASmallerError(long seed) {
    Random random = new Random(seed);
    float[] values = new float[20_000];
    for (int i = 0; i < values.length; i++) {
      float value = (float) random.nextGaussian();
      values[i] = value < 0 ? Math.max(-1, value / 2) : value;
    }
    for (int i = 0; i < 30; i++) {
      values[i] = 2 + 2 * random.nextFloat();
    }
    double chosen =
        squaredError(values, calibrate(CalibrationMethod.MSE, Grid.ASYMMETRIC, 0, values));
    float largest = largest(values);
    for (float threshold = largest; threshold > 1; threshold -= largest / 400) {
      float scale = (threshold + 1) / 255;
      ActivationQuantization other =
          new ActivationQuantization(scale, Math.round(1 / scale), false);
      assertThat(chosen).isLessThan(1.01 * squaredError(values, other));
    }
  }

  @Test
  void clippingMethodsCutFarOutliersOff() {
    float[] values = values(9, true);
    float all = calibrate(CalibrationMethod.MIN_MAX, Grid.SIGNED, 0, values).scale();
    for (CalibrationMethod method :
        new CalibrationMethod[] {
          CalibrationMethod.PERCENTILE, CalibrationMethod.MSE, CalibrationMethod.KL
        }) {
      assertThat(calibrate(method, Grid.SIGNED, 99.9, values).scale())
          .as("%s", method)
          .isLessThan(0.95f * all);
    }
  }
}
