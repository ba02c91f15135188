package io.deepcompress.pipeline.sparse;

import java.util.Arrays;
import java.util.List;

/**
 * Prunes whole units (neurons, filters): the same number of weights among fewer units has fewer
 * places to be in, so positions cost fewer bits.
 *
 * <p>A unit matters as much as all kept weights together that it reads with or is read by.
 */
final class UnitPruning {
  private UnitPruning() {}

  /**
   * Keeps the most important units of each hidden layer; of equal ones the first.
   *
   * @param most units of each layer with weights, NaN for all; the last layer keeps its units
   */
  static void prune(
      SparseNetwork network, SparseTrainer trainer, Importance importance, double[] most) {
    List<TapLayer> layers = network.weighted();
    double[][] scores = new double[layers.size()][];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = new double[layers.get(i).weights.length];
      double[] ofTaps = importance.scores(layers.get(i), trainer.fisher(i));
      for (int t = 0; t < ofTaps.length; t++) {
        scores[i][layers.get(i).taps()[t]] = ofTaps[t];
      }
    }
    for (int i = 0; i + 1 < layers.size(); i++) {
      TapLayer layer = layers.get(i);
      if (most[i] < layer.outputs()) {
        TapLayer reader = layers.get(i + 1);
        double[] units = new double[layer.outputs()];
        for (int tap : layer.taps()) {
          units[tap / layer.perOutput()] += scores[i][tap];
        }
        for (int tap : reader.taps()) {
          units[reader.unitRead(tap, units.length)] += scores[i + 1][tap];
        }
        boolean[] kept = largest(units, (int) most[i]);
        boolean[] mask = new boolean[layer.weights.length];
        for (int tap : layer.taps()) {
          mask[tap] = kept[tap / layer.perOutput()];
        }
        layer.keep(mask);
        // Without weights they are dead, but for a constant that the next layer should not learn.
        for (int unit = 0; unit < kept.length; unit++) {
          layer.bias[unit] = kept[unit] ? layer.bias[unit] : 0f;
        }
      }
    }
    DeadUnits.remove(network);
  }

  private static boolean[] largest(double[] scores, int count) {
    Integer[] order = new Integer[scores.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(scores[b], scores[a]));
    boolean[] kept = new boolean[scores.length];
    for (int i = 0; i < count; i++) {
      kept[order[i]] = true;
    }
    return kept;
  }
}
