package io.deepcompress.pipeline.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunsTest {
  private final Runs plain = new ScalarRuns();
  private final Runs vector = new VectorRuns();

  private static float[] random(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void bothGiveTheSameBits(long seed) {
    Random random = new Random(seed);
    int count = Runs.LANES * (1 + random.nextInt(5));
    float[] input = random(random, 2000);
    float[] weights = random(random, 7);
    int[] at = random.ints(7, 0, 2000 - count).toArray();
    float[] one = random(random, 1000);
    float[] two = one.clone();

    plain.combine(one, 64, count, 0.3f, input, at, weights, 1, 6);
    vector.combine(two, 64, count, 0.3f, input, at, weights, 1, 6);
    assertThat(two).as("seed %d", seed).isEqualTo(one);

    plain.add(one, 5, input, 9, 0.7f, count);
    vector.add(two, 5, input, 9, 0.7f, count);
    assertThat(two).as("seed %d", seed).isEqualTo(one);

    float[] leftOne = random(random, count);
    float[] leftTwo = leftOne.clone();
    float[] largest = one.clone();
    plain.larger(largest, 64, input, 7, count);
    vector.larger(two, 64, input, 7, count);
    assertThat(two).as("seed %d", seed).isEqualTo(largest);
    float[] givenOne = new float[1000];
    float[] givenTwo = new float[1000];
    plain.route(one, 64, largest, 64, leftOne, givenOne, count);
    vector.route(one, 64, largest, 64, leftTwo, givenTwo, count);
    assertThat(givenTwo).as("seed %d", seed).isEqualTo(givenOne);
    assertThat(leftTwo).as("seed %d", seed).isEqualTo(leftOne);
    one = largest;

    assertThat(vector.dot(input, at[0], 3, one, 0, 2 * Runs.LANES, 3, Runs.LANES))
        .as("seed %d", seed)
        .isEqualTo(plain.dot(input, at[0], 3, one, 0, 2 * Runs.LANES, 3, Runs.LANES));
    assertThat(vector.sum(input, at[1], count)).isEqualTo(plain.sum(input, at[1], count));
  }

  @ParameterizedTest
  @ValueSource(longs = {6, 7})
  void computeWhatTheySay(long seed) {
    Random random = new Random(seed);
    float[] input = random(random, 500);
    float[] output = new float[200];
    plain.combine(
        output, 3, Runs.LANES, 2, input, new int[] {0, 11, 40}, new float[] {9, 1, -2}, 1, 3);
    double dot = 0;
    double sum = 0;
    for (int i = 0; i < Runs.LANES; i++) {
      assertThat(output[3 + i]).isEqualTo(2 + input[11 + i] - 2 * input[40 + i], within(1e-5f));
      sum += input[100 + i];
      dot += input[1 + i] * input[7 + i] + input[70 + 1 + i] * input[80 + 7 + i];
    }
    assertThat((double) plain.sum(input, 100, Runs.LANES)).isEqualTo(sum, within(1e-4));
    assertThat((double) plain.dot(input, 1, 70, input, 7, 80, 2, Runs.LANES))
        .isEqualTo(dot, within(1e-4));
  }
}
