package io.deepcompress.runtime.plan;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Operation.Pool;
import io.deepcompress.codec.network.Parameter.Role;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.runtime.execution.Step;
import io.deepcompress.runtime.floats.Activations;
import io.deepcompress.runtime.floats.FloatPRelu;
import io.deepcompress.runtime.integers.IntegerElementwise;
import io.deepcompress.runtime.integers.IntegerL2Normalize;
import io.deepcompress.runtime.integers.IntegerMaxPooling;
import io.deepcompress.runtime.integers.IntegerNormalization;
import io.deepcompress.runtime.integers.IntegerPRelu;
import io.deepcompress.runtime.integers.IntegerSoftmax;
import io.deepcompress.runtime.integers.IntegerSumPooling;
import io.deepcompress.runtime.integers.TableStep;

/** Makes the integer step of each operation without large weights that has one. */
final class IntegerSteps {
  /** Channels with a table of 256 bytes each. */
  private static final int MOST_TABLES = 1 << 16;

  private final Network network;
  private final ParameterStore store;

  IntegerSteps(Network network, ParameterStore store) {
    this.network = network;
    this.store = store;
  }

  /**
   * Whether an operation only chooses or moves values, so that its output keeps its input's scale.
   */
  static boolean moves(Network network, int node) {
    Operation operation = network.nodes().get(node).operation();
    return operation instanceof Operation.Reshape
        || operation instanceof Operation.Concatenate
        || operation instanceof Operation.Slice
        || operation instanceof Operation.LastStep
        || operation instanceof Operation.Pad
        || operation instanceof Operation.Crop
        || operation instanceof Operation.Upsample
        || operation instanceof Operation.SpaceToDepth
        || operation instanceof Operation.Transpose
        || pool(operation) == Pool.MAX;
  }

  /**
   * Whether a node's operation has a form on integers here. Layers with large weights have theirs
   * elsewhere; poolings need a window that is not too wide and sums that stay in 64 bits, and maps
   * that differ by channel not too many of these.
   */
  static boolean fits(Network network, int node) {
    Operation operation = network.nodes().get(node).operation();
    Shape in = network.shape(network.nodes().get(node).inputs().get(0));
    if (pool(operation) != null) {
      return (operation instanceof Operation.Pooling || in.planeSize() <= Window.MAX)
          && IntegerSumPooling.fits(FloatSteps.windows(operation, in), FloatSteps.asImage(in));
    }
    if (operation instanceof Operation.Affine || operation instanceof Operation.PRelu) {
      return in.channels() <= MOST_TABLES;
    }
    return !(operation instanceof Operation.Lstm)
        && FloatSteps.layerShape(network, node) == null
        && !FloatSteps.isTransposed(network, node);
  }

  /** Whether a node sums over windows, so that it can give floats without rounding to bytes. */
  static boolean isAverage(Network network, int node) {
    Pool pool = pool(network.nodes().get(node).operation());
    return pool == Pool.AVERAGE || pool == Pool.SUM;
  }

  /** How an operation pools, or null. */
  private static Pool pool(Operation operation) {
    if (operation instanceof Operation.Pooling pooling) {
      return pooling.pool();
    }
    return operation instanceof Operation.GlobalPooling global ? global.pool() : null;
  }

  private static boolean isPerChannel(Operation.PRelu prelu, Shape in) {
    int spatial = (1 << in.rank()) - 2;
    return (prelu.shared() & spatial) == spatial || in.planeSize() == 1;
  }

  /**
   * The step of a node from byte slots.
   *
   * @param from quantization of each input
   * @param to quantization of the output, or null for floats
   */
  Step computing(
      int node, ActivationQuantization[] from, ActivationQuantization to, int[] in, int out) {
    Node of = network.nodes().get(node);
    Operation operation = of.operation();
    Shape shape = network.shape(of.inputs().get(0));
    int plane = shape.planeSize();
    if (operation instanceof Operation.Activation activation) {
      return new TableStep(
          (channel, x) -> Activations.apply(activation.function(), activation.a(), x),
          from[0],
          to,
          1,
          shape.size(),
          in[0],
          out);
    } else if (operation instanceof Operation.ScaleShift scale) {
      return new TableStep(
          (channel, x) -> scale.factor() * x + scale.offset(),
          from[0],
          to,
          1,
          shape.size(),
          in[0],
          out);
    } else if (operation instanceof Operation.Affine) {
      float[] scale = store.floats(node, Role.SCALE, shape.channels());
      float[] shift = store.floats(node, Role.SHIFT, shape.channels());
      return new TableStep(
          (channel, x) -> scale[channel] * x + shift[channel],
          from[0],
          to,
          shape.channels(),
          plane,
          in[0],
          out);
    } else if (operation instanceof Operation.PRelu prelu) {
      float[] slopes = store.floats(node, Role.SLOPES, 1);
      if (!isPerChannel(prelu, shape)) {
        FloatPRelu inFloat =
            new FloatPRelu(shape, store.shape(node, Role.SLOPES), slopes, in[0], out);
        return new IntegerPRelu(inFloat, shape.size(), from[0], to, in[0], out);
      }
      return new TableStep(
          (channel, x) -> x < 0 ? slopes[slopes.length == 1 ? 0 : channel] * x : x,
          from[0],
          to,
          shape.channels(),
          plane,
          in[0],
          out);
    } else if (operation instanceof Operation.LocalResponseNormalization normalization) {
      return new IntegerNormalization(normalization, shape, from[0], to, in[0], out);
    } else if (operation instanceof Operation.Softmax) {
      return new IntegerSoftmax(shape, from[0], to, in[0], out);
    } else if (operation instanceof Operation.L2Normalize normalize) {
      return new IntegerL2Normalize(normalize.epsilon(), shape.size(), from[0], to, in[0], out);
    } else if (operation instanceof Operation.Elementwise join) {
      return new IntegerElementwise(join.join(), from, to, shape.size(), in, out);
    }
    Operation.Pooling pooling = FloatSteps.windows(operation, shape);
    return new IntegerSumPooling(pooling, FloatSteps.asImage(shape), from[0], to, in[0], out);
  }

  /** The step of a node that moves bytes of one quantization. */
  Step moving(int node, ActivationQuantization quantization, int[] in, int out) {
    Operation operation = network.nodes().get(node).operation();
    Shape shape = network.shape(network.nodes().get(node).inputs().get(0));
    if (FloatSteps.isPooling(operation)) {
      return new IntegerMaxPooling(
          FloatSteps.windows(operation, shape).window(),
          FloatSteps.asImage(shape),
          quantization.signed(),
          quantization.zeroPoint(),
          in[0],
          out);
    }
    return MoveSteps.of(network, node, in, out, (byte) quantization.zeroPoint());
  }
}
