package io.deepcompress.experiments.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.RawTensor;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.runtime.Mode;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.Session;
import io.deepcompress.runtime.SessionOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Single layers with 8-bit inputs and outputs; a layer of ones behind brings the integers out. */
public final class IntegerLayers {
  private static final float INPUT_STEP = 0.02f;
  private static final float OUTPUT_STEP = 0.02f;
  private static final int LEVELS = 31;

  private IntegerLayers() {}

  /** How a layer's weights are stored. */
  public enum Weights {
    /** Shared, on one int8 grid. */
    SHARED,
    /** The same with a factor for each output channel. */
    CHANNEL_SCALES,
    /** Shared, the centroids in float32. */
    FLOAT_CENTROIDS,
    /** Not shared, large in some output channels and small in others, 0 in the last. */
    RAW
  }

  /** Arguments of {@link #model}: input, operation, relu, signed, weights. */
  public static Stream<Arguments> layers() {
    Shape image = Shape.of(8, 11, 9);
    List<Arguments> all = new ArrayList<>();
    for (boolean relu : new boolean[] {false, true}) {
      for (boolean signed : new boolean[] {false, true}) {
        add(all, Shape.of(300), new Operation.Dense(40, true), relu, signed);
        add(all, Shape.of(300), new Operation.Dense(40, false), relu, signed);
        add(
            all,
            image,
            new Operation.Convolution(6, Window.square(3, 1, 1), 1, true),
            relu,
            signed);
        add(
            all,
            image,
            new Operation.Convolution(6, Window.square(5, 2, 2), 2, true),
            relu,
            signed);
        add(all, image, new Operation.Convolution(16, Window.square(1), 1, false), relu, signed);
        add(all, image, new Operation.Convolution(8, Window.square(3), 8, true), relu, signed);
      }
      for (Weights weights : Weights.values()) {
        if (weights != Weights.SHARED) {
          Operation convolution = new Operation.Convolution(6, Window.square(3, 1, 1), 1, true);
          Operation depthwise = new Operation.Convolution(8, Window.square(3), 8, false);
          boolean signed = !relu;
          Operation dense = new Operation.Dense(40, true);
          all.add(Arguments.of(Shape.of(300), dense, relu, signed, weights));
          all.add(Arguments.of(image, convolution, relu, signed, weights));
          all.add(Arguments.of(image, depthwise, relu, signed, weights));
        }
      }
    }
    return all.stream();
  }

  private static void add(
      List<Arguments> all, Shape input, Operation operation, boolean relu, boolean signed) {
    all.add(Arguments.of(input, operation, relu, signed, Weights.SHARED));
  }

  /**
   * The model of a layer, which may have no weights of its own.
   *
   * @param relu whether a ReLU follows
   * @param signed whether inputs are int8
   * @param weights how those of the layer are stored
   */
  public static CompressedModel model(
      SmallModels models,
      Shape input,
      Operation operation,
      boolean relu,
      boolean signed,
      Weights weights)
      throws ModelFormatException {
    List<Node> nodes = new ArrayList<>();
    nodes.add(new Node("layer", operation, List.of(0)));
    if (relu) {
      nodes.add(
          new Node("relu", new Operation.Activation(ActivationFunction.RELU, 0, 0), List.of(1)));
    }
    Shape output = Network.outputOf(operation, List.of(input));
    Operation ones =
        output.rank() == 1
            ? new Operation.Dense(output.size(), false)
            : new Operation.Convolution(
                output.channels(), Window.square(1), output.channels(), false);
    nodes.add(new Node("ones", ones, List.of(nodes.size())));
    Network network = new Network(List.of(new Input("in", input)), nodes, List.of(nodes.size()));
    List<Optional<ActivationQuantization>> activations = new ArrayList<>();
    for (int value = 0; value < network.valueCount(); value++) {
      activations.add(Optional.empty());
    }
    activations.set(
        0, Optional.of(new ActivationQuantization(INPUT_STEP, signed ? 0 : 117, signed)));
    Optional<ActivationQuantization> written =
        Optional.of(new ActivationQuantization(OUTPUT_STEP, 0, !relu));
    activations.set(nodes.size() - 1, written);
    activations.set(nodes.size(), written);
    CompressedModel model = models.of(network, activations);
    List<StoredTensor> tensors = new ArrayList<>(model.tensors());
    if (tensors.size() > 1) {
      tensors.set(0, stored(tensors.get(0), weights));
    }
    tensors.set(tensors.size() - 1, ones(tensors.get(tensors.size() - 1).shape()));
    return new CompressedModel(
        network, tensors, activations, model.preprocessing(), List.of(), model.provenance());
  }

  /** Weights stored otherwise; an output channel's factor is 0.25, 0.5, 1, 2 or 4. */
  private static StoredTensor stored(StoredTensor tensor, Weights weights)
      throws ModelFormatException {
    if (weights == Weights.SHARED) {
      return tensor;
    }
    SharedTensor shared = (SharedTensor) tensor;
    if (weights == Weights.FLOAT_CENTROIDS) {
      float[] centroids = shared.codebook().values();
      for (int i = 0; i < centroids.length; i++) {
        // Off any int8 grid, and still in order.
        centroids[i] += 0.1f * centroids[centroids.length - 1] * (float) Math.sin(i) / LEVELS;
      }
      Codebook codebook = new Codebook(centroids, ValueFormat.FLOAT32);
      return SharedTensor.of(shared.shape(), codebook, shared.codes());
    }
    float[] factors = new float[shared.shape().channels()];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = Math.scalb(1f, i % 5 - 2);
    }
    if (weights == Weights.CHANNEL_SCALES) {
      return SharedTensor.of(shared.shape(), shared.codebook(), factors, shared.codes());
    }
    factors[factors.length - 1] = 0;
    float[] values = shared.toFloats();
    for (int i = 0; i < values.length; i++) {
      // Centroids alone would lie on a grid of every channel.
      values[i] *= factors[i / shared.shape().planeSize()] * (1 + 0.1f * (float) Math.sin(i));
    }
    return new RawTensor(shared.shape(), ValueFormat.FLOAT32, values);
  }

  /** Another program that runs a model. */
  @FunctionalInterface
  public interface Peer<E extends Exception> {
    /** Its outputs for an input. */
    float[] run(float[] input) throws E;
  }

  /**
   * Asserts that another program gives the same integers as the runtime, or next to them.
   *
   * @param order puts the runtime's outputs into the other's order
   */
  public static <E extends Exception> void assertAgree(
      CompressedModel model, SmallModels models, Peer<E> peer, UnaryOperator<float[]> order)
      throws E, ModelFormatException {
    int different = 0;
    int all = 0;
    try (Session session = Model.of(model).newSession(SessionOptions.of(Mode.INT8))) {
      for (int round = 0; round < 5; round++) {
        float[] values = models.inputs(model.network())[0];
        long[] peers = integers(peer.run(values));
        long[] own = integers(order.apply(session.run(values)));
        assertThat(own).hasSameSizeAs(peers);
        for (int i = 0; i < own.length; i++) {
          assertThat(own[i]).as("output %d", i).isBetween(peers[i] - 1, peers[i] + 1);
          different += own[i] == peers[i] ? 0 : 1;
          all++;
        }
        assertThat(Arrays.stream(peers).distinct().count()).isGreaterThan(10);
      }
    }
    // Peers round the bias to an integer first, which only matters close to a tie.
    assertThat(different).as("of %d", all).isLessThanOrEqualTo(all / 100);
  }

  private static long[] integers(float[] values) {
    long[] integers = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      integers[i] = Math.round(values[i] / (double) OUTPUT_STEP);
    }
    return integers;
  }

  /** A unit matrix, or a filter of one a channel. */
  private static StoredTensor ones(Shape shape) {
    byte[] codes = new byte[shape.size()];
    for (int i = 0; i < shape.channels(); i++) {
      codes[i * shape.planeSize() + (shape.rank() == 2 ? i : 0)] = 1;
    }
    return SharedTensor.of(shape, new Codebook(new float[] {1}, ValueFormat.int8(1)), codes);
  }
}
