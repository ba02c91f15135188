package io.deepcompress.experiments.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Operation.Pool;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.experiments.measure.Agreement;
import io.deepcompress.experiments.onnx.SmallModels;
import io.deepcompress.runtime.LoadOptions;
import io.deepcompress.runtime.Mode;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.Session;
import io.deepcompress.runtime.SessionOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The float mode of the runtime beside TensorFlow Lite. */
final class TfliteExporterTest {
  private static final Operation RELU = new Operation.Activation(ActivationFunction.RELU, 0, 0);

  static Stream<Named<Network>> networks() {
    return Stream.of(
        Named.of("padding of all kinds and a vector of an image", padded()),
        Named.of("branches", fire()),
        Named.of("branches of which one is a pooling", inception()),
        Named.of(
            "a group for two channels each",
            SmallModels.chain(
                Shape.of(6, 7, 6),
                new Operation.Convolution(9, Window.square(3, 1, 1), 3, true),
                RELU,
                new Operation.LocalResponseNormalization(3, 1, 0.2f, 0.5f))),
        Named.of(
            "a convolution that ends in an image",
            SmallModels.chain(
                Shape.of(3, 7, 6),
                new Operation.Convolution(4, new Window(3, 2, 2, 1, 1, 0, 2, 1, 1, 2), 1, false))));
  }

  /** The operations of AlexNet, with windows whose padding TensorFlow Lite must be told. */
  private static Network padded() {
    return SmallModels.chain(
        Shape.of(3, 23, 22),
        new Operation.Convolution(8, Window.square(5, 2, 0), 1, true),
        RELU,
        new Operation.LocalResponseNormalization(5, 2, 0.05f, 0.75f),
        new Operation.Pooling(Pool.MAX, Window.square(3, 2, 1), false, 0),
        new Operation.Convolution(6, Window.square(3, 1, 1), 1, true),
        new Operation.Pooling(Pool.AVERAGE, Window.square(2), false, 0),
        new Operation.Reshape(Shape.of(96)),
        new Operation.Dense(10, true),
        RELU,
        new Operation.Dense(7, false),
        new Operation.Softmax());
  }

  /** SqueezeNet's: a value that two layers read, and what both give side by side. */
  private static Network fire() {
    List<Node> nodes = new ArrayList<>();
    Operation one = new Operation.Convolution(5, Window.square(1), 1, true);
    Operation three = new Operation.Convolution(4, Window.square(3, 1, 1), 1, true);
    nodes.add(new Node("squeeze", one, List.of(0)));
    nodes.add(new Node("squeezed", RELU, List.of(1)));
    nodes.add(new Node("one", one, List.of(2)));
    nodes.add(new Node("one-relu", RELU, List.of(3)));
    nodes.add(new Node("three", three, List.of(2)));
    nodes.add(new Node("three-relu", RELU, List.of(5)));
    nodes.add(new Node("joined", new Operation.Concatenate(), List.of(4, 6)));
    nodes.add(
        new Node(
            "last", new Operation.Convolution(3, Window.square(1, 1, 1), 1, true), List.of(7)));
    nodes.add(new Node("mean", new Operation.GlobalPooling(Pool.AVERAGE, 0), List.of(8)));
    return new Network(List.of(new Input("in", Shape.of(3, 8, 9))), nodes, List.of(9));
  }

  /** A concatenation of values that have not the same largest number. */
  private static Network inception() {
    List<Node> nodes = new ArrayList<>();
    Operation one = new Operation.Convolution(5, Window.square(1), 1, true);
    nodes.add(new Node("first", one, List.of(0)));
    nodes.add(new Node("first-relu", RELU, List.of(1)));
    Operation pool = new Operation.Pooling(Pool.MAX, Window.square(3, 1, 1), false, 0);
    nodes.add(new Node("pool", pool, List.of(2)));
    nodes.add(new Node("second", one, List.of(2)));
    nodes.add(new Node("joined", new Operation.Concatenate(), List.of(3, 4)));
    nodes.add(new Node("last", one, List.of(5)));
    return new Network(List.of(new Input("in", Shape.of(3, 8, 9))), nodes, List.of(6));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void tensorFlowLiteComputesTheSame(Network network) throws Exception {
    SmallModels models = new SmallModels(5);
    CompressedModel model = models.of(network, List.of());
    Shape in = network.shape(0);
    Shape out = network.shape(network.outputs().get(0));
    float[] first = models.inputs(network)[0];
    float[] second = models.inputs(network)[0];
    float[] batch = Arrays.copyOf(ChannelsLast.of(first, in), 2 * in.size());
    System.arraycopy(ChannelsLast.of(second, in), 0, batch, in.size(), in.size());
    try (TfliteProcess peer =
            new TfliteProcess(TfliteExporter.export(model, TfliteNumbers.FLOAT, 2), 2);
        Session session =
            Model.of(model, LoadOptions.DEFAULT.withMode(Mode.FLOAT))
                .newSession(SessionOptions.of(Mode.FLOAT))) {
      float[] actual = peer.output(batch);
      assertThat(actual).hasSize(2 * out.size());
      int from = 0;
      for (float[] input : List.of(first, second)) {
        float[] expected = ChannelsLast.of(session.run(input), out);
        float[] part = Arrays.copyOfRange(actual, from, from + out.size());
        assertThat(Agreement.relativeToRange(expected, part)).isLessThan(1e-5);
        from += out.size();
      }
      assertThat(peer.nanos(1, 1)).isPositive();
      assertThat(peer.version()).startsWith("2.");
    }
  }

  @Test
  void whatItDoesNotKnowItRefuses() {
    Network network = SmallModels.chain(Shape.of(3, 4, 4), new Operation.Upsample(2, 2));
    CompressedModel model = new SmallModels(1).of(network, List.of());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TfliteExporter.export(model, TfliteNumbers.FLOAT, 1))
        .withMessageContaining("node 'n0'");
  }

  @Test
  void aPaddingWouldWinOverNumbersBelowZero() {
    Operation pool = new Operation.Pooling(Pool.MAX, Window.square(3, 2, 1), false, 0);
    CompressedModel model =
        new SmallModels(1).of(SmallModels.chain(Shape.of(3, 8, 8), pool), List.of());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TfliteExporter.export(model, TfliteNumbers.FLOAT, 1))
        .withMessageContaining("not supported");
  }
}
