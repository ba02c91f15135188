package io.deepcompress.codec.entropy;

/**
 * Symbols of gaps: gaps below {@code 2^(m+1)} have one each, larger ones share {@code 2^m} symbols
 * an octave and are told apart by extra bits.
 */
final class GapClasses {
  /** Symbols that a table may hold. */
  static final int ALPHABET = 256;

  /** Finest resolution {@code m}. */
  static final int FINEST = 7;

  /** Most bits of a gap below its leading one; a tensor has fewer than 2^31 weights. */
  static final int MOST_BITS = 30;

  private GapClasses() {}

  /** Symbol of a gap. */
  static int symbol(int gap, int resolution) {
    int extra = extraBitsOfGap(gap, resolution);
    return (extra << resolution) + (gap >>> extra);
  }

  /** Extra bits of a gap. */
  static int extraBitsOfGap(int gap, int resolution) {
    return Math.max(0, Integer.SIZE - Integer.numberOfLeadingZeros(gap) - 1 - resolution);
  }

  /** Extra bits of a symbol. */
  static int extraBits(int symbol, int resolution) {
    return Math.max(0, (symbol >>> resolution) - 1);
  }

  /** Smallest gap of a symbol. */
  static int base(int symbol, int resolution) {
    int extra = extraBits(symbol, resolution);
    return symbol - (extra << resolution) << extra;
  }
}
