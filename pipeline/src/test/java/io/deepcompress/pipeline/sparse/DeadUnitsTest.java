package io.deepcompress.pipeline.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.deepcompress.pipeline.TestModels;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.WorkingTensor;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadUnitsTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void removalLeavesTheOutputsAlone(long seed) {
    WorkingModel model = TestModels.dense(seed, 20, 15, 12, 4);
    Random random = new Random(seed);
    for (WorkingTensor tensor : model.tensors()) {
      float[] values = tensor.values();
      boolean weights = tensor.shape().rank() > 1;
      for (int i = 0; i < values.length; i++) {
        boolean kept = !weights || random.nextInt(12) == 0;
        values[i] = kept ? (float) random.nextGaussian() : 0f;
      }
    }
    SparseNetwork network =
        new SparseNetwork(
            model.network(),
            model.tensors().stream().map(WorkingTensor::values).toList(),
            new ScalarRuns());
    float[] input = new float[20 * SparseNetwork.BATCH];
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) random.nextGaussian();
    }
    float[] before = network.forward(input).clone();
    DeadUnits.remove(network);
    float[] after = network.forward(input);
    for (int i = 0; i < before.length; i++) {
      assertThat(after[i]).as("seed %d value %d", seed, i).isEqualTo(before[i], within(1e-4f));
    }
    for (int i = 0; i < 2; i++) {
      TapLayer layer = network.weighted().get(i);
      TapLayer reader = network.weighted().get(i + 1);
      for (int unit = 0; unit < layer.outputs(); unit++) {
        assertThat(writes(layer, unit))
            .as("seed %d layer %d unit %d", seed, i, unit)
            .isEqualTo(reads(reader, unit));
        if (!writes(layer, unit)) {
          assertThat(layer.bias[unit]).isZero();
        }
      }
    }
  }

  private static boolean writes(TapLayer layer, int unit) {
    for (int tap : layer.taps()) {
      if (tap / layer.perOutput() == unit) {
        return true;
      }
    }
    return false;
  }

  private static boolean reads(TapLayer layer, int unit) {
    for (int tap : layer.taps()) {
      if (tap % layer.perOutput() == unit) {
        return true;
      }
    }
    return false;
  }
}
