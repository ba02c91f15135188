package io.deepcompress.codec.entropy;

import io.deepcompress.codec.ModelFormatException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Huffman-coded symbols in four streams, each with a quarter of them, so that a processor decodes
 * four at a time.
 */
final class SymbolStreams {
  /** Number of streams. */
  static final int STREAMS = 4;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int MASK = (1 << HuffmanTable.MAX_LENGTH) - 1;

  /** Lookups that 57 bits surely suffice for. */
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
   * @param starts of the four streams in the file, and the end of the last
   * @param limit end of the bytes that may be looked at
   * @throws ModelFormatException if a stream does not end with its last symbol
   */
  static void decode(
      byte[] file,
      int[] starts,
      int limit,
      HuffmanTable table,
      int offset,
      byte[] target,
      int count,
      String section)
      throws ModelFormatException {
    long[] bits = new long[STREAMS];
    int[] next = new int[STREAMS];
    int[] ends = new int[STREAMS];
    for (int stream = 0; stream < STREAMS; stream++) {
      bits[stream] = 8L * starts[stream];
      next[stream] = stream * quarter(count);
      ends[stream] = Math.min(count, next[stream] + quarter(count));
    }
    char[] lookup;
    if (count >= MANY && table.meanLength() <= SHORT) {
      lookup = lookup(table, offset);
      several(file, bits, limit, lookup, target, next, ends);
    } else {
      lookup = single(file, bits, limit, table, offset, target, next, ends);
    }
    for (int stream = 0; stream < STREAMS; stream++) {
      int end = starts[stream + 1];
      long position =
          finish(file, bits[stream], end, limit, lookup, target, next[stream], ends[stream]);
      requireEnd(file, position, starts[stream], end, section);
    }
  }

  /** Decodes while all streams have symbols to come, four of each stream in turn. */
  private static char[] single(
      byte[] file,
      long[] bits,
      int limit,
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
    int atB = next[1];
    int atC = next[2];
    int atD = next[3];
    long furthest = 8L * (limit - Long.BYTES);
    int last = ends[3] - atD - BURST;
    int i = 0;
    for (;
        i <= last && a <= furthest && b <= furthest && c <= furthest && d <= furthest;
        i += BURST) {
      long four = four(file, a, lookup);
      INT.set(target, i, (int) four);
      a += four >>> 32;
      four = four(file, b, lookup);
      INT.set(target, atB + i, (int) four);
      b += four >>> 32;
      four = four(file, c, lookup);
      INT.set(target, atC + i, (int) four);
      c += four >>> 32;
      four = four(file, d, lookup);
      INT.set(target, atD + i, (int) four);
      d += four >>> 32;
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

  /** Four symbols, and, times 2^32, their bits. */
  private static long four(byte[] file, long bits, char[] lookup) {
    long word = word(file, bits);
    int first = lookup[(int) word & MASK];
    word >>>= first;
    int second = lookup[(int) word & MASK];
    word >>>= second;
    int third = lookup[(int) word & MASK];
    word >>>= third;
    int fourth = lookup[(int) word & MASK];
    word >>>= fourth;
    int symbols = first >>> 8 | second & 0xff00 | (third & 0xff00) << 8 | (fourth & 0xff00) << 16;
    return (long) Long.numberOfLeadingZeros(word) << 32 | symbols & 0xffffffffL;
  }

  /** At least 57 bits; the highest bit is set, so that zeros above it tell how many were taken. */
  private static long word(byte[] file, long bits) {
    return (long) LONG.get(file, (int) (bits >>> 3)) >>> (bits & 7) | Long.MIN_VALUE;
  }

  /** Decodes while all streams have symbols to come, up to three with each lookup. */
  private static void several(
      byte[] file, long[] bits, int limit, char[] lookup, byte[] target, int[] next, int[] ends) {
    // Symbols from the lowest byte on, above them the length, at the top the number of symbols.
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
    long a = bits[0];
    long b = bits[1];
    long c = bits[2];
    long d = bits[3];
    int atA = next[0];
    int atB = next[1];
    int atC = next[2];
    int atD = next[3];
    long furthest = 8L * (limit - Long.BYTES);
    // Four bytes are written for up to three symbols.
    int lastA = ends[0] - BURST * MOST - 1;
    int lastB = ends[1] - BURST * MOST - 1;
    int lastC = ends[2] - BURST * MOST - 1;
    int lastD = ends[3] - BURST * MOST - 1;
    while (atA <= lastA
        && atB <= lastB
        && atC <= lastC
        && atD <= lastD
        && a <= furthest
        && b <= furthest
        && c <= furthest
        && d <= furthest) {
      long wordA = word(file, a);
      long wordB = word(file, b);
      long wordC = word(file, c);
      long wordD = word(file, d);
      for (int k = 0; k < BURST; k++) {
        int groupA = groups[(int) wordA & GROUP_MASK];
        int groupB = groups[(int) wordB & GROUP_MASK];
        int groupC = groups[(int) wordC & GROUP_MASK];
        int groupD = groups[(int) wordD & GROUP_MASK];
        INT.set(target, atA, groupA);
        INT.set(target, atB, groupB);
        INT.set(target, atC, groupC);
        INT.set(target, atD, groupD);
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
      byte[] file, long from, int end, int limit, char[] lookup, byte[] target, int first, int to) {
    long at = from;
    int i = first;
    for (; i <= to - BURST && at <= 8L * (limit - Long.BYTES); i += BURST) {
      long four = four(file, at, lookup);
      INT.set(target, i, (int) four);
      at += four >>> 32;
    }
    for (; i < to && at <= 8L * end; i++) {
      int word = 0;
      int index = (int) (at >>> 3);
      for (int k = 0; k < 3 && index + k < end; k++) {
        word |= (file[index + k] & 0xff) << 8 * k;
      }
      int entry = lookup[word >>> (at & 7) & MASK];
      target[i] = (byte) (entry >>> 8);
      at += entry & 0xff;
    }
    return at;
  }

  private static void requireEnd(byte[] file, long at, int start, int end, String section)
      throws ModelFormatException {
    int unused = (int) Math.max(-1, Math.min(8, 8L * end - at));
    if (unused < 0) {
      throw new ModelFormatException(
          ModelFormatException.Code.TRUNCATED, end, section, "a Huffman stream ends too early");
    }
    if (unused > 7) {
      throw new ModelFormatException(
          ModelFormatException.Code.TRAILING_BYTES,
          Math.max(start, at >>> 3),
          section,
          "bytes follow the last symbol of a Huffman stream");
    }
    if (unused > 0 && (file[end - 1] & 0xff) >>> 8 - unused != 0) {
      throw new ModelFormatException(
          ModelFormatException.Code.NOT_CANONICAL,
          end - 1,
          section,
          "padding bits of a Huffman stream are not zero");
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
