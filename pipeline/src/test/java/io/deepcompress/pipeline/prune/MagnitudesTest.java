package io.deepcompress.pipeline.prune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MagnitudesTest {

  @Test
  void keepsExactlyTheLargestWhateverTheTies() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      float[] values = new float[1 + random.nextInt(300)];
      int levels = 1 + random.nextInt(40);
      for (int i = 0; i < values.length; i++) {
        // Few levels make ties, both signs of them; level 0 makes zeros.
        values[i] = (random.nextInt(2 * levels + 1) - levels) * 0.37f;
      }
      int nonZero = count(values);
      int keep = random.nextInt(values.length + 2);
      float[] pruned = values.clone();

      Magnitudes.keepLargest(pruned, keep);

      assertThat(count(pruned)).as("seed %d", seed).isEqualTo(Math.min(keep, nonZero));
      float least = Float.POSITIVE_INFINITY;
      float largestGone = 0;
      for (int i = 0; i < values.length; i++) {
        if (pruned[i] != 0) {
          assertThat(pruned[i]).isEqualTo(values[i]);
          least = Math.min(least, Math.abs(values[i]));
        } else {
          largestGone = Math.max(largestGone, Math.abs(values[i]));
        }
      }
      assertThat(least).as("seed %d", seed).isGreaterThanOrEqualTo(largestGone);
    }
  }

  @Test
  void prunedWeightsArePositiveZeros() {
    float[] values = {-0.1f, 5, -0.0f, 0.2f};

    Magnitudes.keepLargest(values, 1);

    assertThat(Float.floatToRawIntBits(values[0])).isZero();
    assertThat(Float.floatToRawIntBits(values[2])).isZero();
    assertThat(values[1]).isEqualTo(5);
  }

  @Test
  void countsOverSeveralArraysAddUpToTheRank() {
    for (long seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      List<float[]> arrays =
          List.of(random(random, 50), random(random, 1), random(random, 200), random(random, 7));
      long keep = 1 + random.nextInt(258);

      long[] counts = Magnitudes.counts(arrays, Magnitudes.threshold(arrays, keep));

      assertThat(Arrays.stream(counts).sum()).as("seed %d", seed).isEqualTo(keep);
      float[] all = new float[258];
      int at = 0;
      for (float[] array : arrays) {
        for (float value : array) {
          all[at++] = Math.abs(value);
        }
      }
      Arrays.sort(all);
      float threshold = all[(int) (258 - keep)];
      for (int i = 0; i < counts.length; i++) {
        long above = 0;
        long atLeast = 0;
        for (float value : arrays.get(i)) {
          above += Math.abs(value) > threshold ? 1 : 0;
          atLeast += Math.abs(value) >= threshold ? 1 : 0;
        }
        assertThat(counts[i]).as("seed %d", seed).isBetween(above, atLeast);
      }
    }
  }

  private static float[] random(Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (random.nextInt(201) - 100) / 64f;
    }
    return values;
  }

  private static int count(float[] values) {
    int count = 0;
    for (float value : values) {
      count += value != 0 ? 1 : 0;
    }
    return count;
  }
}
