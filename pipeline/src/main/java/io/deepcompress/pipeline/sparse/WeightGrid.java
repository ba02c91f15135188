package io.deepcompress.pipeline.sparse;

import java.util.BitSet;

/**
 * Rounds trained weights to multiples of a step of each layer, where a cheaper multiple wins if it
 * is not much worse: the one with the least {@code F (w - q step)^2 + price * bits(q)}.
 *
 * <p>F is the layer's mean squared gradient. Steps are inverse to its root, which is optimal at
 * high resolution: a rounding error then costs the same loss in every layer. Bits are the ideal
 * code length at the layer's present frequencies, zeros counted among the live rows and columns.
 */
final class WeightGrid implements SparseTrainer.Projection {
  /** Largest multiple: what an int8 codebook holds. */
  static final int MOST = 127;

  private final SparseNetwork network;
  private final double[] steps;
  private final double[] biasSteps;
  private final double[][] bits;

  /** Price of a bit in units of {@code F step^2}, the same in all layers. */
  private final double price;

  /**
   * Chooses the steps.
   *
   * @param resolution mean magnitude of all kept weights in steps, weighed by the layers' roots of
   *     F
   * @param biasResolution steps of biases are finer than those of weights by this
   * @param price of a bit over {@code F step^2}; rate-distortion theory says about 0.12
   */
  WeightGrid(
      SparseNetwork network,
      SparseTrainer trainer,
      double resolution,
      double biasResolution,
      double price) {
    this.network = network;
    this.price = price;
    int count = network.weighted().size();
    double[] roots = new double[count];
    double sum = 0;
    int kept = 0;
    for (int i = 0; i < count; i++) {
      TapLayer layer = network.weighted().get(i);
      double squares = 0;
      double magnitudes = 0;
      for (int tap : layer.taps()) {
        squares += trainer.fisher(i)[tap];
        magnitudes += Math.abs(layer.weights[tap]);
      }
      int taps = Math.max(1, layer.taps().length);
      roots[i] = Math.sqrt(Math.max(squares / taps, Float.MIN_NORMAL));
      sum += roots[i] * magnitudes;
      kept += layer.taps().length;
    }
    steps = new double[count];
    biasSteps = new double[count];
    bits = new double[count][MOST + 1];
    for (int i = 0; i < count; i++) {
      TapLayer layer = network.weighted().get(i);
      // Rounded to float, as the file stores it.
      steps[i] =
          (float) Math.max(sum / kept / resolution / roots[i], largest(layer.weights) / MOST);
      biasSteps[i] = (float) Math.max(steps[i] / biasResolution, largest(layer.bias) / MOST);
    }
  }

  private static double largest(float[] values) {
    double largest = 1e-6;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /** Step of a layer's weights. */
  float step(int layer) {
    return (float) steps[layer];
  }

  /** Step of a layer's biases. */
  float biasStep(int layer) {
    return (float) biasSteps[layer];
  }

  @Override
  public void project(int index, float[] weights, float[] bias) {
    TapLayer layer = network.weighted().get(index);
    double step = steps[index];
    for (int tap : layer.taps()) {
      int level = level(Math.abs(weights[tap]) / step, bits[index]);
      layer.weights[tap] = (float) (weights[tap] < 0 ? -level * step : level * step);
    }
    for (int o = 0; o < bias.length; o++) {
      double level = Math.rint(bias[o] / biasSteps[index]);
      layer.bias[o] = (float) (Math.max(-MOST, Math.min(MOST, level)) * biasSteps[index]);
    }
  }

  /** The best multiple for a magnitude in steps: the nearest, the one below, or none. */
  private int level(double magnitude, double[] lengths) {
    int nearest = (int) Math.min(MOST, Math.floor(magnitude + 0.5));
    int best = nearest;
    double least = cost(magnitude, nearest, lengths);
    for (int level : new int[] {nearest - 1, 0}) {
      if (level >= 0 && cost(magnitude, level, lengths) < least) {
        least = cost(magnitude, level, lengths);
        best = level;
      }
    }
    return best;
  }

  private double cost(double magnitude, int level, double[] lengths) {
    return (magnitude - level) * (magnitude - level) + price * lengths[level];
  }

  /** Takes the code lengths from the network's present weights. */
  void learnBits() {
    for (int i = 0; i < steps.length; i++) {
      TapLayer layer = network.weighted().get(i);
      int[] counts = new int[MOST + 1];
      BitSet rows = new BitSet();
      BitSet columns = new BitSet();
      int nonZero = 0;
      for (int tap : layer.taps()) {
        int level = (int) Math.rint(Math.abs(layer.weights[tap]) / steps[i]);
        if (level > 0) {
          counts[level]++;
          nonZero++;
          rows.set(tap / layer.perOutput());
          columns.set(tap % layer.perOutput());
        }
      }
      double places = Math.max(1.0, (double) rows.cardinality() * columns.cardinality());
      bits[i][0] = -log2(Math.max(0.5, places - nonZero) / places);
      for (int level = 1; level <= MOST; level++) {
        bits[i][level] = 1 - log2((counts[level] + 0.5) / (places + 0.5));
      }
    }
  }

  private static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }
}
