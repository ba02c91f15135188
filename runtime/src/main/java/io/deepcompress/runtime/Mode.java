package io.deepcompress.runtime;

/** How a session computes. */
public enum Mode {
  /**
   * Fully connected and convolution layers, also transposed, on 8-bit integers, with the activation
   * ranges of the file; {@link #DYNAMIC} where the file has none.
   */
  INT8,
  /**
   * As {@link #INT8}, with activation ranges taken from each input at run time; transposed
   * convolutions in float.
   */
  DYNAMIC,
  /**
   * Nothing but integers between input and output: activations of all layers on 8 bits, scaled in
   * fixed point; an LSTM's gates and cells on 32 bits. What feeds an output only (a last layer's
   * sums, a softmax) is given in float, and so is what has no integer form: p-norm pooling, L2
   * normalization, a softmax inside the network, and whatever lacks a range in the file.
   */
  INTEGER,
  /** Float32 with the file's own weights: the reference that the others are compared with. */
  FLOAT
}
