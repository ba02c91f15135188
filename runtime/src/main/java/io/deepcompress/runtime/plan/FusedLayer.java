package io.deepcompress.runtime.plan;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Parameter.Role;
import io.deepcompress.runtime.kernel.Epilogue;
import java.util.ArrayList;
import java.util.List;

/**
 * A fully connected or convolution node with the nodes behind it that its epilogue computes: affine
 * maps, then one activation. An LSTM stands alone.
 *
 * @param node the layer
 * @param affine nodes {@link Operation.Affine} or {@link Operation.ScaleShift}, in order
 * @param activation the activation node, or -1
 */
record FusedLayer(int node, List<Integer> affine, int activation) {

  /** Collects what can be fused: only values that nothing else reads. */
  static FusedLayer of(Network network, ValueUses uses, int node) {
    List<Integer> affine = new ArrayList<>();
    int last = node;
    if (network.nodes().get(node).operation() instanceof Operation.Lstm) {
      return new FusedLayer(node, List.of(), -1);
    }
    while (true) {
      int next = uses.onlyReader(network.valueOf(last));
      Operation operation = next < 0 ? null : network.nodes().get(next).operation();
      if (operation instanceof Operation.Affine || operation instanceof Operation.ScaleShift) {
        affine.add(next);
        last = next;
      } else {
        boolean fits = operation instanceof Operation.Activation found && isFusable(found);
        return new FusedLayer(node, List.copyOf(affine), fits ? next : -1);
      }
    }
  }

  private static boolean isFusable(Operation.Activation activation) {
    return activation.function() == ActivationFunction.RELU
        || activation.function() == ActivationFunction.CLIPPED_RELU && activation.a() >= 0
        || activation.function() == ActivationFunction.LEAKY_RELU;
  }

  /** The last node. */
  int tail() {
    if (activation >= 0) {
      return activation;
    }
    return affine.isEmpty() ? node : affine.get(affine.size() - 1);
  }

  /** All nodes but the layer itself. */
  List<Integer> absorbed() {
    List<Integer> nodes = new ArrayList<>(affine);
    if (activation >= 0) {
      nodes.add(activation);
    }
    return nodes;
  }

  /**
   * The epilogue of all nodes.
   *
   * @param inputScale step of the input's integers, 1 where it is known at run time only
   * @param output quantization of the result, or null for float
   */
  Epilogue epilogue(
      Network network, ParameterStore store, float inputScale, ActivationQuantization output) {
    float[] scales = store.layer(node, Role.WEIGHTS).scales();
    double[] factor = new double[scales.length];
    double[] sum = new double[scales.length];
    float[] bias = store.floats(node, Role.BIAS, scales.length);
    for (int i = 0; i < factor.length; i++) {
      factor[i] = (double) inputScale * scales[i];
      sum[i] = bias[i];
    }
    for (int next : affine) {
      Operation operation = network.nodes().get(next).operation();
      boolean uniform = operation instanceof Operation.ScaleShift;
      float[] scale = uniform ? null : store.floats(next, Role.SCALE, factor.length);
      float[] shift = uniform ? null : store.floats(next, Role.SHIFT, factor.length);
      for (int i = 0; i < factor.length; i++) {
        double a = uniform ? ((Operation.ScaleShift) operation).factor() : scale[i];
        double b = uniform ? ((Operation.ScaleShift) operation).offset() : shift[i];
        factor[i] *= a;
        sum[i] = sum[i] * a + b;
      }
    }
    double step = output == null ? 1 : output.scale();
    float[] multiplier = new float[factor.length];
    float[] offset = new float[factor.length];
    for (int i = 0; i < factor.length; i++) {
      multiplier[i] = finite(factor[i] / step);
      offset[i] = finite(sum[i] / step);
    }
    return new Epilogue(
        multiplier,
        offset,
        slope(network),
        (float) (upper(network) / step),
        output == null ? 0 : output.min() - output.zeroPoint(),
        output == null ? 0 : output.max() - output.zeroPoint(),
        output == null ? 0 : output.zeroPoint());
  }

  /** The nearest float that is not infinite, as a sum of 0 times that is not a number. */
  private static float finite(double value) {
    return (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
  }

  private float slope(Network network) {
    if (activation < 0) {
      return 1f;
    }
    Operation.Activation found = (Operation.Activation) network.nodes().get(activation).operation();
    return found.function() == ActivationFunction.LEAKY_RELU ? found.a() : 0f;
  }

  private double upper(Network network) {
    return activation >= 0
            && network.nodes().get(activation).operation() instanceof Operation.Activation found
            && found.function() == ActivationFunction.CLIPPED_RELU
        ? found.a()
        : Double.POSITIVE_INFINITY;
  }
}
