package io.deepcompress.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntegerWeightsTest {

  /** Against one code after the other; some codes other than 0 stand for 0, too. */
  @Test
  void gatheredAreTheWeightsThatAreNotZero() {
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      int count = 1 + random.nextInt(300);
      int from = random.nextInt(70);
      byte[] values = new byte[256];
      random.nextBytes(values);
      values[0] = 0;
      for (int i = 0; i < 40; i++) {
        values[random.nextInt(256)] = 0;
      }
      byte[] codes = new byte[from + count + random.nextInt(70)];
      double density = random.nextInt(5) / 4.0;
      for (int i = 0; i < codes.length; i++) {
        codes[i] = (byte) (random.nextDouble() < density ? random.nextInt(256) : 0);
      }
      List<Integer> expected = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        byte weight = values[codes[from + i] & 0xff];
        if (weight != 0) {
          expected.add(i * 256 + (weight & 0xff));
        }
      }
      IntegerWeights weights =
          new IntegerWeights(LayerShape.dense(codes.length, 1, 1), codes, values);
      int at = random.nextInt(9);
      int[] entries = new int[at + count + 1];
      Arrays.fill(entries, -1);
      int end = weights.gather(from, count, entries, at);
      assertThat(Arrays.stream(entries, at, end).boxed().toList())
          .as("seed " + seed)
          .isEqualTo(expected);
      assertThat(Arrays.stream(entries, 0, at)).allMatch(entry -> entry == -1);
      assertThat(entries[at + count]).isEqualTo(-1);
    }
  }
}
