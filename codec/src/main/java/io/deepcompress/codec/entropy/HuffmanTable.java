package io.deepcompress.codec.entropy;

import io.deepcompress.codec.ModelFormatException;

/**
 * Code lengths of an alphabet, and how they are written: each as its difference from the length of
 * the used symbol before it.
 */
final class HuffmanTable {
  /** Longest code. */
  static final int MAX_LENGTH = 12;

  private final int[] lengths;
  private final int only;

  private HuffmanTable(int[] lengths, int only) {
    this.lengths = lengths;
    this.only = only;
  }

  /** The optimal table for symbols of the given frequencies, of which at least one is not 0. */
  static HuffmanTable of(long[] frequencies) {
    int used = 0;
    int last = 0;
    for (int symbol = 0; symbol < frequencies.length; symbol++) {
      if (frequencies[symbol] > 0) {
        used++;
        last = symbol;
      }
    }
    return new HuffmanTable(PackageMerge.lengths(frequencies, MAX_LENGTH), used == 1 ? last : -1);
  }

  /** Code length of each symbol, 0 where it is not used or is the only one. */
  int[] lengths() {
    return lengths;
  }

  /** The only symbol, which takes no bits; or -1. */
  int only() {
    return only;
  }

  /** Mean length of a code where each is as frequent as it is short. */
  double meanLength() {
    double mean = 0;
    for (int length : lengths) {
      mean += length > 0 ? (double) length / (1 << length) : 0;
    }
    return mean;
  }

  /** The last symbol in use. */
  int last() {
    int last = lengths.length - 1;
    while (last > 0 && lengths[last] == 0 && last != only) {
      last--;
    }
    return last;
  }

  /** The symbols of each code length, in the order of their codes. */
  int[][] symbolsByLength() {
    int[] counts = new int[MAX_LENGTH + 1];
    for (int length : lengths) {
      counts[length]++;
    }
    int[][] symbols = new int[MAX_LENGTH + 1][];
    for (int length = 0; length <= MAX_LENGTH; length++) {
      symbols[length] = new int[counts[length]];
    }
    for (int symbol = lengths.length - 1; symbol >= 0; symbol--) {
      symbols[lengths[symbol]][--counts[lengths[symbol]]] = symbol;
    }
    return symbols;
  }

  /** Bits of all symbols in this code. */
  long cost(long[] frequencies) {
    long bits = 0;
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      bits += frequencies[symbol] * lengths[symbol];
    }
    return bits;
  }

  /** Codes, to be written lowest bit first; canonical as in RFC 1951, then reversed. */
  int[] codes() {
    int[] counts = new int[MAX_LENGTH + 1];
    for (int length : lengths) {
      counts[length]++;
    }
    int[] next = new int[MAX_LENGTH + 1];
    for (int length = 2; length <= MAX_LENGTH; length++) {
      next[length] = next[length - 1] + counts[length - 1] << 1;
    }
    int[] codes = new int[lengths.length];
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      int length = lengths[symbol];
      if (length > 0) {
        codes[symbol] = Integer.reverse(next[length]++) >>> Integer.SIZE - length;
      }
    }
    return codes;
  }

  /** Writes the table. */
  void write(BitWriter out) {
    int indexBits = indexBits(lengths.length);
    if (only >= 0) {
      out.bits(1, 1);
      out.bits(only, indexBits);
      return;
    }
    out.bits(0, 1);
    int last = last();
    out.bits(last, indexBits);
    int previous = startLength(last);
    for (int symbol = 0; symbol <= last; ) {
      int length = lengths[symbol];
      if (length == 0) {
        int run = 1;
        while (lengths[symbol + run] == 0) {
          run++;
        }
        out.bits(0b0111, 4);
        out.golomb(run - 1, 0);
        symbol += run;
        continue;
      }
      writeLength(out, length, length - previous);
      previous = length;
      symbol++;
    }
  }

  private static void writeLength(BitWriter out, int length, int difference) {
    int sign = difference < 0 ? 1 : 0;
    switch (Math.abs(difference)) {
      case 0 -> out.bits(0, 1);
      case 1 -> out.bits(0b01 | sign << 2, 3);
      case 2 -> out.bits(0b011 | sign << 3, 4);
      default -> out.bits(0b1111 | length << 4, 8);
    }
  }

  /**
   * Reads a table.
   *
   * @param size of the alphabet, 1 or more
   * @throws ModelFormatException if the lengths are no complete code, or not written as a writer
   *     does
   */
  static HuffmanTable read(BitReader in, int size) throws ModelFormatException {
    boolean single = in.bits(1) != 0;
    int last = in.bits(indexBits(size));
    if (last >= size) {
      throw in.invalid("symbol " + last + " of an alphabet of " + size);
    }
    int[] lengths = new int[size];
    if (single) {
      return new HuffmanTable(lengths, last);
    }
    int previous = startLength(last);
    int space = 0;
    boolean afterRun = false;
    for (int symbol = 0; symbol <= last; ) {
      int difference = readDifference(in, previous);
      if (difference == UNUSED) {
        int run = 1 + in.golomb(0, size);
        if (afterRun || run > last - symbol) {
          throw in.notCanonical("a run of unused symbols is cut in two or ends the table");
        }
        symbol += run;
        afterRun = true;
        continue;
      }
      afterRun = false;
      previous += difference;
      if (previous < 1 || previous > MAX_LENGTH) {
        throw in.invalid("code length " + previous);
      }
      lengths[symbol++] = previous;
      space += 1 << MAX_LENGTH - previous;
    }
    if (space != 1 << MAX_LENGTH) {
      throw in.invalid(
          "code lengths are " + (space < 1 << MAX_LENGTH ? "incomplete" : "over-subscribed"));
    }
    return new HuffmanTable(lengths, -1);
  }

  private static final int UNUSED = Integer.MAX_VALUE;

  private static int readDifference(BitReader in, int previous) throws ModelFormatException {
    if (in.bits(1) == 0) {
      return 0;
    }
    if (in.bits(1) == 0) {
      return in.bits(1) == 0 ? 1 : -1;
    }
    if (in.bits(1) == 0) {
      return in.bits(1) == 0 ? 2 : -2;
    }
    if (in.bits(1) == 0) {
      return UNUSED;
    }
    int difference = in.bits(4) - previous;
    if (Math.abs(difference) <= 2) {
      throw in.notCanonical("a code length is written out that its neighbour gives");
    }
    return difference;
  }

  /** Bits of an index into an alphabet. */
  static int indexBits(int size) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(size - 1);
  }

  /** The length that the first difference is taken from: that of {@code last + 1} equal codes. */
  private static int startLength(int last) {
    return Math.min(MAX_LENGTH, Math.max(1, indexBits(last + 1)));
  }
}
