package io.deepcompress.codec.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deepcompress.codec.network.Parameter.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkTest {
  private static final Input IN = new Input("in", Shape.of(2, 6, 6));
  private static final Operation CONV = new Operation.Convolution(4, Window.square(3), 1, true);

  private static Network small() {
    return new Network(
        List.of(IN),
        List.of(
            new Node("conv", CONV, List.of(0)),
            new Node("flat", new Operation.Reshape(Shape.of(64)), List.of(1)),
            new Node("out", new Operation.Dense(3, true), List.of(2))),
        List.of(3, 1));
  }

  @Test
  void shapesAndParametersFollow() {
    Network network = small();
    assertThat(network.valueCount()).isEqualTo(4);
    assertThat(network.shape(0)).isEqualTo(Shape.of(2, 6, 6));
    assertThat(network.shape(1)).isEqualTo(Shape.of(4, 4, 4));
    assertThat(network.shape(3)).isEqualTo(Shape.of(3));
    assertThat(network.valueOf(2)).isEqualTo(3);
    assertThat(network.name(0)).isEqualTo("in");
    assertThat(network.name(3)).isEqualTo("out");
    assertThat(network.outputs()).containsExactly(3, 1);
    assertThat(network.parameters())
        .containsExactly(
            new Parameter(0, Role.WEIGHTS, Shape.of(4, 2, 3, 3)),
            new Parameter(0, Role.BIAS, Shape.of(4)),
            new Parameter(2, Role.WEIGHTS, Shape.of(3, 64)),
            new Parameter(2, Role.BIAS, Shape.of(3)));
    assertThat(network.parametersOf(0)).containsExactly(0, 1);
    assertThat(network.parametersOf(1)).isEmpty();
    assertThat(network.parametersOf(2)).containsExactly(2, 3);
    assertThat(network.parameterCount()).isEqualTo(72 + 4 + 192 + 3);
    assertThat(network.name(network.parameters().get(3))).isEqualTo("out.bias");
  }

  @Test
  void equality() {
    Network network = small();
    assertThat(network).isEqualTo(small()).hasSameHashCodeAs(small()).isNotEqualTo("network");
    Network otherOutputs = new Network(network.inputs(), network.nodes(), List.of(3));
    Network fewerNodes =
        new Network(
            network.inputs(), network.nodes().subList(0, 2), network.outputs().subList(1, 2));
    Network otherInput =
        new Network(List.of(new Input("other", IN.shape())), network.nodes(), network.outputs());
    assertThat(network).isNotEqualTo(otherOutputs).isNotEqualTo(fewerNodes);
    assertThat(network).isNotEqualTo(otherInput).doesNotHaveSameHashCodeAs(otherInput);
    assertThat(network.hashCode()).isNotEqualTo(otherOutputs.hashCode());
    assertThat(network.hashCode()).isNotEqualTo(fewerNodes.hashCode());
  }

  private static void assertRefused(
      List<Input> inputs, List<Node> nodes, List<Integer> outputs, String message) {
    assertThatThrownBy(() -> new Network(inputs, nodes, outputs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void badGraphsAreRefused() {
    Node relu = new Node("relu", new Operation.Softmax(), List.of(0));
    assertRefused(List.of(), List.of(), List.of(0), "needs an input and an output");
    assertRefused(List.of(IN), List.of(relu), List.of(), "needs an input and an output");
    assertRefused(List.of(IN, IN), List.of(), List.of(0), "'in' stands twice");
    assertRefused(List.of(IN), List.of(relu, relu), List.of(0), "'relu' stands twice");
    Node itself = new Node("loop", new Operation.Softmax(), List.of(1));
    assertRefused(List.of(IN), List.of(itself), List.of(1), "value 1 is not among the 1 before");
    Node negative = new Node("loop", new Operation.Softmax(), List.of(-1));
    assertRefused(List.of(IN), List.of(negative), List.of(1), "value -1 is not among");
    assertRefused(List.of(IN), List.of(relu), List.of(2), "'outputs': value 2 is not among");
    Node dense = new Node("fc", new Operation.Dense(3, true), List.of(0));
    assertRefused(List.of(IN), List.of(dense), List.of(1), "node 'fc': takes a vector");
  }

  private static Shape out(Operation operation, Shape... inputs) {
    return Network.outputOf(operation, List.of(inputs));
  }

  private static void assertMisfit(String message, Operation operation, Shape... inputs) {
    assertThatThrownBy(() -> out(operation, inputs))
        .as("%s", operation)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void sizesAtTheirBounds() {
    Shape image = Shape.of(2, 4, 6);
    assertThat(
            out(
                new Operation.Convolution(1, new Window(4, 6, 1, 1, 0, 0, 0, 0, 1, 1), 1, false),
                image))
        .isEqualTo(Shape.of(1, 1, 1));
    assertMisfit(
        "output of 0x1",
        new Operation.Convolution(1, new Window(5, 6, 1, 1, 0, 0, 0, 0, 1, 1), 1, false),
        image);
    assertMisfit(
        "output of 1x0",
        new Operation.Convolution(1, new Window(4, 7, 1, 1, 0, 0, 0, 0, 1, 1), 1, false),
        image);
    assertThat(out(new Operation.Crop(3, 5, 0, 0), image)).isEqualTo(Shape.of(2, 1, 1));
    assertMisfit("output of 0x6", new Operation.Crop(2, 0, 2, 0), image);
    assertThat(out(new Operation.Slice(0, 1), image)).isEqualTo(image);
    assertThat(out(new Operation.Slice(1, 1), image)).isEqualTo(Shape.of(1, 4, 6));
    assertMisfit("slice 0..2", new Operation.Slice(0, 2), image);
    assertMisfit("slice -1..1", new Operation.Slice(-1, 1), image);
    assertMisfit("slice 1..0", new Operation.Slice(1, 0), image);
    assertThat(out(new Operation.PRelu(0), image)).isEqualTo(image);
    assertThat(out(new Operation.PRelu(7), image)).isEqualTo(image);
    assertMisfit("axes it does not have", new Operation.PRelu(8), image);
    assertMisfit("axes it does not have", new Operation.PRelu(-1), image);
    assertThat(out(new Operation.Upsample(1, 1), image)).isEqualTo(image);
    assertMisfit("by 1 or more", new Operation.Upsample(0, 1), image);
    assertMisfit("by 1 or more", new Operation.Upsample(1, 0), image);
    assertThat(out(new Operation.SpaceToDepth(1), image)).isEqualTo(image);
    assertThat(out(new Operation.SpaceToDepth(2), image)).isEqualTo(Shape.of(8, 2, 3));
    assertMisfit("blocks of 0", new Operation.SpaceToDepth(0), image);
    assertMisfit("blocks of 4", new Operation.SpaceToDepth(4), image);
    assertMisfit("blocks of 3", new Operation.SpaceToDepth(3), image);
    Operation lrn = new Operation.LocalResponseNormalization(Window.MAX, 1, 1, 1);
    assertThat(out(lrn, image)).isEqualTo(image);
    assertMisfit("size 0", new Operation.LocalResponseNormalization(0, 1, 1, 1), image);
    assertMisfit("size 16385", new Operation.LocalResponseNormalization(16385, 1, 1, 1), image);
    assertThat(out(new Operation.LocalResponseNormalization(1, 1, 1, 1), image)).isEqualTo(image);
    assertMisfit("border of -1", new Operation.Pad(-1, 0, 2, 0), image);
    assertThat(out(new Operation.Pad(1, 2, 3, 4), image)).isEqualTo(Shape.of(2, 8, 12));
    assertMisfit("border of -1", new Operation.Crop(0, 0, 0, -1), image);
  }

  @Test
  void powersGoWithNormsAlone() {
    Shape image = Shape.of(2, 4, 6);
    for (Operation.Pool pool : Operation.Pool.values()) {
      int p = pool == Operation.Pool.P_NORM ? 1 : 0;
      assertThat(out(new Operation.GlobalPooling(pool, p), image)).isEqualTo(Shape.of(2));
      assertMisfit("a norm needs p", new Operation.GlobalPooling(pool, 1 - p), image);
      assertThat(out(new Operation.Pooling(pool, Window.square(2), false, p), image))
          .isEqualTo(Shape.of(2, 3, 5));
      assertMisfit(
          "a norm needs p", new Operation.Pooling(pool, Window.square(2), false, 1 - p), image);
    }
  }

  @Test
  void ranksThatDoNotFit() {
    Shape vector = Shape.of(6);
    Shape sequence = Shape.of(6, 3);
    Shape image = Shape.of(2, 4, 6);
    for (Operation operation :
        List.of(
            CONV,
            new Operation.Deconvolution(1, Window.square(1), false),
            new Operation.Pooling(Operation.Pool.MAX, Window.square(1), false, 0),
            new Operation.Pad(0, 0, 0, 0),
            new Operation.Crop(0, 0, 0, 0),
            new Operation.Upsample(1, 1),
            new Operation.SpaceToDepth(1))) {
      assertThat(out(operation, image)).isNotNull();
      assertMisfit("takes an image", operation, vector);
      assertMisfit("takes an image", operation, sequence);
    }
    assertMisfit("transposes a sequence", new Operation.Transpose(), vector);
    assertMisfit("a step of a sequence", new Operation.LastStep(), image);
    assertMisfit("pools an image", new Operation.GlobalPooling(Operation.Pool.MAX, 0), vector);
    Operation lstm =
        new Operation.Lstm(2, false, ActivationFunction.SIGMOID, ActivationFunction.TANH);
    assertMisfit("takes a sequence", lstm, image);
    assertMisfit(
        "units 0",
        new Operation.Lstm(0, false, ActivationFunction.SIGMOID, ActivationFunction.TANH),
        sequence);
    assertMisfit(
        "units 536870912",
        new Operation.Lstm(1 << 29, false, ActivationFunction.SIGMOID, ActivationFunction.TANH),
        sequence);
    assertThat(Network.parameterCountOf(lstm, List.of(sequence))).isEqualTo(8 * 6 + 8 * 2 + 8);
    Operation one = new Operation.Lstm(1, false, ActivationFunction.TANH, ActivationFunction.TANH);
    assertThat(Network.parameterCountOf(one, List.of(sequence))).isEqualTo(4 * 6 + 4 + 4);
    assertMisfit("takes one input, not 2", new Operation.Softmax(), vector, vector);
    assertMisfit("flatten it first", new Operation.Dense(2, false), image);
    assertMisfit("cannot view", new Operation.Reshape(Shape.of(5)), vector);
  }

  @Test
  void joinsOfShapes() {
    Shape a = Shape.of(2, 4, 6);
    Shape b = Shape.of(3, 4, 6);
    Operation add = new Operation.Elementwise(Operation.Join.ADD);
    Operation minus = new Operation.Elementwise(Operation.Join.SUBTRACT);
    assertThat(out(add, a, a, a)).isEqualTo(a);
    assertThat(out(minus, a, a)).isEqualTo(a);
    assertMisfit("two or more inputs, not 1", add, a);
    assertMisfit("subtracts two inputs, not 3", minus, a, a, a);
    assertMisfit("cannot join", add, a, b);
    Operation concatenate = new Operation.Concatenate();
    assertThat(out(concatenate, a, b, a)).isEqualTo(Shape.of(7, 4, 6));
    assertThat(out(concatenate, a)).isEqualTo(a);
    assertMisfit("joins at least one input", concatenate);
    assertMisfit("cannot concatenate", concatenate, a, Shape.of(3, 4, 5));
    assertMisfit("cannot concatenate", concatenate, a, Shape.of(3, 4));
    Shape half = Shape.of(1 << 30);
    assertMisfit("too many channels", concatenate, half, half);
    assertThat(out(concatenate, half, Shape.of((1 << 30) - 1)))
        .isEqualTo(Shape.of(Integer.MAX_VALUE));
  }

  @Test
  void groups() {
    Shape image = Shape.of(4, 5, 5);
    Operation grouped = new Operation.Convolution(6, Window.square(1), 2, false);
    assertThat(Network.parameterCountOf(grouped, List.of(image))).isEqualTo(6 * 2);
    for (int groups : new int[] {0, 3, 4}) {
      assertMisfit(
          groups + " groups", new Operation.Convolution(6, Window.square(1), groups, false), image);
    }
  }

  @Test
  void shapes() {
    assertThat(Shape.of(2, 3, 4).size()).isEqualTo(24);
    assertThat(Shape.of(2, 3, 4).planeSize()).isEqualTo(12);
    assertThat(Shape.of(2, 3, 4).channels()).isEqualTo(2);
    assertThat(Shape.of(2, 3, 4).rank()).isEqualTo(3);
    assertThat(Shape.of(2, 3, 4).dimension(2)).isEqualTo(4);
    assertThat(Shape.of(2, 3, 4)).hasToString("2x3x4").hasSameHashCodeAs(Shape.of(2, 3, 4));
    assertThat(Shape.of(2, 3, 4).hashCode()).isNotEqualTo(Shape.of(4, 3, 2).hashCode());
    assertThat(Shape.of(5).planeSize()).isEqualTo(1);
    assertThat(Shape.of(1, 1, 1, Integer.MAX_VALUE).size()).isEqualTo(Integer.MAX_VALUE);
    int[] sizes = {2, 3};
    Shape shape = Shape.of(sizes);
    sizes[0] = 9;
    shape.toArray()[1] = 9;
    assertThat(shape).isEqualTo(Shape.of(2, 3));
    for (int[] bad :
        new int[][] {{}, {1, 1, 1, 1, 1}, {0}, {3, -1}, {1 << 16, 1 << 15}, {1 << 30, 4, 4, 4}}) {
      assertThatThrownBy(() -> Shape.of(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void roles() {
    assertThat(Role.WEIGHTS.isWeights()).isTrue();
    assertThat(Role.RECURRENT_WEIGHTS.isWeights()).isTrue();
    assertThat(Role.BIAS.isWeights()).isFalse();
  }
}
