package io.deepcompress.experiments.speed;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.RawTensor;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.codec.ValueFormat;
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
import java.util.Map;
import java.util.Random;

/**
 * The AlexNet of DL4J's zoo with random weights at the densities and bits of the paper's Table 4.
 */
public final class AlexNet {
  private static final double[] DENSITIES = {0.84, 0.38, 0.35, 0.37, 0.37, 0.09, 0.09, 0.25};
  private static final int CONVOLUTION_CODES = 255;
  private static final int DENSE_CODES = 31;

  private final List<Node> nodes = new ArrayList<>();

  private AlexNet() {}

  /** The model, without activation ranges. */
  public static CompressedModel model(long seed) {
    Network network = new AlexNet().network();
    Random random = new Random(seed);
    List<StoredTensor> tensors = new ArrayList<>();
    for (Parameter parameter : network.parameters()) {
      tensors.add(
          parameter.role().isWeights()
              ? weights(parameter.shape(), tensors.size() / 2, random)
              : new RawTensor(
                  parameter.shape(), ValueFormat.FLOAT32, new float[parameter.shape().size()]));
    }
    return new CompressedModel(
        network, tensors, List.of(), List.of(Preprocessing.NONE), List.of(), Map.of());
  }

  /** Weights that keep the variance of what flows through. */
  private static SharedTensor weights(Shape shape, int layer, Random random) {
    double density = DENSITIES[layer];
    boolean dense = shape.rank() == 2;
    int step = dense ? 8 : 1;
    int half = 127 / step;
    float scale = (float) (Math.sqrt(2 / (density * shape.planeSize())) / 45);
    float[] values = new float[Math.min(2 * half, dense ? DENSE_CODES : CONVOLUTION_CODES)];
    for (int i = 0; i < values.length; i++) {
      int integer = (i < half ? i - half : i - half + 1) * step;
      values[i] = integer * scale;
    }
    byte[] codes = new byte[shape.size()];
    for (int i = 0; i < codes.length; i++) {
      if (random.nextFloat() < density) {
        int integer = PrunedWeights.draw(density, random);
        int level = Math.max(1, Math.min(half, (Math.abs(integer) + step / 2) / step));
        codes[i] = (byte) (integer < 0 ? half - level + 1 : half + level);
      }
    }
    return SharedTensor.of(shape, new Codebook(values, ValueFormat.int8(scale)), codes);
  }

  private Network network() {
    convolution("conv1", 96, Window.square(11, 4, 0));
    add("norm1", new Operation.LocalResponseNormalization(5, 2, 1e-4f, 0.75f));
    pool("pool1", Window.square(3, 2, 1));
    convolution("conv2", 256, Window.square(5, 1, 2));
    pool("pool2", Window.square(3, 2, 0));
    add("norm2", new Operation.LocalResponseNormalization(5, 2, 1e-4f, 0.75f));
    convolution("conv3", 384, Window.square(3, 1, 1));
    convolution("conv4", 384, Window.square(3, 1, 1));
    convolution("conv5", 256, Window.square(3, 1, 1));
    pool("pool5", Window.square(3, 2, 0));
    add("flat", new Operation.Reshape(Shape.of(9216)));
    dense("fc6", 4096);
    relu("fc6");
    dense("fc7", 4096);
    relu("fc7");
    dense("fc8", 1000);
    add("softmax", new Operation.Softmax());
    return new Network(
        List.of(new Input("image", Shape.of(3, 224, 224))), nodes, List.of(nodes.size()));
  }

  private void add(String name, Operation operation) {
    nodes.add(new Node(name, operation, List.of(nodes.size())));
  }

  private void relu(String name) {
    add(name + "-relu", new Operation.Activation(ActivationFunction.RELU, 0, 0));
  }

  private void pool(String name, Window window) {
    add(name, new Operation.Pooling(Operation.Pool.MAX, window, false, 0));
  }

  private void convolution(String name, int filters, Window window) {
    add(name, new Operation.Convolution(filters, window, 1, true));
    relu(name);
  }

  private void dense(String name, int units) {
    add(name, new Operation.Dense(units, true));
  }
}
