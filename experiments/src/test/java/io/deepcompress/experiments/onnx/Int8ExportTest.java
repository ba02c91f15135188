package io.deepcompress.experiments.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
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
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The 8-bit integers that a layer of the runtime gives, beside those of ONNX Runtime. A layer of
 * ones behind it brings the integers out.
 */
final class Int8ExportTest {
  private static final float INPUT_STEP = 0.02f;
  private static final float OUTPUT_STEP = 0.02f;

  static Stream<Arguments> layers() {
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
    }
    return all.stream();
  }

  private static void add(
      List<Arguments> all, Shape input, Operation operation, boolean relu, boolean signed) {
    all.add(Arguments.of(input, operation, relu, signed));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void integersDifferByOneUnitAtMost(Shape input, Operation operation, boolean relu, boolean signed)
      throws ModelFormatException, OrtException {
    long seed = 23;
    SmallModels models = new SmallModels(seed);
    CompressedModel model = model(models, input, operation, relu, signed);
    byte[] file = OnnxExporter.export(model, OnnxPrecision.INT8, 1);
    int different = 0;
    int all = 0;
    try (OrtModel peer = new OrtModel(file, 1);
        Session session = Model.of(model).newSession(SessionOptions.of(Mode.INT8))) {
      for (int round = 0; round < 5; round++) {
        float[] values = models.values(input.size(), 1);
        float[] expected = peer.run(values).get(0);
        float[] actual = session.run(values);
        for (int i = 0; i < expected.length; i++) {
          long peers = Math.round(expected[i] / (double) OUTPUT_STEP);
          long own = Math.round(actual[i] / (double) OUTPUT_STEP);
          assertThat(own).as("output %d, seed %d", i, seed).isBetween(peers - 1, peers + 1);
          different += own == peers ? 0 : 1;
          all++;
        }
        assertThat(Arrays.stream(toIntegers(expected)).distinct().count()).isGreaterThan(10);
      }
    }
    // ONNX Runtime rounds the bias to an integer first, which only matters close to a tie.
    assertThat(different).as("of %d", all).isLessThanOrEqualTo(all / 100);
  }

  private static long[] toIntegers(float[] values) {
    long[] integers = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      integers[i] = Math.round(values[i] / (double) OUTPUT_STEP);
    }
    return integers;
  }

  private static CompressedModel model(
      SmallModels models, Shape input, Operation operation, boolean relu, boolean signed) {
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
    boolean signedOutput = !relu;
    activations.set(
        nodes.size() - 1, Optional.of(new ActivationQuantization(OUTPUT_STEP, 0, signedOutput)));
    CompressedModel model = models.of(network, activations);
    List<StoredTensor> tensors = new ArrayList<>(model.tensors());
    tensors.set(tensors.size() - 1, ones(tensors.get(tensors.size() - 1).shape()));
    return new CompressedModel(
        network, tensors, activations, model.preprocessing(), List.of(), model.provenance());
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
