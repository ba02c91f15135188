package io.deepcompress.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.network.Window;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkedRunsTest {
  /** Puts every weight back where its offset says and checks what the class promises of chunks. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.02, 0.2, 0.35, 0.5, 0.8})
  void chunksHoldEveryWeightOnceWithinTheBound(double density) {
    for (boolean twins : new boolean[] {false, true}) {
      for (int deviation : new int[] {2, 30, 200}) {
        long seed = Double.hashCode(density) + deviation;
        assertChunks(weights(density, deviation, new Random(seed)), twins, seed);
      }
    }
  }

  private static IntegerWeights weights(double density, int deviation, Random random) {
    LayerShape shape = new LayerShape(100, 13, 13, 7, Window.square(3, 1, 1), 1);
    byte[] weights = new byte[shape.weights()];
    for (int i = 0; i < weights.length; i++) {
      if (random.nextDouble() < density) {
        double value = Math.rint(deviation * random.nextGaussian());
        weights[i] = (byte) Math.max(-128, Math.min(127, value));
      }
    }
    return IntegerWeights.of(shape, weights);
  }

  private static void assertChunks(IntegerWeights source, boolean twins, long seed) {
    int perFilter = source.shape().weightsPerFilter();
    int taps = 60 * 9;
    int[] offsets = new int[taps];
    for (int tap = 0; tap < taps; tap++) {
      offsets[tap] = 5 * tap;
    }
    ChunkedRuns runs = new ChunkedRuns(source, offsets, twins);
    for (int filter = 0; filter < source.shape().filters(); filter++) {
      for (int block = 0; block < runs.blocks(); block++) {
        byte[] expected = new byte[taps];
        for (int tap = 0; tap < Math.min(taps, perFilter - block * taps); tap++) {
          expected[tap] = (byte) source.weight(filter * perFilter + block * taps + tap);
        }
        byte[] found = new byte[taps];
        collect(runs, filter, block, ChunkedRuns.SINGLES, found);
        int paired = collect(runs, filter, block, ChunkedRuns.TWINS, found);
        assertThat(found)
            .as("filter %s, block %s, seed %s", filter, block, seed)
            .isEqualTo(expected);
        assertThat(paired).as("twins, seed %s", seed).isEqualTo(twins ? paired(expected) : 0);
      }
    }
  }

  /** Weights that share their value in pairs, but -128, or none where these are few. */
  private static int paired(byte[] weights) {
    int paired = 0;
    for (int value = -127; value <= 127; value++) {
      int count = 0;
      for (byte weight : weights) {
        count += value != 0 && weight == value ? 1 : 0;
      }
      paired += count / 2 * 2;
    }
    return paired < 128 ? 0 : paired;
  }

  /** Adds the weights of a cell's chunks and returns their number. */
  private static int collect(ChunkedRuns runs, int filter, int block, int width, byte[] found) {
    int[] entries = runs.entries();
    int length = runs.chunkLength(filter, block, width);
    int count = 0;
    int end = runs.end(filter, block, width);
    for (int chunk = runs.start(filter, block, width); chunk < end; chunk += length) {
      int magnitudes = 0;
      int negative = 0;
      for (int i = chunk + 1; i < chunk + length; i++) {
        int weight = (byte) entries[i];
        if (width == ChunkedRuns.TWINS) {
          assertThat(weight).isEqualTo((byte) entries[i ^ 1 ^ (chunk + 1 & 1)]);
        }
        if (weight != 0) {
          int tap = (entries[i] >> 8) / 5;
          assertThat(found[tap]).as("weight of tap %s before", tap).isZero();
          found[tap] = (byte) weight;
          magnitudes += Math.abs(weight);
          negative += Math.max(0, -weight);
          count++;
        }
      }
      assertThat(magnitudes).isLessThanOrEqualTo(255);
      assertThat(entries[chunk]).isEqualTo(256 * negative);
    }
    return count;
  }
}
