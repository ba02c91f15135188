package io.deepcompress.codec.network;

/**
 * What a node computes. Every record documents its inputs, its output and, where it has parameters,
 * their roles and shapes in the order in which a file stores them. Shapes leave out the batch axis.
 */
public sealed interface Operation {

  /**
   * Fully connected: {@code y = W x + b} on a vector, or at each time step of a sequence.
   * Parameters: weights {@code [units, in]}, then bias {@code [units]} if any.
   */
  record Dense(int units, boolean bias) implements Operation {}

  /**
   * 2-D cross-correlation. Parameters: weights {@code [filters, channels / groups, kH, kW]}, then
   * bias {@code [filters]} if any. Depthwise is {@code groups == channels}.
   */
  record Convolution(int filters, Window window, int groups, boolean bias) implements Operation {}

  /**
   * 2-D transposed convolution (the gradient of a convolution by its input). Parameters: weights
   * {@code [filters, channels, kH, kW]}, then bias {@code [filters]} if any.
   */
  record Deconvolution(int filters, Window window, boolean bias) implements Operation {}

  /** How a pooling joins the values of a window. */
  enum Pool {
    /** Largest value; padding never wins. */
    MAX,
    /** Mean. */
    AVERAGE,
    /** Sum. */
    SUM,
    /** {@code (sum |x|^p)^(1/p)}. */
    P_NORM
  }

  /**
   * Pooling over windows.
   *
   * @param countPadding whether an average divides by the whole window (true) or only by the taps
   *     that lie inside the input (false)
   * @param p the norm's power for {@link Pool#P_NORM}, else 0
   */
  record Pooling(Pool pool, Window window, boolean countPadding, int p) implements Operation {}

  /** Pooling over height and width, or over time, to a vector {@code [channels]}. */
  record GlobalPooling(Pool pool, int p) implements Operation {}

  /**
   * A batch normalization that could not be folded: {@code y = scale[c] * x + shift[c]}.
   * Parameters: scale {@code [channels]}, shift {@code [channels]}.
   */
  record Affine() implements Operation {}

  /** {@code y = factor * x + offset} with two constants of the whole tensor. */
  record ScaleShift(float factor, float offset) implements Operation {}

  /**
   * Across channels: {@code y = x / (k + alpha * sum of x^2 over size channels around)^beta}
   * (Krizhevsky et al. 2012, section 3.3; {@code alpha} is not divided by {@code size}). The
   * neighbourhood reaches {@code size / 2} channels to either side.
   */
  record LocalResponseNormalization(int size, float k, float alpha, float beta)
      implements Operation {}

  /**
   * An element-wise function; {@code a} and {@code b} are 0 where the function does not use them.
   */
  record Activation(ActivationFunction function, float a, float b) implements Operation {}

  /**
   * Leaky ReLU with learnt slopes. Parameter: slopes of the input's shape, with axes of size 1
   * where {@code shared} has a bit set (bit 0 for the first axis).
   */
  record PRelu(int shared) implements Operation {}

  /** Softmax over the first axis, at every pixel or time step. */
  record Softmax() implements Operation {}

  /** Zeros around an image. */
  record Pad(int top, int left, int bottom, int right) implements Operation {}

  /** Takes rows and columns off an image. */
  record Crop(int top, int left, int bottom, int right) implements Operation {}

  /** How {@link Elementwise} joins its inputs, which have one shape. */
  enum Join {
    /** Sum. */
    ADD,
    /** Product. */
    PRODUCT,
    /** First minus second; exactly two inputs. */
    SUBTRACT,
    /** Mean. */
    AVERAGE,
    /** Largest. */
    MAX
  }

  /** Joins two or more inputs of one shape, element by element. */
  record Elementwise(Join join) implements Operation {}

  /** Joins inputs along the first axis. */
  record Concatenate() implements Operation {}

  /** Channels (or features) {@code from} to {@code to}, both included. */
  record Slice(int from, int to) implements Operation {}

  /** Repeats rows and columns (nearest neighbour). */
  record Upsample(int height, int width) implements Operation {}

  /**
   * Moves blocks of {@code block x block} pixels into channels: {@code [c, h, w]} becomes {@code [c
   * * block^2, h / block, w / block]}; output channel {@code (dy * block + dx) * c + i} is input
   * channel {@code i} at offset {@code (dy, dx)} in its block.
   */
  record SpaceToDepth(int block) implements Operation {}

  /** {@code y = x / max(epsilon, |x|_2)} over all elements of the sample. */
  record L2Normalize(float epsilon) implements Operation {}

  /** The same elements in C order under another shape; flattening is a reshape to a vector. */
  record Reshape(Shape shape) implements Operation {}

  /** Swaps the two axes of a sequence. */
  record Transpose() implements Operation {}

  /**
   * Long short-term memory over a sequence {@code [in, time]}, to {@code [units, time]}.
   * Parameters: input weights {@code [4 * units, in]}, recurrent weights {@code [4 * units,
   * units]}, bias {@code [4 * units]} and, with peepholes, {@code [3 * units]}. Row blocks in the
   * order: block input, forget gate, output gate, input gate; peepholes: forget, output, input
   * (Graves 2012, section 4.6).
   */
  record Lstm(int units, boolean peepholes, ActivationFunction gate, ActivationFunction cell)
      implements Operation {}

  /** The last time step of a sequence, as a vector. */
  record LastStep() implements Operation {}
}
