package io.deepcompress.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearningRateTest {
  @Test
  void cosineGoesFromStartToItsFraction() {
    LearningRate rate = LearningRate.cosine(0.08, 0.01);
    assertThat(rate.at(0)).isCloseTo(0.08, within(1e-15));
    assertThat(rate.at(0.5)).isCloseTo((0.08 + 0.0008) / 2, within(1e-15));
    assertThat(rate.at(1.0 / 3)).isCloseTo(0.0008 + 0.0792 * 0.75, within(1e-12));
    assertThat(rate.at(1)).isCloseTo(0.0008, within(1e-15));
  }

  @Test
  void stepsMultiply() {
    LearningRate rate = LearningRate.steps(1, 0.1, 0.5, 0.75);
    assertThat(rate.at(0.49)).isEqualTo(1);
    assertThat(rate.at(0.5)).isCloseTo(0.1, within(1e-12));
    assertThat(rate.at(0.9)).isCloseTo(0.01, within(1e-12));
  }

  @Test
  void warmUpRisesLinearlyAndThenLeavesTheRateAlone() {
    LearningRate rate = LearningRate.constant(0.5).withWarmUp(0.1);
    assertThat(rate.at(0)).isPositive().isLessThan(0.01);
    assertThat(rate.at(0.05)).isCloseTo(0.25, within(0.01));
    assertThat(rate.at(0.1)).isEqualTo(0.5);
  }

  @Test
  void refusesWhatIsNoRate() {
    assertThatIllegalArgumentException().isThrownBy(() -> LearningRate.constant(0));
    assertThatIllegalArgumentException().isThrownBy(() -> LearningRate.constant(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> LearningRate.cosine(1, 2));
  }
}
