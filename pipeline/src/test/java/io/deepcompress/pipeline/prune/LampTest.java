package io.deepcompress.pipeline.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LampTest {

  @Test
  void scoresAreThoseOfTheDefinition() {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      float[] weights = new float[1 + random.nextInt(80)];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = random.nextInt(4) == 0 ? random.nextInt(3) - 1 : (float) random.nextGaussian();
      }
      float[] naive = new float[weights.length];
      for (int i = 0; i < weights.length; i++) {
        double sum = 0;
        for (float other : weights) {
          if (Math.abs(other) >= Math.abs(weights[i])) {
            sum += (double) other * other;
          }
        }
        naive[i] = weights[i] == 0 ? 0 : (float) ((double) weights[i] * weights[i] / sum);
      }
      Arrays.sort(naive);

      float[] scores = Lamp.sortedScores(weights);

      assertThat(scores).as("seed %d", seed).containsExactly(naive, within(1e-6f));
    }
  }

  @Test
  void orderWithinALayerIsThatOfMagnitudes() {
    float[] weights = {3, -1, 2, 0.5f};

    // 0.25/14.25, 1/14, 4/13, 9/9
    assertThat(Lamp.sortedScores(weights))
        .containsExactly(new float[] {0.25f / 14.25f, 1f / 14, 4f / 13, 1}, within(1e-6f));
  }
}
