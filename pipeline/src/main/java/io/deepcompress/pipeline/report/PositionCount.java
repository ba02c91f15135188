package io.deepcompress.pipeline.report;

import java.util.function.IntPredicate;

/**
 * What storing the positions of kept weights as gaps of a fixed number of bits takes, as the Deep
 * Compression paper counts it: a gap longer than {@code 2^bits} is cut by padding zeros, each of
 * which is an entry with a value of its own.
 *
 * @param kept weights that are not pruned
 * @param indexBits bits of a gap, 0 where all weights are stored and need no position
 * @param entries kept weights and padding zeros
 */
record PositionCount(long kept, int indexBits, long entries) {
  private static final int[] WIDTHS = {4, 5, 8};

  /**
   * The cheapest way for values of a given width: every weight without a position, or gaps of 4, 5
   * or 8 bits.
   */
  static PositionCount cheapest(int size, IntPredicate kept, int valueBits) {
    long count = 0;
    long[] padding = new long[WIDTHS.length];
    int last = -1;
    for (int i = 0; i < size; i++) {
      if (kept.test(i)) {
        count++;
        int zeros = i - last - 1;
        for (int w = 0; w < WIDTHS.length; w++) {
          padding[w] += zeros >>> WIDTHS[w];
        }
        last = i;
      }
    }
    PositionCount best = new PositionCount(count, 0, size);
    for (int w = 0; w < WIDTHS.length; w++) {
      PositionCount way = new PositionCount(count, WIDTHS[w], count + padding[w]);
      if (way.bits(valueBits) < best.bits(valueBits)) {
        best = way;
      }
    }
    return best;
  }

  /** Bits of all entries. */
  long bits(int valueBits) {
    return entries * (valueBits + indexBits);
  }
}
