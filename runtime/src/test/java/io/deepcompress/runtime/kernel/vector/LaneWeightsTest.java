package io.deepcompress.runtime.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.runtime.kernel.IntegerWeights;
import io.deepcompress.runtime.kernel.LayerShape;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneWeightsTest {
  private static final int INPUTS = 700;
  private static final int OUTPUTS = 77;

  /** Puts every weight back where its place says and checks what the class promises of chunks. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.001, 0.04, 0.09, 0.2, 0.4, 1})
  void chunksHoldEveryWeightOnceWithinTheBound(double density) {
    for (int lanes : new int[] {16, 32, 64}) {
      for (int deviation : new int[] {2, 40, 300}) {
        long seed = Double.hashCode(density) + 100 * lanes + deviation;
        byte[] weights = weights(density, deviation, new Random(seed));
        assertChunks(weights, lanes, "density " + density + ", lanes " + lanes + ", seed " + seed);
      }
    }
  }

  private static byte[] weights(double density, int deviation, Random random) {
    byte[] weights = new byte[OUTPUTS * INPUTS];
    for (int i = 0; i < weights.length; i++) {
      if (random.nextDouble() < density) {
        double value = Math.rint(deviation * random.nextGaussian());
        weights[i] = (byte) Math.max(-128, Math.min(127, value));
      }
    }
    return weights;
  }

  private static void assertChunks(byte[] weights, int lanes, String name) {
    LayerShape shape = LayerShape.dense(INPUTS, 1, OUTPUTS);
    LaneWeights packed = new LaneWeights(IntegerWeights.of(shape, weights), lanes);
    int outputs = lanes / 2;
    byte[] found = new byte[weights.length];
    int[] weightSums = new int[packed.blocks() * outputs];
    int[] heads = new int[packed.blocks() * outputs];
    for (int block = 0; block < packed.blocks(); block++) {
      for (int chunk = packed.start(block); chunk < packed.start(block + 1); chunk++) {
        for (int pair = 0; pair < outputs; pair++) {
          // Of 32-bit sums of two outputs, lower halves are the first half of the block.
          int row = block * outputs + pair % 2 * outputs / 2 + pair / 2;
          int vector = LaneWeights.FIRST + chunk * (1 + 2 * packed.steps()) * lanes;
          int head = number(packed, vector + 2 * pair) & 0xffff;
          int least = head;
          int most = head;
          for (int step = 0; step < packed.steps(); step++) {
            int window = packed.windows()[chunk * packed.steps() + step];
            int places = vector + (1 + 2 * step) * lanes + 2 * pair;
            int number = number(packed, places + lanes);
            int even = number + 127 >> 8;
            int odd = 256 * even - number;
            if (even > 127) {
              even -= 256;
            }
            for (int lane = 0; lane < 2; lane++) {
              int weight = lane == 0 ? even : odd;
              int input = window + packed.entries()[places + lane];
              assertThat(input).as(name).isBetween(0, INPUTS + lanes - 1);
              if (weight != 0) {
                assertThat(found[row * INPUTS + input]).as(name).isZero();
                found[row * INPUTS + input] = (byte) weight;
              }
              weightSums[row] += weight;
              least += Math.min(0, 255 * weight);
              most += Math.max(0, 255 * weight);
            }
          }
          assertThat(least).as("sums of %s", name).isNotNegative();
          assertThat(most).as("sums of %s", name).isLessThan(1 << 16);
          heads[row] += head;
        }
      }
    }
    assertThat(found).as(name).isEqualTo(weights);
    assertThat(packed.weightSums()).as(name).isEqualTo(weightSums);
    assertThat(packed.heads()).as(name).isEqualTo(heads);
  }

  private static int number(LaneWeights packed, int at) {
    return (short) (packed.entries()[at] & 0xff | packed.entries()[at + 1] << 8);
  }
}
