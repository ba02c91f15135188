package io.deepcompress.codec;

/** How codes and positions become bits; the order is part of the file format. */
public enum Entropy {
  /** Canonical Huffman codes in interleaved streams: fast. */
  HUFFMAN,
  /** Adaptive binary range coding with contexts: smallest. */
  RANGE
}
