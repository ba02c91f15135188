package io.deepcompress.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.pipeline.train.ActivationRange.Mode;
import io.deepcompress.runtime.QuantizedTensor;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActivationRangeTest {
  private static final TrainingSettings PLAIN =
      TrainingSettings.of(1, LearningRate.constant(0.1)).withMomentum(0);

  private static float[] values(int count, long seed, double spread) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (spread * random.nextGaussian());
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource({"0.0123, 0, false", "0.031, 0, true", "0.017, 77, false", "0.02, -30, true"})
  void atEightBitsItRoundsAsTheRuntime(float scale, int zeroPoint, boolean signed) {
    ActivationQuantization quantization = new ActivationQuantization(scale, zeroPoint, signed);
    ActivationRange range = new ActivationRange(quantization, 8, Mode.FIXED);
    float[] x = values(10_000, 3, 2);
    float[] runtime =
        QuantizedTensor.quantize(
                Shape.of(x.length), x, new float[] {scale}, new int[] {zeroPoint}, signed)
            .dequantize();
    for (int i = 0; i < x.length; i++) {
      assertThat(range.rounded(x[i])).as("of %s", x[i]).isEqualTo(runtime[i]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 6, 5, 4})
  void everyGridHasItsValuesAndSpansWhatWasCalibrated(int bits) {
    ActivationRange positive =
        new ActivationRange(new ActivationQuantization(2f / 255, 0, false), bits, Mode.FIXED);
    ActivationRange both =
        new ActivationRange(new ActivationQuantization(2f / 127, 0, true), bits, Mode.FIXED);
    TreeSet<Float> seen = new TreeSet<>();
    TreeSet<Float> seenBoth = new TreeSet<>();
    for (float x = -5; x <= 5; x += 1 / 1024f) {
      seen.add(positive.rounded(x));
      seenBoth.add(both.rounded(x));
      if (x >= 0 && x <= 2) {
        assertThat(positive.rounded(x)).isCloseTo(x, within(positive.scale() / 2 + 1e-6f));
      }
    }
    assertThat(seen).hasSize(1 << bits).contains(0f);
    assertThat(seenBoth).hasSize(1 << bits).contains(0f);
    assertThat(seen.first()).isZero();
    assertThat(seen.last()).isCloseTo(2f, within(1e-5f));
    assertThat(seenBoth.last()).isCloseTo(2f, within(1e-5f));
    assertThat(positive.quantization().scale()).isCloseTo(2f / 255, within(1e-8f));
    assertThat(both.quantization().scale()).isCloseTo(2f / 127, within(1e-8f));
    assertThat(both.quantization().signed()).isTrue();
  }

  @Test
  void gradientsPassWithinTheRangeOnly() {
    ActivationRange range =
        new ActivationRange(new ActivationQuantization(1f / 255, 0, false), 4, Mode.FIXED);
    float[] gradients = {1, 2, 3, 4, 5};
    range.backward(new float[] {-0.1f, 0, 0.5f, 1, 1.1f}, gradients, 1);
    assertThat(gradients).containsExactly(0, 2, 3, 4, 0);
    range.step(1, 1);
    assertThat(range.scale()).isEqualTo(1f / 15);
  }

  @Test
  void aMovingRangeFollowsWhatBatchesNeed() {
    ActivationRange range =
        new ActivationRange(new ActivationQuantization(1f / 255, 0, false), 8, Mode.MOVING);
    for (int i = 0; i < 2000; i++) {
      range.observe(new float[] {-9, 0.5f, 3});
    }
    assertThat(range.scale()).isCloseTo(3f / 255, within(1e-5f));
    assertThat(range.quantization().scale()).isEqualTo(range.scale());
  }

  /**
   * What a learnt scale follows is the derivative of {@code s (x / s + r)} with the rounding error
   * {@code r} held, and of {@code s least} and {@code s most} beyond the ends.
   */
  @Test
  void theScalesGradientIsADifferenceQuotient() {
    float[] x = values(400, 5, 1.5);
    float[] weights = values(400, 6, 1);
    ActivationRange range =
        new ActivationRange(new ActivationQuantization(2f / 127, 0, true), 4, Mode.LEARNED);
    float scale = range.scale();
    double h = 1e-4;
    double quotient =
        (surrogate(x, weights, scale, scale + h) - surrogate(x, weights, scale, scale - h))
            / (2 * h);
    range.begin(PLAIN);
    range.backward(x, weights.clone(), 4);
    double rate = 0.01;
    range.step(4, rate);
    // 100 features, 7 levels: section 2.2 of Esser et al. 2020.
    double moved = (scale - range.scale()) / rate * Math.sqrt(100 * 7) * 4;
    assertThat(moved).isCloseTo(quotient, within(0.01 * Math.abs(quotient)));
  }

  private static double surrogate(float[] x, float[] weights, float held, double scale) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      double level = x[i] / held;
      double error = Math.rint(level) - level;
      double seen =
          level < -8 ? -8 * scale : level > 7 ? 7 * scale : scale * (x[i] / scale + error);
      sum += weights[i] * seen;
    }
    return sum;
  }

  @Test
  void aLearntScaleStaysPositive() {
    ActivationRange range =
        new ActivationRange(new ActivationQuantization(1f / 255, 0, false), 8, Mode.LEARNED);
    range.begin(PLAIN);
    for (int i = 0; i < 100; i++) {
      range.setTraining(true);
      range.backward(new float[] {9}, new float[] {1000}, 1);
      range.step(1, 1);
    }
    assertThat(range.scale()).isPositive();
    assertThat(range.quantization().scale()).isPositive();
  }

  @Test
  void refusesImpossibleBits() {
    ActivationQuantization any = new ActivationQuantization(1, 0, false);
    assertThatIllegalArgumentException().isThrownBy(() -> new ActivationRange(any, 9, Mode.FIXED));
    assertThatIllegalArgumentException().isThrownBy(() -> new ActivationRange(any, 1, Mode.FIXED));
  }
}
