package io.deepcompress.codec;

import io.deepcompress.codec.network.Shape;

/** The values of one parameter as a file stores them. */
public sealed interface StoredTensor permits SharedTensor, RawTensor {
  /** Shape of the tensor. */
  Shape shape();

  /**
   * All values in C order, as the float mode computes with them; a new array.
   *
   * @throws ModelFormatException if the tensor comes from a file whose bytes turn out invalid
   */
  float[] toFloats() throws ModelFormatException;
}
