package io.deepcompress.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Operation.Join;
import io.deepcompress.codec.network.Operation.Pool;
import io.deepcompress.codec.network.Parameter;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which operations a plan in fixed point computes on integers, between an input and a layer. */
class IntegerPlannerTest {
  private static final Shape IMAGE = Shape.of(6, 8, 10);
  private static final Shape SEQUENCE = Shape.of(6, 10);

  /** An operation on some inputs of a shape. */
  record Example(Operation operation, Shape shape, int inputs) {}

  private static Example image(Operation operation) {
    return new Example(operation, IMAGE, 1);
  }

  private static Example sequence(Operation operation) {
    return new Example(operation, SEQUENCE, 1);
  }

  /** At least one for each operation. */
  static List<Example> examples() {
    List<Example> examples = new ArrayList<>();
    Window window = new Window(3, 2, 2, 1, 1, 0, 1, 1, 1, 2);
    examples.add(sequence(new Operation.Dense(4, true)));
    examples.add(image(new Operation.Convolution(4, window, 2, true)));
    examples.add(image(new Operation.Deconvolution(4, Window.square(4, 2, 1), true)));
    for (Pool pool : Pool.values()) {
      int p = pool == Pool.P_NORM ? 3 : 0;
      examples.add(image(new Operation.Pooling(pool, window, true, p)));
      examples.add(image(new Operation.GlobalPooling(pool, p)));
      examples.add(sequence(new Operation.GlobalPooling(pool, p)));
    }
    examples.add(image(new Operation.Affine()));
    examples.add(image(new Operation.ScaleShift(2, 1)));
    examples.add(image(new Operation.LocalResponseNormalization(3, 1, 0.1f, 0.75f)));
    for (ActivationFunction function : ActivationFunction.values()) {
      examples.add(image(new Operation.Activation(function, 1, 0)));
    }
    for (int shared = 0; shared < 8; shared++) {
      examples.add(image(new Operation.PRelu(shared)));
    }
    examples.add(image(new Operation.Softmax()));
    examples.add(sequence(new Operation.Softmax()));
    examples.add(image(new Operation.Pad(1, 0, 2, 1)));
    examples.add(image(new Operation.Crop(1, 0, 2, 1)));
    for (Join join : Join.values()) {
      examples.add(new Example(new Operation.Elementwise(join), IMAGE, 2));
      if (join != Join.SUBTRACT) {
        examples.add(new Example(new Operation.Elementwise(join), IMAGE, 40));
      }
    }
    examples.add(new Example(new Operation.Concatenate(), IMAGE, 3));
    examples.add(image(new Operation.Slice(1, 2)));
    examples.add(image(new Operation.Upsample(2, 3)));
    examples.add(image(new Operation.SpaceToDepth(2)));
    examples.add(image(new Operation.L2Normalize(1e-8f)));
    examples.add(sequence(new Operation.L2Normalize(1e-8f)));
    examples.add(image(new Operation.Reshape(Shape.of(60, 8))));
    examples.add(sequence(new Operation.Transpose()));
    examples.add(
        sequence(new Operation.Lstm(4, true, ActivationFunction.SIGMOID, ActivationFunction.TANH)));
    examples.add(sequence(new Operation.LastStep()));
    return examples;
  }

  @Test
  void thereIsAnExampleOfEveryOperation() {
    Set<Class<?>> covered = new HashSet<>();
    examples().forEach(example -> covered.add(example.operation().getClass()));
    assertThat(covered).containsExactlyInAnyOrder(Operation.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyOperationRunsOnIntegers(Example example) throws Exception {
    assertThat(floatSteps(example, true)).isEmpty();
    // So the check can fail: without ranges, only the layers could be on integers.
    assertThat(floatSteps(example, false)).isNotEmpty();
  }

  static Stream<Example> exceptions() {
    Window beyond = new Window(2, 2, 1, 1, 2, 2, 0, 0, 1, 1);
    return Stream.of(
        image(new Operation.Pooling(Pool.P_NORM, Window.square(3), false, 8)),
        new Example(new Operation.GlobalPooling(Pool.AVERAGE, 0), Shape.of(2, 129, 128), 1),
        image(new Operation.Deconvolution(4, beyond, true)));
  }

  /** What the documentation of the mode names. */
  @ParameterizedTest
  @MethodSource("exceptions")
  void exceptionsRunInFloat(Example example) throws Exception {
    assertThat(floatSteps(example, true)).isNotEmpty();
  }

  /** Two layers, their sum, a ReLU and a third layer, as in a residual network. */
  @Test
  void residualAdditionsAreInFloatUnlessAllIsInFixedPoint() throws Exception {
    Operation layer = new Operation.Convolution(2, Window.square(1), 1, false);
    Operation relu = new Operation.Activation(ActivationFunction.RELU, 0, 0);
    Network network =
        new Network(
            List.of(new Input("x", Shape.of(2, 4, 4))),
            List.of(
                new Node("first", layer, List.of(0)),
                new Node("second", layer, List.of(0)),
                new Node("add", new Operation.Elementwise(Join.ADD), List.of(1, 2)),
                new Node("relu", relu, List.of(3)),
                new Node("third", layer, List.of(4))),
            List.of(5));
    CompressedModel model = model(network, true);
    assertThat(steps(model, Arithmetic.MIXED))
        .containsExactly(
            "integers.QuantizeStep",
            "integers.IntegerLayerStep",
            "integers.IntegerLayerStep",
            "floats.FloatElementwise",
            "floats.FloatActivation",
            "integers.QuantizeStep",
            "integers.IntegerLayerStep");
    assertThat(steps(model, Arithmetic.FIXED_POINT))
        .contains("integers.IntegerElementwise")
        .noneMatch(step -> step.startsWith("floats."));
  }

  /**
   * Steps in float of a plan whose operation lies between inputs and a layer. What only moves
   * values does so with both kinds: then a quantization behind it, or the way back before the
   * layer, tells.
   */
  private static List<String> floatSteps(Example example, boolean ranges)
      throws ModelFormatException {
    List<Input> inputs =
        IntStream.range(0, example.inputs())
            .mapToObj(i -> new Input("x" + i, example.shape()))
            .toList();
    List<Integer> read = IntStream.range(0, example.inputs()).boxed().toList();
    Node node = new Node("node", example.operation(), read);
    int value = example.inputs();
    Shape shape = new Network(inputs, List.of(node), List.of(value)).shape(value);
    Operation layer =
        shape.rank() == 3
            ? new Operation.Convolution(2, Window.square(1), 1, true)
            : new Operation.Dense(2, true);
    Node last = new Node("layer", layer, List.of(value));
    CompressedModel model =
        model(new Network(inputs, List.of(node, last), List.of(value + 1)), ranges);
    List<String> steps = steps(model, Arithmetic.FIXED_POINT);
    long quantized = steps.stream().takeWhile(name -> name.endsWith(".QuantizeStep")).count();
    return IntStream.range(0, steps.size())
        .filter(
            i ->
                steps.get(i).startsWith("floats.")
                    || steps.get(i).endsWith(".DequantizeStep")
                    || i >= quantized && steps.get(i).endsWith(".QuantizeStep"))
        .mapToObj(steps::get)
        .toList();
  }

  /** Names of a plan's steps, as {@code floats.FloatElementwise}. */
  private static List<String> steps(CompressedModel model, Arithmetic arithmetic)
      throws ModelFormatException {
    return IntegerPlanner.plan(model, new ParameterStore(model), arithmetic, 1).entries.stream()
        .filter(entry -> entry.step() != null)
        .map(entry -> entry.step().getClass().getName())
        .map(name -> name.replaceFirst("^io\\.deepcompress\\.runtime\\.", ""))
        .toList();
  }

  private static CompressedModel model(Network network, boolean ranges) {
    List<StoredTensor> tensors = new ArrayList<>();
    for (Parameter parameter : network.parameters()) {
      byte[] codes = new byte[parameter.shape().size()];
      Arrays.fill(codes, (byte) 1);
      Codebook codebook = new Codebook(new float[] {0.5f}, ValueFormat.FLOAT32);
      tensors.add(SharedTensor.of(parameter.shape(), codebook, new float[0], codes));
    }
    Optional<ActivationQuantization> range =
        ranges ? Optional.of(new ActivationQuantization(0.1f, 0, true)) : Optional.empty();
    return new CompressedModel(
        network,
        tensors,
        Collections.nCopies(network.valueCount(), range),
        Collections.nCopies(network.inputs().size(), Preprocessing.NONE),
        List.of(),
        Map.of());
  }
}
