package io.deepcompress.pipeline.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class UniformGridTest {

  @Test
  void scatterIsTheSumOfSquaredRoundingErrors() {
    float[] values = ExactKMeansTest.random(new Random(1), 500);
    for (double step : new double[] {0.01, 0.3, 1.7, 20}) {
      double naive = 0;
      for (float value : values) {
        double q = Math.max(-5, Math.min(5, Math.rint(value / step)));
        naive += Math.pow(value - q * step, 2);
      }

      assertThat(UniformGrid.scatter(WeightedValues.exact(values), step, 5))
          .as("step %s", step)
          .isCloseTo(naive, within(1e-6));
    }
  }

  @Test
  void noStepOfAFineSearchIsBetter() {
    WeightedValues values = WeightedValues.exact(ExactKMeansTest.random(new Random(2), 4000));
    double found = UniformGrid.scatter(values, UniformGrid.bestStep(values, 7), 7);

    double best = Double.POSITIVE_INFINITY;
    for (double step = 0.01; step < 1; step += 0.001) {
      best = Math.min(best, UniformGrid.scatter(values, step, 7));
    }

    assertThat(found).isLessThan(best * 1.001);
  }

  @Test
  void theStepWithinABoundReachesItAndNearlyExhaustsIt() {
    WeightedValues values = WeightedValues.exact(ExactKMeansTest.random(new Random(3), 10_000));
    double bound = 0.05 * 0.05 * 10_000;

    double step = UniformGrid.stepWithin(values, bound, 127);

    assertThat(UniformGrid.scatter(values, step, 127)).isBetween(0.97 * bound, bound);
    // A fine grid's error is step^2 / 12 a value.
    assertThat(step).isCloseTo(0.05 * Math.sqrt(12), within(0.01));
  }
}
