package io.deepcompress.pipeline;

import io.deepcompress.codec.Entropy;
import io.deepcompress.codec.WriteOptions;

/** What a file is coded for. */
public enum Coding {
  /** Huffman codes: fast to read. */
  HUFFMAN,
  /** Range coding, where that is still as fast to read as xz. */
  RANGE,
  /** Whatever is the smallest; slow to write, and up to twice as slow to read as range coding. */
  SMALLEST;

  /** How a file is written for it. */
  public WriteOptions options(boolean strip, int threads) {
    Entropy entropy = this == HUFFMAN ? Entropy.HUFFMAN : Entropy.RANGE;
    return new WriteOptions(entropy, this == SMALLEST, strip, threads);
  }
}
