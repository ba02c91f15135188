package io.deepcompress.runtime;

/** How a session computes. */
public enum Mode {
  /**
   * Fully connected and convolution layers, also transposed, and LSTMs on 8-bit integers, with the
   * activation ranges of the file; {@link #DYNAMIC} where the file has none.
   */
  INT8,
  /**
   * As {@link #INT8}, with activation ranges taken from each input at run time; transposed
   * convolutions and LSTMs in float.
   */
  DYNAMIC,
  /**
   * Nothing but integers between input and output: activations of all layers on 8 bits, scaled in
   * fixed point; an LSTM's gates and cells on 32 bits. What feeds an output only (a last layer's
   * sums, a softmax) is given in float. So is what lacks a range in the file, and what could leave
   * the integers' range: a layer whose sums could take more than 32 bits, p-norm pooling where
   * {@code 255^p} times the window's size does not fit into 63 bits (p of 8 and more), pooling of
   * windows or whole channels of more than 16,384 elements, affine maps and PReLU of more than
   * 65,536 channels, a transposed convolution with more padding than its window is wide, and a
   * convolution with strides or dilation over channels of 2<sup>23</sup> elements and more.
   */
  INTEGER,
  /** Float32 with the file's own weights: the reference that the others are compared with. */
  FLOAT
}
