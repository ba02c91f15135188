package io.deepcompress.codec.entropy;

/**
 * One side of a binary arithmetic coder. Models are written once and run on either side: an encoder
 * takes the bit it is given, a decoder ignores it, and both return the bit that was coded.
 */
abstract class BinaryCoder {
  /** Bits of a probability. */
  static final int PROBABILITY_BITS = 16;

  /** The probability of one half. */
  static final int HALF = 1 << (PROBABILITY_BITS - 1);

  /** Bits of {@code low} and {@code code} that are compared: seven bytes. */
  static final int WINDOW_BITS = 56;

  /** The interval is widened by {@link #SHIFT_BITS} as soon as it is narrower than this. */
  static final long LEAST_RANGE = 1L << 24;

  /** Bits written or read at a time: four bytes. */
  static final int SHIFT_BITS = 32;

  /**
   * Codes one bit.
   *
   * @param bit to encode, 0 or 1
   * @param probability that the bit is 1, in 65536ths, 1..65535
   */
  abstract int code(int bit, int probability);

  /** Information encoded so far, in bits, within a thousandth; 0 in a decoder. */
  double bits() {
    return 0;
  }

  /** Codes the low bits of a value at probability one half each, the highest first. */
  final int raw(int value, int bits) {
    int coded = 0;
    for (int i = bits - 1; i >= 0; i--) {
      coded = coded << 1 | code(value >>> i & 1, HALF);
    }
    return coded;
  }

  /**
   * The value in {@code [low, low + range)} that ends in the most zero bytes; the smallest of them.
   */
  static long shortest(long low, long range) {
    for (int bits = WINDOW_BITS; bits > 0; bits -= 8) {
      long mask = (1L << bits) - 1;
      long value = low + mask & ~mask;
      if (value < low + range) {
        return value;
      }
    }
    return low;
  }
}
