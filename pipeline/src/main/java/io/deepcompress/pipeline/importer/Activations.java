package io.deepcompress.pipeline.importer;

import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import java.util.Locale;

/** DL4J's {@code IActivation} classes. */
final class Activations {
  private Activations() {}

  /** Adds the nodes of an activation function; the identity adds none. */
  static int append(Layer layer, Config activation, int value) throws ImportException {
    return switch (activation.type()) {
      case "ActivationIdentity" -> value;
      case "ActivationSoftmax" -> softmax(layer, value);
      case "ActivationReLU" -> relu(layer, activation, value);
      case "ActivationRReLU" -> randomized(layer, activation, value);
      case "ActivationGELU" -> gelu(layer, activation, value);
      default -> {
        Operation.Activation operation = simple(activation);
        yield layer.add(operation.function().name().toLowerCase(Locale.ROOT), operation, value);
      }
    };
  }

  /**
   * A function of one value.
   *
   * @throws ImportException if the function is not known
   */
  static Operation.Activation simple(Config activation) throws ImportException {
    return switch (activation.type()) {
      case "ActivationReLU6" -> of(ActivationFunction.CLIPPED_RELU, 6);
      case "ActivationLReLU" -> of(ActivationFunction.LEAKY_RELU, activation.number("alpha", 0.01));
      case "ActivationThresholdedReLU" ->
          of(ActivationFunction.THRESHOLDED_RELU, activation.number("theta", 1));
      case "ActivationELU" -> of(ActivationFunction.ELU, activation.number("alpha", 1));
      case "ActivationSigmoid" -> of(ActivationFunction.SIGMOID, 0);
      case "ActivationTanH" -> of(ActivationFunction.TANH, 0);
      case "ActivationHardSigmoid" -> of(ActivationFunction.HARD_SIGMOID, 0);
      case "ActivationHardTanH" -> of(ActivationFunction.HARD_TANH, 0);
      case "ActivationRationalTanh" -> of(ActivationFunction.RATIONAL_TANH, 0);
      case "ActivationRectifiedTanh" -> of(ActivationFunction.RECTIFIED_TANH, 0);
      case "ActivationSELU" -> of(ActivationFunction.SELU, 0);
      case "ActivationSoftPlus" -> of(ActivationFunction.SOFTPLUS, 0);
      case "ActivationSoftSign" -> of(ActivationFunction.SOFTSIGN, 0);
      case "ActivationSwish" -> of(ActivationFunction.SWISH, 0);
      case "ActivationMish" -> of(ActivationFunction.MISH, 0);
      case "ActivationCube" -> of(ActivationFunction.CUBE, 0);
      default -> throw activation.unsupported("is an activation function that cannot be imported");
    };
  }

  private static Operation.Activation of(ActivationFunction function, double a) {
    return new Operation.Activation(function, (float) a, 0);
  }

  /** {@code x >= threshold ? x : slope * (x - threshold)}, then at most {@code max}. */
  private static int relu(Layer layer, Config config, int value) throws ImportException {
    double threshold = config.number("threshold", 0);
    double slope = config.number("negativeSlope", 0);
    double max = config.number("max", 0);
    boolean bounded = config.has("max");
    Operation.Activation operation;
    if (threshold == 0 && slope == 0) {
      operation =
          bounded ? of(ActivationFunction.CLIPPED_RELU, max) : of(ActivationFunction.RELU, 0);
    } else if (threshold == 0 && !bounded) {
      operation = of(ActivationFunction.LEAKY_RELU, slope);
    } else if (slope == 0 && !bounded) {
      operation = of(ActivationFunction.THRESHOLDED_RELU, threshold);
    } else {
      throw config.unsupported("combines a threshold, a slope and a maximum");
    }
    return layer.add("relu", operation, value);
  }

  /**
   * {@code x * sigmoid(1.702 x)}, or "precise" {@code x / 2 * (1 + tanh(sqrt(2 / pi) * (x +
   * (0.044715 x)^3)))}: the usual approximation would have the factor outside the cube, DL4J has it
   * inside.
   */
  private static int gelu(Layer layer, Config config, int value) throws ImportException {
    int argument;
    if (config.flag("precise", false)) {
      int small = layer.add("small", new Operation.ScaleShift(0.044715f, 0), value);
      int cube = layer.add("cube", of(ActivationFunction.CUBE, 0), small);
      int sum = layer.add("sum", new Operation.Elementwise(Operation.Join.ADD), value, cube);
      float factor = (float) (2 * Math.sqrt(2 / Math.PI));
      argument = layer.add("argument", new Operation.ScaleShift(factor, 0), sum);
    } else {
      argument = layer.add("argument", new Operation.ScaleShift(1.702f, 0), value);
    }
    int gate = layer.add("gate", of(ActivationFunction.SIGMOID, 0), argument);
    return layer.add("gelu", new Operation.Elementwise(Operation.Join.PRODUCT), value, gate);
  }

  /** When not training, DL4J computes {@code max(x, (l + u) / 2)}, not a leaky slope. */
  private static int randomized(Layer layer, Config config, int value) throws ImportException {
    float bound = (float) (0.5 * (config.number("l", 1 / 8.0) + config.number("u", 1 / 3.0)));
    int down = layer.add("down", new Operation.ScaleShift(1, -bound), value);
    int relu = layer.add("relu", of(ActivationFunction.RELU, 0), down);
    return layer.add("up", new Operation.ScaleShift(1, bound), relu);
  }

  /** DL4J normalizes along the last axis of whatever it is given, the batch axis left out. */
  private static int softmax(Layer layer, int value) throws ImportException {
    Shape shape = layer.shape(value);
    boolean channelsLast = shape.rank() == 3 && layer.assembly().channelsLast();
    if (shape.rank() == 1 || layer.folded() || channelsLast) {
      return layer.add("softmax", new Operation.Softmax(), value);
    }
    int last = shape.dimension(shape.rank() - 1);
    int rows = layer.add("rows", new Operation.Reshape(Shape.of(shape.size() / last, last)), value);
    int turned = layer.add("turned", new Operation.Transpose(), rows);
    int softmax = layer.add("softmax", new Operation.Softmax(), turned);
    int back = layer.add("back", new Operation.Transpose(), softmax);
    return layer.add("shaped", new Operation.Reshape(shape), back);
  }

  /** Softmax over the channels of every pixel or time step, as the loss layers compute it. */
  static int appendPerPosition(Layer layer, Config activation, int value) throws ImportException {
    return activation.type().equals("ActivationSoftmax")
        ? layer.add("softmax", new Operation.Softmax(), value)
        : append(layer, activation, value);
  }
}
