package io.deepcompress.runtime.floats;

import io.deepcompress.codec.network.ActivationFunction;

/** The activation functions, computed in place of an array's elements. */
public final class Activations {
  private static final double SELU_ALPHA = 1.6732632423543772848;
  private static final double SELU_SCALE = 1.0507009873554804934;

  private Activations() {}

  /**
   * Applies a function to elements {@code from} to {@code end - 1}.
   *
   * @param a parameter of the function, 0 where it has none
   * @param y may be {@code x}
   */
  public static void apply(
      ActivationFunction function, float a, float[] x, float[] y, int from, int end) {
    if (function == ActivationFunction.RELU) {
      for (int i = from; i < end; i++) {
        y[i] = Math.max(0f, x[i]);
      }
    } else if (function == ActivationFunction.CLIPPED_RELU) {
      for (int i = from; i < end; i++) {
        y[i] = Math.min(a, Math.max(0f, x[i]));
      }
    } else if (function == ActivationFunction.LEAKY_RELU) {
      for (int i = from; i < end; i++) {
        y[i] = x[i] < 0 ? a * x[i] : x[i];
      }
    } else {
      for (int i = from; i < end; i++) {
        y[i] = apply(function, a, x[i]);
      }
    }
  }

  /** One value. A switch would take a class of its own, of a table of all functions. */
  public static float apply(ActivationFunction function, float a, float x) {
    if (function == ActivationFunction.RELU) {
      return Math.max(0f, x);
    }
    if (function == ActivationFunction.CLIPPED_RELU) {
      return Math.min(a, Math.max(0f, x));
    }
    if (function == ActivationFunction.LEAKY_RELU) {
      return x < 0 ? a * x : x;
    }
    if (function == ActivationFunction.THRESHOLDED_RELU) {
      return x > a ? x : 0f;
    }
    if (function == ActivationFunction.SIGMOID) {
      return sigmoid(x);
    }
    if (function == ActivationFunction.TANH) {
      return (float) Math.tanh(x);
    }
    if (function == ActivationFunction.HARD_SIGMOID) {
      return Math.min(1f, Math.max(0f, 0.2f * x + 0.5f));
    }
    if (function == ActivationFunction.HARD_TANH) {
      return Math.min(1f, Math.max(-1f, x));
    }
    if (function == ActivationFunction.RATIONAL_TANH) {
      return rationalTanh(x);
    }
    if (function == ActivationFunction.RECTIFIED_TANH) {
      return Math.max(0f, (float) Math.tanh(x));
    }
    if (function == ActivationFunction.ELU) {
      return x < 0 ? (float) (a * Math.expm1(x)) : x;
    }
    if (function == ActivationFunction.SELU) {
      return (float) (SELU_SCALE * (x < 0 ? SELU_ALPHA * Math.expm1(x) : x));
    }
    if (function == ActivationFunction.SOFTPLUS) {
      return softplus(x);
    }
    if (function == ActivationFunction.SOFTSIGN) {
      return x / (1f + Math.abs(x));
    }
    if (function == ActivationFunction.SWISH) {
      return x * sigmoid(x);
    }
    if (function == ActivationFunction.MISH) {
      return x * (float) Math.tanh(softplus(x));
    }
    if (function == ActivationFunction.GELU) {
      return gelu((int) a, x);
    }
    if (function == ActivationFunction.CUBE) {
      return x * x * x;
    }
    return (float) Math.exp(x);
  }

  private static float sigmoid(float x) {
    return (float) (1 / (1 + Math.exp(-x)));
  }

  private static float softplus(float x) {
    return (float) (Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x))));
  }

  private static float rationalTanh(float x) {
    double y = Math.abs(2.0 / 3 * x);
    double square = y * y;
    return (float)
        (1.7159 * Math.signum(x) * (1 - 1 / (1 + y + square + 1.41645 * square * square)));
  }

  private static float gelu(int form, float x) {
    double root = Math.sqrt(2 / Math.PI);
    return switch (form) {
      case 0 -> (float) (0.5 * x * (1 + Math.tanh(root * (x + 0.044715 * x * x * x))));
      case 1 -> (float) (0.5 * x * (1 + erf(x / Math.sqrt(2))));
      case 2 -> x * sigmoid(1.702f * x);
      default -> (float) (0.5 * x * (1 + Math.tanh(root * (x + Math.pow(0.044715 * x, 3)))));
    };
  }

  /** Abramowitz and Stegun 7.1.26; error below 1.5e-7. */
  private static double erf(double x) {
    double t = 1 / (1 + 0.3275911 * Math.abs(x));
    double polynomial =
        t
            * (0.254829592
                + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    return Math.signum(x) * (1 - polynomial * Math.exp(-x * x));
  }
}
