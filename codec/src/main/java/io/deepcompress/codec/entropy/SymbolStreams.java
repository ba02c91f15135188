package io.deepcompress.codec.entropy;

import io.deepcompress.codec.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Huffman-coded symbols in four streams, each with a quarter of them, so that a processor decodes
 * four at a time.
 */
final class SymbolStreams {
  /** Number of streams. */
  static final int STREAMS = 4;

  private static final int MASK = (1 << HuffmanTable.MAX_LENGTH) - 1;

  /** Lookups that 63 bits surely suffice for. */
  private static final int BURST = 4;

  /** Most symbols that one lookup of {@link #several} gives. */
  private static final int MOST = 3;

  /** Bits that it looks at: with 13 most processors still keep the table close by. */
  private static final int GROUP_BITS = 13;

  private static final int GROUP_MASK = (1 << GROUP_BITS) - 1;

  /** From this many symbols on a table of several symbols a lookup is worth its making. */
  private static final int MANY = 1 << 15;

  /** Bits of a symbol up to which, on average, several fit into a lookup. */
  private static final double SHORT = 5.5;

  private SymbolStreams() {}

  /** Symbols of each stream but the last. */
  static int quarter(int count) {
    return (count + STREAMS - 1) / STREAMS;
  }

  /** Encodes the first {@code count} symbols. */
  static byte[][] encode(byte[] symbols, int count, HuffmanTable table) {
    int[] codes = table.codes();
    int[] lengths = table.lengths();
    byte[][] streams = new byte[STREAMS][];
    int quarter = quarter(count);
    for (int stream = 0; stream < STREAMS; stream++) {
      BitWriter out = new BitWriter();
      int end = Math.min(count, (stream + 1) * quarter);
      for (int i = stream * quarter; i < end; i++) {
        int symbol = symbols[i] & 0xff;
        out.bits(codes[symbol], lengths[symbol]);
      }
      streams[stream] = out.finish();
    }
    return streams;
  }

  /**
   * Decodes four streams that lie one after the other.
   *
   * @param offset added to symbols to make bytes
   * @param at where the first symbol is put
   * @param starts of the four streams in the file, and the end of the last
   * @throws ModelFormatException if a stream does not end with its last symbol
   */
  static void decode(
      byte[] file,
      int[] starts,
      HuffmanTable table,
      int offset,
      byte[] target,
      int at,
      int count,
      String section)
      throws ModelFormatException {
    long[] words = words(file, starts[0], starts[STREAMS]);
    long[] bits = new long[STREAMS];
    int[] next = new int[STREAMS];
    int[] ends = new int[STREAMS];
    for (int stream = 0; stream < STREAMS; stream++) {
      bits[stream] = 8L * (starts[stream] - starts[0]);
      next[stream] = at + stream * quarter(count);
      ends[stream] = Math.min(at + count, next[stream] + quarter(count));
    }
    char[] lookup;
    if (count >= MANY && table.meanLength() <= SHORT) {
      lookup = lookup(table, offset);
      several(words, bits, groups(lookup), target, next, ends);
    } else {
      lookup = single(words, bits, table, offset, target, next, ends);
    }
    for (int stream = 0; stream < STREAMS; stream++) {
      int end = starts[stream + 1];
      long last = 8L * (end - starts[0]);
      long read = finish(words, bits[stream], last, lookup, target, next[stream], ends[stream]);
      requireEnd(words, read, last, end, section, "Huffman codes");
    }
  }

  /**
   * Bytes as little-endian words, with two words of zeros behind them. A view of the bytes would
   * need no copy, but takes many times as long until C2 has compiled what reads through it.
   */
  static long[] words(byte[] file, int from, int to) {
    int whole = (to - from) / Long.BYTES;
    long[] words = new long[whole + 3];
    ByteBuffer.wrap(file, from, to - from)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asLongBuffer()
        .get(words, 0, whole);
    for (int i = from + whole * Long.BYTES; i < to; i++) {
      words[whole] |= (file[i] & 0xffL) << 8 * (i - from);
    }
    return words;
  }

  /** Last position that {@link #word} may be asked for. */
  private static long furthest(long[] words) {
    return 64L * (words.length - 1) - 1;
  }

  /** The 64 bits from a position on. */
  static long word(long[] words, long bits) {
    int index = (int) (bits >>> 6);
    return words[index] >>> bits | words[index + 1] << 1 << ~bits;
  }

  /** Decodes while all streams have symbols to come, four of each stream in turn. */
  private static char[] single(
      long[] words,
      long[] bits,
      HuffmanTable table,
      int offset,
      byte[] target,
      int[] next,
      int[] ends) {
    char[] lookup = lookup(table, offset);
    long a = bits[0];
    long b = bits[1];
    long c = bits[2];
    long d = bits[3];
    int atA = next[0];
    int atB = next[1];
    int atC = next[2];
    int atD = next[3];
    long furthest = furthest(words);
    int last = ends[3] - atD - BURST;
    int i = 0;
    for (;
        i <= last && a <= furthest && b <= furthest && c <= furthest && d <= furthest;
        i += BURST) {
      a += four(word(words, a), lookup, target, atA + i);
      b += four(word(words, b), lookup, target, atB + i);
      c += four(word(words, c), lookup, target, atC + i);
      d += four(word(words, d), lookup, target, atD + i);
    }
    bits[0] = a;
    bits[1] = b;
    bits[2] = c;
    bits[3] = d;
    for (int stream = 0; stream < STREAMS; stream++) {
      next[stream] += i;
    }
    return lookup;
  }

  /** Decodes four symbols and returns how many bits they have. */
  private static int four(long bits, char[] lookup, byte[] target, int at) {
    long word = bits;
    int first = lookup[(int) word & MASK];
    word >>>= first;
    int second = lookup[(int) word & MASK];
    word >>>= second;
    int third = lookup[(int) word & MASK];
    word >>>= third;
    int fourth = lookup[(int) word & MASK];
    target[at] = (byte) (first >>> 8);
    target[at + 1] = (byte) (second >>> 8);
    target[at + 2] = (byte) (third >>> 8);
    target[at + 3] = (byte) (fourth >>> 8);
    return first + second + third + fourth & 0xff;
  }

  /**
   * For each 13 bits to come up to three symbols from the lowest byte on, above them the length, at
   * the top the number of symbols.
   */
  private static int[] groups(char[] lookup) {
    int[] groups = new int[1 << GROUP_BITS];
    for (int i = 0; i < groups.length; i++) {
      int length = 0;
      int symbols = 0;
      int count = 0;
      while (count < MOST) {
        int entry = lookup[i >>> length & MASK];
        if (length + (entry & 0xff) > GROUP_BITS) {
          break;
        }
        length += entry & 0xff;
        symbols |= entry >>> 8 << 8 * count++;
      }
      groups[i] = symbols | length << 24 | count << 30;
    }
    return groups;
  }

  /** Decodes while all streams have symbols to come, up to three with each lookup. */
  private static void several(
      long[] words, long[] bits, int[] groups, byte[] target, int[] next, int[] ends) {
    // The highest bit of a word stays, so that zeros above it tell how many were taken.
    long a = bits[0];
    long b = bits[1];
    long c = bits[2];
    long d = bits[3];
    int atA = next[0];
    int atB = next[1];
    int atC = next[2];
    int atD = next[3];
    long furthest = furthest(words);
    int lastA = ends[0] - BURST * MOST;
    int lastB = ends[1] - BURST * MOST;
    int lastC = ends[2] - BURST * MOST;
    int lastD = ends[3] - BURST * MOST;
    while (atA <= lastA
        && atB <= lastB
        && atC <= lastC
        && atD <= lastD
        && a <= furthest
        && b <= furthest
        && c <= furthest
        && d <= furthest) {
      long wordA = word(words, a) | Long.MIN_VALUE;
      long wordB = word(words, b) | Long.MIN_VALUE;
      long wordC = word(words, c) | Long.MIN_VALUE;
      long wordD = word(words, d) | Long.MIN_VALUE;
      for (int k = 0; k < BURST; k++) {
        int groupA = groups[(int) wordA & GROUP_MASK];
        int groupB = groups[(int) wordB & GROUP_MASK];
        int groupC = groups[(int) wordC & GROUP_MASK];
        int groupD = groups[(int) wordD & GROUP_MASK];
        target[atA] = (byte) groupA;
        target[atA + 1] = (byte) (groupA >>> 8);
        target[atA + 2] = (byte) (groupA >>> 16);
        target[atB] = (byte) groupB;
        target[atB + 1] = (byte) (groupB >>> 8);
        target[atB + 2] = (byte) (groupB >>> 16);
        target[atC] = (byte) groupC;
        target[atC + 1] = (byte) (groupC >>> 8);
        target[atC + 2] = (byte) (groupC >>> 16);
        target[atD] = (byte) groupD;
        target[atD + 1] = (byte) (groupD >>> 8);
        target[atD + 2] = (byte) (groupD >>> 16);
        wordA >>>= groupA >>> 24;
        wordB >>>= groupB >>> 24;
        wordC >>>= groupC >>> 24;
        wordD >>>= groupD >>> 24;
        atA += groupA >>> 30;
        atB += groupB >>> 30;
        atC += groupC >>> 30;
        atD += groupD >>> 30;
      }
      a += Long.numberOfLeadingZeros(wordA);
      b += Long.numberOfLeadingZeros(wordB);
      c += Long.numberOfLeadingZeros(wordC);
      d += Long.numberOfLeadingZeros(wordD);
    }
    bits[0] = a;
    bits[1] = b;
    bits[2] = c;
    bits[3] = d;
    next[0] = atA;
    next[1] = atB;
    next[2] = atC;
    next[3] = atD;
  }

  /** Decodes what is left of one stream, returns where its bits end, or a place behind its end. */
  private static long finish(
      long[] words, long from, long end, char[] lookup, byte[] target, int first, int to) {
    long at = from;
    int i = first;
    for (; i <= to - BURST && at <= end; i += BURST) {
      at += four(word(words, at), lookup, target, i);
    }
    for (; i < to && at <= end; i++) {
      int entry = lookup[(int) word(words, at) & MASK];
      target[i] = (byte) (entry >>> 8);
      at += entry & 0xff;
    }
    return at;
  }

  /**
   * Requires that what was read ends in the last byte, and that what is left of that is zeros.
   *
   * @param at bits up to what was read last
   * @param last bits up to the end
   * @param end of the bytes in the file
   * @throws ModelFormatException otherwise, and says that this is about {@code what}
   */
  static void requireEnd(long[] words, long at, long last, int end, String section, String what)
      throws ModelFormatException {
    long unused = last - at;
    if (unused < 0) {
      throw new ModelFormatException(
          ModelFormatException.Code.TRUNCATED, end, section, what + " end too early");
    }
    if (unused > 7) {
      throw new ModelFormatException(
          ModelFormatException.Code.TRAILING_BYTES,
          end - unused / 8,
          section,
          "bytes follow " + what);
    }
    if ((word(words, at) & (1 << unused) - 1) != 0) {
      throw new ModelFormatException(
          ModelFormatException.Code.NOT_CANONICAL,
          end - 1,
          section,
          "padding bits of " + what + " are not zero");
    }
  }

  /**
   * For each 12 bits to come, the length of the next symbol and, times 256, the byte that stands
   * for the symbol. Made by doubling: a code of n bits stands at every 2^n-th place.
   *
   * @param offset added to symbols to make bytes
   */
  private static char[] lookup(HuffmanTable table, int offset) {
    // Made where it is used, so that the compiler knows its length and drops bounds checks.
    char[] lookup = new char[1 << HuffmanTable.MAX_LENGTH];
    if (table.only() >= 0) {
      Arrays.fill(lookup, (char) ((table.only() + offset & 0xff) << 8));
      return lookup;
    }
    int[][] byLength = table.symbolsByLength();
    int[] codes = table.codes();
    for (int length = 1; length <= HuffmanTable.MAX_LENGTH; length++) {
      System.arraycopy(lookup, 0, lookup, 1 << length - 1, 1 << length - 1);
      for (int symbol : byLength[length]) {
        lookup[codes[symbol]] = (char) ((symbol + offset & 0xff) << 8 | length);
      }
    }
    return lookup;
  }
}
