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
  private static final int MASK = (1 << HuffmanTable.MAX_LENGTH) - 1;

  /** Symbols that 57 bits surely hold. */
  private static final int BURST = 4;

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
    // Allocated here, so that the compiler knows its length and drops bounds checks.
    char[] lookup = new char[1 << HuffmanTable.MAX_LENGTH];
    fill(lookup, table, offset);
    int quarter = quarter(count);
    int last = count - 3 * quarter;
    long bitsA = 8L * starts[0];
    long bitsB = 8L * starts[1];
    long bitsC = 8L * starts[2];
    long bitsD = 8L * starts[3];
    long furthest = 8L * (limit - Long.BYTES);
    int b = quarter;
    int c = 2 * quarter;
    int d = 3 * quarter;
    int i = 0;
    // The last stream is the furthest, and shorter by up to three symbols.
    for (; i <= last - BURST && bitsD <= furthest; i += BURST) {
      long wordA = (long) LONG.get(file, (int) (bitsA >>> 3)) >>> (bitsA & 7);
      long wordB = (long) LONG.get(file, (int) (bitsB >>> 3)) >>> (bitsB & 7);
      long wordC = (long) LONG.get(file, (int) (bitsC >>> 3)) >>> (bitsC & 7);
      long wordD = (long) LONG.get(file, (int) (bitsD >>> 3)) >>> (bitsD & 7);
      for (int k = i; k < i + BURST; k++) {
        int entryA = lookup[(int) wordA & MASK];
        int entryB = lookup[(int) wordB & MASK];
        int entryC = lookup[(int) wordC & MASK];
        int entryD = lookup[(int) wordD & MASK];
        target[k] = (byte) entryA;
        target[b + k] = (byte) entryB;
        target[c + k] = (byte) entryC;
        target[d + k] = (byte) entryD;
        wordA >>>= entryA >>> 8;
        wordB >>>= entryB >>> 8;
        wordC >>>= entryC >>> 8;
        wordD >>>= entryD >>> 8;
        bitsA += entryA >>> 8;
        bitsB += entryB >>> 8;
        bitsC += entryC >>> 8;
        bitsD += entryD >>> 8;
      }
      if (bitsA > furthest || bitsB > furthest || bitsC > furthest) {
        i += BURST;
        break;
      }
    }
    int[] ends = {quarter, 2 * quarter, 3 * quarter, count};
    long[] positions = {bitsA, bitsB, bitsC, bitsD};
    for (int stream = 0; stream < STREAMS; stream++) {
      int from = stream * quarter + i;
      finish(
          file,
          positions[stream],
          starts[stream],
          starts[stream + 1],
          lookup,
          target,
          from,
          ends[stream],
          section);
    }
  }

  private static void finish(
      byte[] file,
      long position,
      int start,
      int end,
      char[] lookup,
      byte[] target,
      int from,
      int to,
      String section)
      throws ModelFormatException {
    long at = position;
    for (int i = from; i < to && at <= 8L * end; i++) {
      int word = 0;
      int first = (int) (at >>> 3);
      for (int k = 0; k < 3 && first + k < end; k++) {
        word |= (file[first + k] & 0xff) << 8 * k;
      }
      int entry = lookup[word >>> (at & 7) & MASK];
      target[i] = (byte) entry;
      at += entry >>> 8;
    }
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
   * For each 12 bits to come, the byte that stands for the next symbol, and the symbol's length
   * times 256.
   *
   * @param offset added to symbols to make bytes
   */
  private static void fill(char[] lookup, HuffmanTable table, int offset) {
    if (table.only() >= 0) {
      Arrays.fill(lookup, (char) (table.only() + offset & 0xff));
      return;
    }
    int[] codes = table.codes();
    int[] lengths = table.lengths();
    int longest = table.longest();
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      int length = lengths[symbol];
      if (length > 0) {
        char entry = (char) (length << 8 | symbol + offset & 0xff);
        for (int i = codes[symbol]; i < 1 << longest; i += 1 << length) {
          lookup[i] = entry;
        }
      }
    }
    for (int filled = 1 << longest; filled < lookup.length; filled *= 2) {
      System.arraycopy(lookup, 0, lookup, filled, filled);
    }
  }
}
