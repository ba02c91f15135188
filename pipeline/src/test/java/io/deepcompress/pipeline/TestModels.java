package io.deepcompress.pipeline;

import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Parameter;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Small networks with seeded random weights. */
public final class TestModels {
  private TestModels() {}

  /** Dense layers {@code ip1, ip2, ...} with ReLU between them and softmax at the end. */
  public static WorkingModel dense(long seed, int... sizes) {
    List<Node> nodes = new ArrayList<>();
    int value = 0;
    for (int i = 1; i < sizes.length; i++) {
      nodes.add(new Node("ip" + i, new Operation.Dense(sizes[i], true), List.of(value)));
      value++;
      Operation after =
          i == sizes.length - 1
              ? new Operation.Softmax()
              : new Operation.Activation(ActivationFunction.RELU, 0, 0);
      nodes.add(new Node("ip" + i + "_out", after, List.of(value)));
      value++;
    }
    return random(
        new Network(List.of(new Input("in", Shape.of(sizes[0]))), nodes, List.of(value)), seed);
  }

  /** Convolution, batch normalization, ReLU, pooling, flattening, dense, softmax on 1x8x8. */
  public static WorkingModel convolutional(long seed) {
    List<Node> nodes =
        List.of(
            new Node("conv1", new Operation.Convolution(4, Window.square(3), 1, false), List.of(0)),
            new Node("bn1", new Operation.Affine(), List.of(1)),
            new Node("relu1", new Operation.Activation(ActivationFunction.RELU, 0, 0), List.of(2)),
            new Node("conv2", new Operation.Convolution(6, Window.square(3), 1, true), List.of(3)),
            new Node(
                "pool",
                new Operation.Pooling(Operation.Pool.MAX, Window.square(2, 2, 0), false, 0),
                List.of(4)),
            new Node("flat", new Operation.Reshape(Shape.of(24)), List.of(5)),
            new Node("fc", new Operation.Dense(5, true), List.of(6)),
            new Node("out", new Operation.Softmax(), List.of(7)));
    return random(
        new Network(List.of(new Input("in", Shape.of(1, 8, 8))), nodes, List.of(8)), seed);
  }

  /** Normal weights of deviation 0.1; factors around 1. */
  public static WorkingModel random(Network network, long seed) {
    Random random = new Random(seed);
    List<float[]> values = new ArrayList<>();
    for (Parameter parameter : network.parameters()) {
      float[] array = new float[parameter.shape().size()];
      for (int i = 0; i < array.length; i++) {
        array[i] = (float) (0.1 * random.nextGaussian());
        if (parameter.role() == Parameter.Role.SCALE) {
          array[i] += i % 2 == 0 ? 1 : -0.5f;
        }
      }
      values.add(array);
    }
    return new WorkingModel(
        network,
        values,
        java.util.Collections.nCopies(network.inputs().size(), Preprocessing.NONE));
  }
}
