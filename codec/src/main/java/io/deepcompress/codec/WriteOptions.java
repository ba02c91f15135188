package io.deepcompress.codec;

import java.util.Objects;

/**
 * How {@link ModelWriter} writes a model.
 *
 * @param entropy how codes and positions are coded, unless {@code smallest}
 * @param smallest whether only bytes count: each tensor is coded in every way of both entropy
 *     codings, and the shortest is kept. Writing takes several times as long as by range coding,
 *     reading up to twice
 * @param strip whether names, labels and provenance are left out; a reader then generates names
 * @param threads how many tensors are coded at the same time, at least 1; the bytes do not depend
 *     on it
 */
public record WriteOptions(Entropy entropy, boolean smallest, boolean strip, int threads) {
  /** Huffman codes, everything kept, one thread. */
  public static final WriteOptions DEFAULT = new WriteOptions(Entropy.HUFFMAN, false, 1);

  /** Where the time that reading takes counts, too. */
  public WriteOptions(Entropy entropy, boolean strip, int threads) {
    this(entropy, false, strip, threads);
  }

  /** Checks the number of threads. */
  public WriteOptions {
    Objects.requireNonNull(entropy);
    if (threads < 1) {
      throw new IllegalArgumentException(threads + " threads; at least 1");
    }
  }
}
