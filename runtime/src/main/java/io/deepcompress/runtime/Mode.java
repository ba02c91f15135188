package io.deepcompress.runtime;

/** How a session computes. */
public enum Mode {
  /**
   * Fully connected and convolution layers on 8-bit integers, with the activation ranges of the
   * file; {@link #DYNAMIC} where the file has none.
   */
  INT8,
  /** As {@link #INT8}, with activation ranges taken from each input at run time. */
  DYNAMIC,
  /** Float32 with the file's own weights: the reference that the others are compared with. */
  FLOAT
}
