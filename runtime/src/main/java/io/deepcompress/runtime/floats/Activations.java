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
    switch (function) {
      case RELU -> {
        for (int i = from; i < end; i++) {
          y[i] = Math.max(0f, x[i]);
        }
      }
      case CLIPPED_RELU -> {
        for (int i = from; i < end; i++) {
          y[i] = Math.min(a, Math.max(0f, x[i]));
        }
      }
      case LEAKY_RELU -> {
        for (int i = from; i < end; i++) {
          y[i] = x[i] < 0 ? a * x[i] : x[i];
        }
      }
      default -> {
        for (int i = from; i < end; i++) {
          y[i] = apply(function, a, x[i]);
        }
      }
    }
  }

  /** One value. */
  public static float apply(ActivationFunction function, float a, float x) {
    return switch (function) {
      case RELU -> Math.max(0f, x);
      case CLIPPED_RELU -> Math.min(a, Math.max(0f, x));
      case LEAKY_RELU -> x < 0 ? a * x : x;
      case THRESHOLDED_RELU -> x > a ? x : 0f;
      case SIGMOID -> sigmoid(x);
      case TANH -> (float) Math.tanh(x);
      case HARD_SIGMOID -> Math.min(1f, Math.max(0f, 0.2f * x + 0.5f));
      case HARD_TANH -> Math.min(1f, Math.max(-1f, x));
      case RATIONAL_TANH -> rationalTanh(x);
      case RECTIFIED_TANH -> Math.max(0f, (float) Math.tanh(x));
      case ELU -> x < 0 ? (float) (a * Math.expm1(x)) : x;
      case SELU -> (float) (SELU_SCALE * (x < 0 ? SELU_ALPHA * Math.expm1(x) : x));
      case SOFTPLUS -> softplus(x);
      case SOFTSIGN -> x / (1f + Math.abs(x));
      case SWISH -> x * sigmoid(x);
      case MISH -> x * (float) Math.tanh(softplus(x));
      case GELU -> gelu((int) a, x);
      case CUBE -> x * x * x;
      case EXP -> (float) Math.exp(x);
    };
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
