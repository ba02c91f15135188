package io.deepcompress.codec.network;

/**
 * Element-wise activation functions of {@code x}, with parameters {@code a} and {@code b} where
 * named. The order is part of the file format: add at the end only.
 */
public enum ActivationFunction {
  /** {@code max(0, x)}. */
  RELU,
  /** {@code min(max(0, x), a)}; {@code a} is 6 for ReLU6. */
  CLIPPED_RELU,
  /** {@code x < 0 ? a * x : x}. */
  LEAKY_RELU,
  /** {@code x > a ? x : 0}. */
  THRESHOLDED_RELU,
  /** {@code 1 / (1 + exp(-x))}. */
  SIGMOID,
  /** {@code tanh(x)}. */
  TANH,
  /** {@code min(1, max(0, 0.2 * x + 0.5))}. */
  HARD_SIGMOID,
  /** {@code min(1, max(-1, x))}. */
  HARD_TANH,
  /** {@code 1.7159 * f(2x/3)} with a rational approximation f of tanh (arXiv 1508.01292). */
  RATIONAL_TANH,
  /** {@code max(0, tanh(x))}. */
  RECTIFIED_TANH,
  /** {@code x < 0 ? a * (exp(x) - 1) : x}. */
  ELU,
  /** Scaled ELU with the constants of arXiv 1706.02515. */
  SELU,
  /** {@code log(1 + exp(x))}. */
  SOFTPLUS,
  /** {@code x / (1 + |x|)}. */
  SOFTSIGN,
  /** {@code x * sigmoid(x)}. */
  SWISH,
  /** {@code x * tanh(softplus(x))}. */
  MISH,
  /**
   * Gaussian error linear unit; {@code a} names the form: 0 the tanh approximation with {@code x +
   * 0.044715 x^3}, 1 exact, 2 {@code x * sigmoid(1.702 x)} (DL4J's usual one), 3 the tanh form with
   * {@code x + (0.044715 x)^3} (DL4J's "precise" one).
   */
  GELU,
  /** {@code x^3}. */
  CUBE,
  /** {@code exp(x)}, for the box sizes of a YOLO detector. */
  EXP
}
