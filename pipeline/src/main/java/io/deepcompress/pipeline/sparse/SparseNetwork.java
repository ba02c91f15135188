package io.deepcompress.pipeline.sparse;

import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Parameter;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A chain of layers whose passes cost as much as weights are kept: fully connected layers,
 * convolutions of stride 1 without padding, largest-value pooling, rectifiers and a softmax at the
 * end.
 */
final class SparseNetwork {
  /** Samples that go through at a time. */
  static final int BATCH = Runs.LANES;

  private final int inputs;
  private final List<SparseLayer> layers = new ArrayList<>();
  private final List<TapLayer> weighted = new ArrayList<>();
  private final List<float[]> values = new ArrayList<>();
  private final List<float[]> gradients = new ArrayList<>();
  private int firstWeighted = -1;

  /**
   * Works on the given arrays, which training changes.
   *
   * @param parameters one array for each of the network's parameters
   * @throws IllegalArgumentException naming the first layer that is not of these kinds
   */
  SparseNetwork(Network network, List<float[]> parameters, Runs runs) {
    if (network.inputs().size() != 1 || network.outputs().size() != 1) {
      throw new IllegalArgumentException("sparse training needs one input and one output");
    }
    this.inputs = network.inputs().get(0).shape().size();
    for (int i = 0; i < network.nodes().size(); i++) {
      Node node = network.nodes().get(i);
      if (!node.inputs().equals(List.of(i))) {
        throw new IllegalArgumentException(
            "sparse training needs a chain of layers; '" + node.name() + "' branches");
      }
      boolean last = i == network.nodes().size() - 1;
      if (last != node.operation() instanceof Operation.Softmax) {
        throw unsupported(node);
      }
      if (!last) {
        add(network, i, parameters, runs);
      }
    }
    for (SparseLayer layer : layers) {
      values.add(new float[layer.units() * BATCH]);
      gradients.add(new float[layer.units() * BATCH]);
    }
  }

  private void add(Network network, int index, List<float[]> parameters, Runs runs) {
    Node node = network.nodes().get(index);
    Shape in = network.shape(index);
    int units = in.size();
    if (node.operation() instanceof Operation.Dense) {
      addTaps(network, index, parameters, runs, new int[] {units, 1, 1}, 1, 1);
    } else if (node.operation() instanceof Operation.Convolution convolution
        && convolution.groups() == 1
        && plain(convolution.window())) {
      Window window = convolution.window();
      addTaps(
          network,
          index,
          parameters,
          runs,
          in.toArray(),
          window.kernelHeight(),
          window.kernelWidth());
    } else if (node.operation() instanceof Operation.Pooling pooling
        && pooling.pool() == Operation.Pool.MAX
        && tiles(pooling.window())) {
      layers.add(
          new MaxPoolLayer(
              runs,
              silent(),
              in.dimension(0),
              in.dimension(1),
              in.dimension(2),
              pooling.window().kernelHeight(),
              pooling.window().kernelWidth()));
    } else if (node.operation() instanceof Operation.Activation activation
        && activation.function() == io.deepcompress.codec.network.ActivationFunction.RELU) {
      layers.add(new RectifierLayer(units));
    } else if (!(node.operation() instanceof Operation.Reshape)) {
      throw unsupported(node);
    }
  }

  /** Which channels of the last layer so far are always zero, as far as that is known. */
  private IntPredicate silent() {
    if (!layers.isEmpty() && layers.get(layers.size() - 1) instanceof TapLayer taps) {
      return taps::silent;
    }
    return channel -> false;
  }

  private void addTaps(
      Network network,
      int index,
      List<float[]> parameters,
      Runs runs,
      int[] in,
      int kernelRows,
      int kernelColumns) {
    float[] weights = null;
    float[] bias = null;
    for (int parameter : network.parametersOf(index)) {
      if (network.parameters().get(parameter).role() == Parameter.Role.WEIGHTS) {
        weights = parameters.get(parameter);
      } else {
        bias = parameters.get(parameter);
      }
    }
    if (bias == null) {
      throw new IllegalArgumentException(
          "sparse training needs biases; '" + network.nodes().get(index).name() + "' has none");
    }
    TapLayer taps =
        new TapLayer(runs, in[0], in[1], in[2], kernelRows, kernelColumns, weights, bias);
    if (firstWeighted < 0) {
      firstWeighted = layers.size();
    }
    layers.add(taps);
    weighted.add(taps);
  }

  private static boolean plain(Window w) {
    return w.strideHeight() == 1
        && w.strideWidth() == 1
        && w.dilationHeight() == 1
        && w.dilationWidth() == 1
        && unpadded(w);
  }

  private static boolean tiles(Window w) {
    return w.strideHeight() == w.kernelHeight()
        && w.strideWidth() == w.kernelWidth()
        && w.dilationHeight() == 1
        && w.dilationWidth() == 1
        && unpadded(w);
  }

  private static boolean unpadded(Window w) {
    return w.top() == 0 && w.left() == 0 && w.bottom() == 0 && w.right() == 0;
  }

  private static IllegalArgumentException unsupported(Node node) {
    return new IllegalArgumentException(
        "sparse training does not know layer '"
            + node.name()
            + "' ("
            + node.operation().getClass().getSimpleName()
            + ") as it stands");
  }

  /** Values of one sample. */
  int inputs() {
    return inputs;
  }

  /** Classes. */
  int outputs() {
    return layers.get(layers.size() - 1).units();
  }

  /** The layers with weights, in order. */
  List<TapLayer> weighted() {
    return weighted;
  }

  /** Whether a rectifier comes between a layer with weights and the next one. */
  boolean rectified(int index) {
    int from = layers.indexOf(weighted.get(index));
    int to = layers.indexOf(weighted.get(index + 1));
    return layers.subList(from, to).stream().anyMatch(RectifierLayer.class::isInstance);
  }

  /**
   * Computes the scores before the softmax of {@link #BATCH} samples.
   *
   * @param input samples innermost
   * @return samples innermost; valid until the next call
   */
  float[] forward(float[] input) {
    float[] current = input;
    for (int i = 0; i < layers.size(); i++) {
      layers.get(i).forward(current, values.get(i), BATCH);
      current = values.get(i);
    }
    return current;
  }

  /** Where {@link #backward} expects the gradient of the scores. */
  float[] scoreGradients() {
    return gradients.get(gradients.size() - 1);
  }

  /** Adds the gradients of the last {@link #forward} to those of the layers' parameters. */
  void backward(float[] input) {
    for (int i = layers.size() - 1; i >= firstWeighted; i--) {
      float[] in = i == 0 ? input : values.get(i - 1);
      float[] inGradient = i == firstWeighted ? null : gradients.get(i - 1);
      layers.get(i).backward(in, values.get(i), gradients.get(i), inGradient, BATCH);
    }
  }
}
