package io.deepcompress.experiments.tflite;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;

/**
 * The int8 grid of each value of a network. They are the model's own, but a pooling keeps the grid
 * of what it reads, as TensorFlow Lite's operators want it, and a layer that only a concatenation
 * reads writes on the concatenation's grid.
 */
final class TfliteGrids {
  private final ActivationQuantization[] grids;

  TfliteGrids(CompressedModel model, TfliteFusion fusion) {
    Network network = model.network();
    grids = new ActivationQuantization[network.valueCount()];
    for (int i = 0; i < grids.length && !model.activations().isEmpty(); i++) {
      grids[i] = model.activations().get(i).map(TfliteGrids::signed).orElse(null);
    }
    for (int i = network.nodes().size() - 1; i >= 0; i--) {
      Node node = network.nodes().get(i);
      if (node.operation() instanceof Operation.Concatenate) {
        for (int input : node.inputs()) {
          if (fusion.readers(input) == 1) {
            grids[input] = grids[network.valueOf(i)];
          }
        }
      }
    }
    for (int i = 0; i < network.nodes().size(); i++) {
      Node node = network.nodes().get(i);
      Operation operation = node.operation();
      if (operation instanceof Operation.Pooling || operation instanceof Operation.Reshape) {
        grids[network.valueOf(i)] = grids[node.inputs().get(0)];
      }
    }
  }

  /** Uint8 integers less 128. */
  private static ActivationQuantization signed(ActivationQuantization grid) {
    return grid.signed()
        ? grid
        : new ActivationQuantization(grid.scale(), grid.zeroPoint() - 128, true);
  }

  /**
   * The grid of a value, whose integers are signed.
   *
   * @throws IllegalArgumentException if the model has none for it
   */
  ActivationQuantization of(int value) {
    if (grids[value] == null) {
      throw new IllegalArgumentException("value " + value + " has no range: calibrate the model");
    }
    return grids[value];
  }
}
