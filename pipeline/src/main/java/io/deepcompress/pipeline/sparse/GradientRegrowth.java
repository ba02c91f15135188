package io.deepcompress.pipeline.sparse;

import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Gives pruned weights another chance: those with the largest mean gradient come back at about
 * zero, from where training takes them (RigL, Evci et al., arXiv:1911.11134, section 3; all layers
 * together here). Weights of dead units have no gradient, so these stay dead.
 */
final class GradientRegrowth {
  /** Batches whose mean gradient decides. */
  private static final int BATCHES = 32;

  private final SparseNetwork network;
  private final SparseTrainer observer;

  /**
   * Will let weights of a network grow.
   *
   * @param whole another view of the same arrays, which from now on passes all weights
   */
  GradientRegrowth(SparseNetwork network, SparseNetwork whole, SampleCopies samples, long seed) {
    this.network = network;
    this.observer = new SparseTrainer(whole, samples, seed);
    for (TapLayer layer : whole.weighted()) {
      boolean[] all = new boolean[layer.weights.length];
      Arrays.fill(all, true);
      layer.keep(all);
    }
  }

  /**
   * Has the network see more weights.
   *
   * @param count how many; fewer come where fewer have a gradient
   */
  void grow(int count, BooleanSupplier cancelled) {
    double[][] scores = observer.meanGradients(BATCHES, cancelled);
    List<TapLayer> layers = network.weighted();
    for (int i = 0; i < scores.length; i++) {
      for (int weight = 0; weight < scores[i].length; weight++) {
        scores[i][weight] = Math.abs(scores[i][weight]);
      }
      for (int kept : layers.get(i).taps()) {
        scores[i][kept] = 0;
      }
    }
    double[] sorted =
        Arrays.stream(scores)
            .flatMapToDouble(Arrays::stream)
            .filter(score -> score > 0)
            .sorted()
            .toArray();
    int grown = Math.min(count, sorted.length);
    if (grown == 0) {
      return;
    }
    double least = sorted[sorted.length - grown];
    for (int i = 0; i < scores.length; i++) {
      TapLayer layer = layers.get(i);
      boolean[] mask = new boolean[layer.weights.length];
      for (int kept : layer.taps()) {
        mask[kept] = true;
      }
      for (int weight = 0; weight < mask.length && grown > 0; weight++) {
        if (scores[i][weight] >= least) {
          mask[weight] = true;
          // Exactly zero would mean pruned.
          layer.weights[weight] = Float.MIN_NORMAL;
          grown--;
        }
      }
      layer.keep(mask);
    }
  }
}
