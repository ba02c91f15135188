package io.deepcompress.codec.container;

import io.deepcompress.codec.Entropy;

/** How a parameter is stored; the order is part of the format. */
enum TensorKind {
  /** Value by value. */
  RAW,
  /** Codebook, Huffman-coded codes. */
  HUFFMAN,
  /** Codebook, range-coded codes. */
  RANGE,
  /** Codebook and channel scales, Huffman-coded codes. */
  HUFFMAN_SCALED,
  /** Codebook and channel scales, range-coded codes. */
  RANGE_SCALED;

  static TensorKind of(Entropy entropy, boolean scaled) {
    if (entropy == Entropy.HUFFMAN) {
      return scaled ? HUFFMAN_SCALED : HUFFMAN;
    }
    return scaled ? RANGE_SCALED : RANGE;
  }

  Entropy entropy() {
    return this == HUFFMAN || this == HUFFMAN_SCALED ? Entropy.HUFFMAN : Entropy.RANGE;
  }

  boolean hasScales() {
    return this == HUFFMAN_SCALED || this == RANGE_SCALED;
  }
}
