package io.deepcompress.pipeline.sparse;

import io.deepcompress.datasets.Batches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Trains the kept weights of a {@link SparseNetwork} by stochastic gradient descent with Nesterov
 * momentum, over batches of {@value #BATCH}. Pruned weights stay +0.0, and so do biases that were
 * +0.0 when training began.
 *
 * <p>Also follows the mean of every weight's squared gradient: the diagonal of the empirical Fisher
 * information, which says how much the loss minds a change of the weight.
 */
final class SparseTrainer {
  private static final int BATCH = 2 * SparseNetwork.BATCH;
  private static final float MOMENTUM = 0.9f;

  /** Share of the newest batch in the followed mean of squared gradients. */
  private static final float FOLLOW = 0.003f;

  /** Batches that are enough to know the squared gradients of a network that is not trained. */
  private static final int OBSERVED = 64;

  private final SparseNetwork network;
  private final SampleCopies samples;
  private final long seed;
  private final List<State> states = new ArrayList<>();
  private int epochs;

  /** Rounds the trained values to those that the network computes with, after every step. */
  @FunctionalInterface
  interface Projection {
    /** Sets the layer's weights and biases from the trained ones. */
    void project(int layer, float[] weights, float[] bias);
  }

  /** What is kept of a layer from step to step. */
  private static final class State {
    private final float[] weightVelocity;
    private final float[] biasVelocity;
    private final float[] fisher;
    private float[] weights;
    private float[] bias;

    private State(TapLayer layer) {
      weightVelocity = new float[layer.weights.length];
      biasVelocity = new float[layer.bias.length];
      fisher = new float[layer.weights.length];
      weights = layer.weights;
      bias = layer.bias;
    }
  }

  /** A trainer of a network, which it changes. */
  SparseTrainer(SparseNetwork network, SampleCopies samples, long seed) {
    this.network = network;
    this.samples = samples;
    this.seed = seed;
    for (TapLayer layer : network.weighted()) {
      states.add(new State(layer));
    }
  }

  /** Mean squared gradient of each weight of a layer, live; only those of kept weights are new. */
  float[] fisher(int layer) {
    return states.get(layer).fisher;
  }

  /**
   * From now on values are trained that a {@link Projection} rounds; they begin as the network's.
   */
  void separate() {
    for (int i = 0; i < states.size(); i++) {
      states.get(i).weights = network.weighted().get(i).weights.clone();
      states.get(i).bias = network.weighted().get(i).bias.clone();
    }
  }

  /** The trained weights of a layer: the network's own, unless separated. */
  float[] weights(int layer) {
    return states.get(layer).weights;
  }

  /** The trained biases of a layer. */
  float[] bias(int layer) {
    return states.get(layer).bias;
  }

  /**
   * Trains, with momentum from nothing.
   *
   * @param rate at the start; falls by half a cosine to {@code rate * end}
   * @param projection null where the network computes with the trained values
   * @return the mean loss of the last epoch
   * @throws CancellationException if cancelled
   * @throws ArithmeticException if the loss is not a number any more
   */
  double run(int count, double rate, double end, Projection projection, BooleanSupplier cancelled) {
    for (State state : states) {
      Arrays.fill(state.weightVelocity, 0);
      Arrays.fill(state.biasVelocity, 0);
    }
    float[] input = new float[network.inputs() * SparseNetwork.BATCH];
    double loss = 0;
    for (int epoch = 0; epoch < count; epoch++) {
      int copy = epochs % samples.copies();
      List<int[]> batches = Batches.shuffled(samples.size(), BATCH, seed, epochs);
      epochs++;
      loss = 0;
      for (int b = 0; b < batches.size(); b++) {
        if (cancelled.getAsBoolean()) {
          throw new CancellationException("cancelled");
        }
        double done = (epoch + (double) b / batches.size()) / count;
        loss += gradient(copy, batches.get(b), input);
        double now = rate * (end + (1 - end) * (1 + Math.cos(Math.PI * done)) / 2);
        step(batches.get(b).length, (float) now);
        if (projection != null) {
          project(projection);
        }
      }
      loss /= samples.size();
      if (!Double.isFinite(loss)) {
        throw new ArithmeticException("training diverged; try a lower rate");
      }
    }
    return loss;
  }

  /** Measures the squared gradients over some batches without changing any weight. */
  void observe(BooleanSupplier cancelled) {
    states.forEach(state -> Arrays.fill(state.fisher, 0));
    List<int[]> batches = someBatches(OBSERVED);
    look(
        batches,
        cancelled,
        (layer, tap, sum, size) -> {
          float gradient = sum / size;
          states.get(layer).fisher[tap] += gradient * gradient / batches.size();
        });
  }

  /**
   * Mean gradient of every weight that the network sees over some batches, other ones at every
   * call; changes no weight.
   */
  double[][] meanGradients(int count, BooleanSupplier cancelled) {
    double[][] means = new double[states.size()][];
    for (int i = 0; i < means.length; i++) {
      means[i] = new double[network.weighted().get(i).weights.length];
    }
    List<int[]> batches = someBatches(count);
    double seen = batches.stream().mapToInt(batch -> batch.length).sum();
    look(batches, cancelled, (layer, tap, sum, size) -> means[layer][tap] += sum / seen);
    epochs++;
    return means;
  }

  /** What one kept weight's gradient, summed over a batch of that size, is for. */
  @FunctionalInterface
  private interface Look {
    void at(int layer, int tap, float sum, int size);
  }

  private List<int[]> someBatches(int count) {
    List<int[]> batches = Batches.shuffled(samples.size(), BATCH, seed, epochs);
    return batches.subList(0, Math.min(count, batches.size()));
  }

  /** Shows the gradients over each batch, with the next epoch's copy of the samples. */
  private void look(List<int[]> batches, BooleanSupplier cancelled, Look look) {
    float[] input = new float[network.inputs() * SparseNetwork.BATCH];
    for (int[] batch : batches) {
      if (cancelled.getAsBoolean()) {
        throw new CancellationException("cancelled");
      }
      gradient(epochs % samples.copies(), batch, input);
      for (int i = 0; i < states.size(); i++) {
        TapLayer layer = network.weighted().get(i);
        for (int tap : layer.taps()) {
          look.at(i, tap, layer.weightGradients[tap], batch.length);
        }
      }
    }
  }

  /** Has the network compute with the projected values. */
  void project(Projection projection) {
    for (int i = 0; i < states.size(); i++) {
      projection.project(i, states.get(i).weights, states.get(i).bias);
    }
  }

  /** Computes the gradients of a batch; returns its summed loss. */
  private double gradient(int copy, int[] batch, float[] input) {
    network.weighted().forEach(TapLayer::clearGradients);
    double[] probabilities = new double[network.outputs()];
    double loss = 0;
    for (int first = 0; first < batch.length; first += SparseNetwork.BATCH) {
      samples.read(copy, batch, first, input);
      float[] scores = network.forward(input);
      float[] gradients = network.scoreGradients();
      for (int b = 0; b < SparseNetwork.BATCH; b++) {
        boolean real = first + b < batch.length;
        SampleCopies.softmax(scores, b, 1, probabilities);
        for (int c = 0; c < probabilities.length; c++) {
          float target = real ? samples.target(copy, batch[first + b], c) : 0;
          gradients[c * SparseNetwork.BATCH + b] = real ? (float) (probabilities[c] - target) : 0;
          loss -= target == 0 ? 0 : target * Math.log(Math.max(probabilities[c], 1e-12));
        }
      }
      network.backward(input);
    }
    return loss;
  }

  private void step(int batch, float rate) {
    float factor = 1f / batch;
    for (int i = 0; i < states.size(); i++) {
      TapLayer layer = network.weighted().get(i);
      State state = states.get(i);
      for (int tap : layer.taps()) {
        float gradient = layer.weightGradients[tap] * factor;
        state.fisher[tap] += FOLLOW * (gradient * gradient - state.fisher[tap]);
        float value = move(state.weights[tap], gradient, state.weightVelocity, tap, rate);
        // Exactly zero would mean pruned.
        state.weights[tap] = value == 0 ? Float.MIN_NORMAL : value;
      }
      for (int o = 0; o < layer.bias.length; o++) {
        if (Float.floatToRawIntBits(state.bias[o]) != 0) {
          float gradient = layer.biasGradients[o] * factor;
          float value = move(state.bias[o], gradient, state.biasVelocity, o, rate);
          state.bias[o] = value == 0 ? Float.MIN_NORMAL : value;
        }
      }
    }
  }

  /** Nesterov's step as Sutskever et al. 2013 write it, seen from the point looked ahead. */
  private static float move(float value, float gradient, float[] velocity, int at, float rate) {
    velocity[at] = MOMENTUM * velocity[at] - rate * gradient;
    return value + MOMENTUM * velocity[at] - rate * gradient;
  }
}
