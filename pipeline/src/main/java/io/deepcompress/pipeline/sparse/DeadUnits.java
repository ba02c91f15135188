package io.deepcompress.pipeline.sparse;

import java.util.List;

/**
 * Finds units that do nothing any more: those that no kept weight reads, whose own weights go too,
 * and those without a kept weight, whose constant moves into the biases of the layer that reads it.
 * The network's outputs stay what they were, but for rounding.
 */
final class DeadUnits {
  private DeadUnits() {}

  /** Removes them all. */
  static void remove(SparseNetwork network) {
    List<TapLayer> layers = network.weighted();
    int before;
    do {
      before = kept(layers);
      for (int i = 0; i + 1 < layers.size(); i++) {
        removeUnread(layers.get(i), layers.get(i + 1));
        removeConstant(layers.get(i), layers.get(i + 1), network.rectified(i));
      }
    } while (kept(layers) < before);
  }

  private static int kept(List<TapLayer> layers) {
    return layers.stream().mapToInt(layer -> layer.taps().length).sum();
  }

  private static void removeUnread(TapLayer layer, TapLayer reader) {
    boolean[] read = new boolean[layer.outputs()];
    for (int tap : reader.taps()) {
      read[reader.unitRead(tap, read.length)] = true;
    }
    boolean[] mask = new boolean[layer.weights.length];
    for (int tap : layer.taps()) {
      mask[tap] = read[tap / layer.perOutput()];
    }
    layer.keep(mask);
    for (int unit = 0; unit < read.length; unit++) {
      layer.bias[unit] = read[unit] ? layer.bias[unit] : 0f;
    }
  }

  private static void removeConstant(TapLayer layer, TapLayer reader, boolean rectified) {
    boolean[] fed = new boolean[layer.outputs()];
    for (int tap : layer.taps()) {
      fed[tap / layer.perOutput()] = true;
    }
    boolean[] mask = new boolean[reader.weights.length];
    for (int tap : reader.taps()) {
      int unit = reader.unitRead(tap, fed.length);
      mask[tap] = fed[unit];
      if (!fed[unit]) {
        float constant = rectified ? Math.max(0f, layer.bias[unit]) : layer.bias[unit];
        reader.bias[tap / reader.perOutput()] += constant * reader.weights[tap];
      }
    }
    reader.keep(mask);
    for (int unit = 0; unit < fed.length; unit++) {
      layer.bias[unit] = fed[unit] ? layer.bias[unit] : 0f;
    }
  }
}
