package io.deepcompress.experiments.onnx;

import static io.deepcompress.experiments.onnx.Attributes.real;

import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Operation;
import java.util.List;

/** Activation functions as ONNX nodes. */
final class OnnxFunctions {
  private final OnnxGraph graph;

  OnnxFunctions(OnnxGraph graph) {
    this.graph = graph;
  }

  /** Adds the nodes of {@code f(x)} and gives the name of the result. */
  String apply(Operation.Activation activation, String x) {
    float a = activation.a();
    return switch (activation.function()) {
      case RELU -> graph.node("Relu", x);
      case CLIPPED_RELU -> clip(x, 0, a);
      case LEAKY_RELU -> graph.node("LeakyRelu", x, real("alpha", a));
      case THRESHOLDED_RELU -> graph.node("ThresholdedRelu", x, real("alpha", a));
      case SIGMOID -> graph.node("Sigmoid", x);
      case TANH -> graph.node("Tanh", x);
      case HARD_SIGMOID -> graph.node("HardSigmoid", x, real("alpha", 0.2f), real("beta", 0.5f));
      case HARD_TANH -> clip(x, -1, 1);
      case RATIONAL_TANH -> rationalTanh(x);
      case RECTIFIED_TANH -> graph.node("Relu", graph.node("Tanh", x));
      case ELU -> graph.node("Elu", x, real("alpha", a));
      case SELU -> graph.node("Selu", x);
      case SOFTPLUS -> graph.node("Softplus", x);
      case SOFTSIGN -> graph.node("Softsign", x);
      case SWISH -> join("Mul", x, graph.node("Sigmoid", x));
      case MISH -> graph.node("Mish", x);
      case GELU -> gelu((int) a, x);
      case CUBE -> join("Mul", x, join("Mul", x, x));
      case EXP -> graph.node("Exp", x);
    };
  }

  /** The name by which an ONNX LSTM knows a function; only those that need no parameter. */
  static String nameOf(ActivationFunction function) {
    return switch (function) {
      case SIGMOID -> "Sigmoid";
      case TANH -> "Tanh";
      case RELU -> "Relu";
      case SOFTSIGN -> "Softsign";
      case SOFTPLUS -> "Softplus";
      default -> throw new IllegalArgumentException("an ONNX LSTM has no " + function);
    };
  }

  String join(String type, String first, String second) {
    return graph.node(type, List.of(first, second));
  }

  String join(String type, String first, double constant) {
    return join(type, first, graph.scalar((float) constant));
  }

  private String clip(String x, float least, float most) {
    return graph.node("Clip", List.of(x, graph.scalar(least), graph.scalar(most)));
  }

  private String rationalTanh(String x) {
    String y = join("Mul", graph.node("Abs", x), 2.0 / 3);
    String square = join("Mul", y, y);
    String fourth = join("Mul", join("Mul", square, square), 1.41645);
    String sum = join("Add", join("Add", join("Add", y, square), fourth), 1);
    String size = join("Sub", graph.scalar(1), graph.node("Reciprocal", sum));
    return join("Mul", join("Mul", graph.node("Sign", x), size), 1.7159);
  }

  private String gelu(int form, String x) {
    String inner =
        switch (form) {
          case 0 -> join("Add", x, join("Mul", join("Mul", x, join("Mul", x, x)), 0.044715));
          case 1 -> join("Mul", x, Math.sqrt(0.5));
          case 2 -> join("Mul", x, 1.702);
          default -> {
            String small = join("Mul", x, 0.044715);
            yield join("Add", x, join("Mul", small, join("Mul", small, small)));
          }
        };
    if (form == 2) {
      return join("Mul", x, graph.node("Sigmoid", inner));
    }
    String bent =
        form == 1
            ? graph.node("Erf", inner)
            : graph.node("Tanh", join("Mul", inner, Math.sqrt(2 / Math.PI)));
    return join("Mul", join("Mul", x, 0.5), join("Add", bent, 1));
  }
}
