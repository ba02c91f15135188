package io.deepcompress.runtime.plan;

import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Parameter.Role;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.runtime.execution.Step;
import io.deepcompress.runtime.floats.FloatActivation;
import io.deepcompress.runtime.floats.FloatAffine;
import io.deepcompress.runtime.floats.FloatConvolution;
import io.deepcompress.runtime.floats.FloatDeconvolution;
import io.deepcompress.runtime.floats.FloatDense;
import io.deepcompress.runtime.floats.FloatElementwise;
import io.deepcompress.runtime.floats.FloatL2Normalize;
import io.deepcompress.runtime.floats.FloatLstm;
import io.deepcompress.runtime.floats.FloatNormalization;
import io.deepcompress.runtime.floats.FloatPRelu;
import io.deepcompress.runtime.floats.FloatPooling;
import io.deepcompress.runtime.floats.FloatSoftmax;
import io.deepcompress.runtime.kernel.LayerShape;

/** Makes the float step of each operation that computes. */
final class FloatSteps {
  private final Network network;
  private final ParameterStore store;

  FloatSteps(Network network, ParameterStore store) {
    this.network = network;
    this.store = store;
  }

  /** Whether a node is a transposed convolution. */
  static boolean isTransposed(Network network, int node) {
    return network.nodes().get(node).operation() instanceof Operation.Deconvolution;
  }

  /**
   * Sizes of a fully connected layer or convolution; a transposed one is a plain one of turned
   * weights on an input that {@link MoveSteps#stuff} moves apart. Null for any other node, and
   * where the padding reaches beyond the window.
   */
  static LayerShape layerShape(Network network, int node) {
    Shape in = network.shape(network.nodes().get(node).inputs().get(0));
    Operation operation = network.nodes().get(node).operation();
    if (operation instanceof Operation.Dense dense) {
      return LayerShape.dense(in.channels(), in.planeSize(), dense.units());
    }
    if (operation instanceof Operation.Convolution convolution) {
      return new LayerShape(
          in.channels(),
          in.dimension(1),
          in.dimension(2),
          convolution.filters(),
          convolution.window(),
          convolution.groups());
    }
    if (operation instanceof Operation.Deconvolution deconvolution) {
      Window window = deconvolution.window();
      int down = window.spanHeight() - 1;
      int across = window.spanWidth() - 1;
      boolean fits =
          down >= Math.max(window.top(), window.bottom())
              && across >= Math.max(window.left(), window.right())
              && Math.max(down, across) <= Window.MAX;
      return !fits
          ? null
          : new LayerShape(
              in.channels(),
              MoveSteps.stuffed(in.dimension(1), window.strideHeight()),
              MoveSteps.stuffed(in.dimension(2), window.strideWidth()),
              deconvolution.filters(),
              new Window(
                  window.kernelHeight(),
                  window.kernelWidth(),
                  1,
                  1,
                  down - window.top(),
                  across - window.left(),
                  down - window.bottom(),
                  across - window.right(),
                  window.dilationHeight(),
                  window.dilationWidth()),
              1);
    }
    return null;
  }

  /** Whether the step's output may take its first input's array. */
  static boolean mayShare(Operation operation) {
    return operation instanceof Operation.Activation
        || operation instanceof Operation.Affine
        || operation instanceof Operation.ScaleShift
        || operation instanceof Operation.PRelu
        || operation instanceof Operation.Softmax
        || operation instanceof Operation.L2Normalize
        || operation instanceof Operation.Elementwise;
  }

  /** Whether an operation pools, over windows or whole channels. */
  static boolean isPooling(Operation operation) {
    return operation instanceof Operation.Pooling || operation instanceof Operation.GlobalPooling;
  }

  /** A pooling of whole channels is one of a window as large as a channel. */
  static Operation.Pooling windows(Operation operation, Shape shape) {
    if (operation instanceof Operation.GlobalPooling global) {
      Shape image = asImage(shape);
      Window whole = new Window(image.dimension(1), image.dimension(2), 1, 1, 0, 0, 0, 0, 1, 1);
      return new Operation.Pooling(global.pool(), whole, false, global.p());
    }
    return (Operation.Pooling) operation;
  }

  /** What is pooled over time is an image of one row. */
  static Shape asImage(Shape shape) {
    return shape.rank() == 3 ? shape : Shape.of(shape.channels(), 1, shape.planeSize());
  }

  /** The step of a node, from float slots to a float slot. */
  Step of(int node, int[] in, int out) {
    Operation operation = network.nodes().get(node).operation();
    Shape shape = network.shape(network.nodes().get(node).inputs().get(0));
    if (operation instanceof Operation.Dense || operation instanceof Operation.Convolution) {
      return layer(node, in[0], out);
    } else if (operation instanceof Operation.Deconvolution deconvolution) {
      return new FloatDeconvolution(
          deconvolution.window(),
          shape,
          network.shape(network.valueOf(node)),
          store.rows(node, Role.WEIGHTS),
          store.floats(node, Role.BIAS, deconvolution.filters()),
          in[0],
          out);
    } else if (isPooling(operation)) {
      return new FloatPooling(windows(operation, shape), asImage(shape), in[0], out);
    } else if (operation instanceof Operation.Affine) {
      int channels = shape.channels();
      return new FloatAffine(
          store.floats(node, Role.SCALE, channels),
          store.floats(node, Role.SHIFT, channels),
          shape.planeSize(),
          in[0],
          out);
    } else if (operation instanceof Operation.ScaleShift scale) {
      return new FloatAffine(
          new float[] {scale.factor()}, new float[] {scale.offset()}, shape.size(), in[0], out);
    } else if (operation instanceof Operation.LocalResponseNormalization normalization) {
      return new FloatNormalization(normalization, shape, in[0], out);
    } else if (operation instanceof Operation.Activation activation) {
      return new FloatActivation(activation.function(), activation.a(), shape.size(), in[0], out);
    } else if (operation instanceof Operation.PRelu) {
      Shape slopes = store.shape(node, Role.SLOPES);
      return new FloatPRelu(
          shape, slopes, store.floats(node, Role.SLOPES, slopes.size()), in[0], out);
    } else if (operation instanceof Operation.Softmax) {
      return new FloatSoftmax(shape, in[0], out);
    } else if (operation instanceof Operation.Elementwise elementwise) {
      return new FloatElementwise(elementwise.join(), shape.size(), in, out);
    } else if (operation instanceof Operation.L2Normalize normalize) {
      return new FloatL2Normalize(normalize.epsilon(), shape.size(), in[0], out);
    } else if (operation instanceof Operation.Lstm lstm) {
      return new FloatLstm(
          lstm,
          shape,
          store.rows(node, Role.WEIGHTS),
          store.rows(node, Role.RECURRENT_WEIGHTS),
          store.floats(node, Role.BIAS, 4 * lstm.units()),
          lstm.peepholes() ? store.floats(node, Role.PEEPHOLES, 3 * lstm.units()) : new float[0],
          in[0],
          out);
    }
    throw new AssertionError(operation);
  }

  private Step layer(int node, int in, int out) {
    LayerShape shape = layerShape(network, node);
    float[] bias = store.floats(node, Role.BIAS, shape.filters());
    return shape.isVector()
        ? new FloatDense(shape.filters(), store.rows(node, Role.WEIGHTS), bias, in, out)
        : new FloatConvolution(shape, store.rows(node, Role.WEIGHTS), bias, in, out);
  }
}
