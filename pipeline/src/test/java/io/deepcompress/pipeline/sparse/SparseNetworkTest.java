package io.deepcompress.pipeline.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.pipeline.TestModels;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.WorkingTensor;
import io.deepcompress.runtime.LoadOptions;
import io.deepcompress.runtime.Mode;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.Session;
import io.deepcompress.runtime.SessionOptions;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparseNetworkTest {
  private static final int BATCH = SparseNetwork.BATCH;

  /** A chain of every kind of layer; half of the weights are pruned. */
  private static WorkingModel model(long seed) {
    List<Node> nodes =
        List.of(
            new Node("conv1", new Operation.Convolution(3, Window.square(3), 1, true), List.of(0)),
            new Node(
                "pool",
                new Operation.Pooling(Operation.Pool.MAX, Window.square(2, 2, 0), false, 0),
                List.of(1)),
            new Node("conv2", new Operation.Convolution(4, Window.square(2), 1, true), List.of(2)),
            new Node("relu", new Operation.Activation(ActivationFunction.RELU, 0, 0), List.of(3)),
            new Node("flat", new Operation.Reshape(Shape.of(24)), List.of(4)),
            new Node("fc", new Operation.Dense(5, true), List.of(5)),
            new Node("out", new Operation.Softmax(), List.of(6)));
    WorkingModel model =
        TestModels.random(
            new Network(List.of(new Input("in", Shape.of(2, 10, 8))), nodes, List.of(7)), seed);
    Random random = new Random(seed);
    model
        .weights()
        .forEach(
            layer -> {
              float[] values = layer.tensor().values();
              for (int i = 0; i < values.length; i++) {
                values[i] = random.nextBoolean() ? 0f : 5 * values[i];
              }
            });
    return model;
  }

  private static SparseNetwork network(WorkingModel model) {
    return new SparseNetwork(
        model.network(), model.tensors().stream().map(WorkingTensor::values).toList(), Runs.best());
  }

  private static float[] samples(int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length * BATCH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void givesWhatTheRuntimeGives(long seed) throws Exception {
    WorkingModel model = model(seed);
    float[] input = samples(160, seed);
    float[] scores = network(model).forward(input).clone();
    Model runtime = Model.of(model.toCompressedModel(), LoadOptions.DEFAULT.withMode(Mode.FLOAT));
    try (Session session = runtime.newSession(SessionOptions.of(Mode.FLOAT))) {
      float[] sample = new float[160];
      for (int b = 0; b < BATCH; b++) {
        for (int i = 0; i < sample.length; i++) {
          sample[i] = input[i * BATCH + b];
        }
        float[] expected = session.run(sample);
        double sum = 0;
        for (int c = 0; c < 5; c++) {
          sum += Math.exp(scores[c * BATCH + b]);
        }
        for (int c = 0; c < 5; c++) {
          assertThat(Math.exp(scores[c * BATCH + b]) / sum)
              .as("seed %d sample %d class %d", seed, b, c)
              .isEqualTo(expected[c], within(1e-5));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void gradientsEqualDifferenceQuotients(long seed) {
    SparseNetwork network = network(model(seed));
    float[] input = samples(160, seed);
    float[] direction = samples(5, seed + 100);
    network.forward(input);
    System.arraycopy(direction, 0, network.scoreGradients(), 0, direction.length);
    network.weighted().forEach(TapLayer::clearGradients);
    network.backward(input);
    Random random = new Random(seed);
    for (TapLayer layer : network.weighted()) {
      for (int n = 0; n < 12; n++) {
        int tap = layer.taps()[random.nextInt(layer.taps().length)];
        check(network, input, direction, layer.weights, tap, layer.weightGradients[tap], seed);
      }
      int o = random.nextInt(layer.outputs());
      check(network, input, direction, layer.bias, o, layer.biasGradients[o], seed);
    }
  }

  private static void check(
      SparseNetwork network,
      float[] input,
      float[] direction,
      float[] values,
      int at,
      float gradient,
      long seed) {
    float before = values[at];
    float step = 2e-4f;
    values[at] = before + step;
    double above = objective(network, input, direction);
    values[at] = before - step;
    double below = objective(network, input, direction);
    values[at] = before;
    double quotient = (above - below) / (2 * step);
    // Maxima and rectifiers that switch within the step make the quotient differ a little.
    assertThat((double) gradient)
        .as("seed %d, value %d of %d", seed, at, values.length)
        .isEqualTo(quotient, within(0.03 * Math.abs(quotient) + 0.15));
  }

  private static double objective(SparseNetwork network, float[] input, float[] direction) {
    float[] scores = network.forward(input);
    double sum = 0;
    for (int i = 0; i < direction.length; i++) {
      sum += (double) scores[i] * direction[i];
    }
    return sum;
  }

  @Test
  void prunedWeightsAreNoTapsAndStayZero() {
    SparseNetwork network = network(model(7));
    TapLayer layer = network.weighted().get(2);
    boolean[] mask = new boolean[layer.weights.length];
    mask[3] = true;
    mask[50] = true;
    layer.keep(mask);
    assertThat(layer.taps()).containsExactly(3, 50);
    for (int i = 0; i < layer.weights.length; i++) {
      if (!mask[i]) {
        assertThat(Float.floatToRawIntBits(layer.weights[i])).isZero();
      }
    }
  }

  @Test
  void refusesOtherLayersByName() {
    WorkingModel other = TestModels.convolutional(1);
    assertThatThrownBy(() -> network(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("conv1");
  }
}
