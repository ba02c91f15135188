package io.deepcompress.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Codebooks whose integers have a common divisor, which layers are prepared without. */
class CommonDivisorTest {
  private static final Shape SHAPE = Shape.of(130, 500);

  private static CompressedModel model(ValueFormat grid, float[] values, byte[] codes) {
    Network network =
        new Network(
            List.of(new Input("x", Shape.of(500))),
            List.of(new Node("fc", new Operation.Dense(130, false), List.of(0))),
            List.of(1));
    return new CompressedModel(
        network,
        List.of(SharedTensor.of(SHAPE, new Codebook(values, grid), codes)),
        List.of(),
        List.of(Preprocessing.NONE),
        List.of(),
        Map.of());
  }

  /** Steps are powers of two times small integers: no scale is rounded. */
  @Test
  void aCoarseGridGivesWhatItsOwnIntegersGive() throws ModelFormatException {
    Random random = new Random(1);
    byte[] codes = new byte[SHAPE.size()];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (byte) (random.nextInt(10) == 0 ? 1 + random.nextInt(3) : 0);
    }
    float[] input = new float[500];
    for (int i = 0; i < input.length; i++) {
      input[i] = random.nextFloat() - 0.5f;
    }
    for (int divisor : new int[] {1, 2, 21, 42}) {
      float step = divisor / 64f;
      float[] values = {-3 * step, 2 * step, 3 * step};
      Model fine = Model.of(model(ValueFormat.int8(1 / 64f), values, codes));
      Model coarse = Model.of(model(ValueFormat.int8(step), values, codes));
      assertThat(fine.weightBytes()).as("divisor %d", divisor).isEqualTo(coarse.weightBytes());
      try (Session first = fine.newSession();
          Session second = coarse.newSession()) {
        assertThat(first.run(input)).as("divisor %d", divisor).isEqualTo(second.run(input));
      }
    }
  }
}
