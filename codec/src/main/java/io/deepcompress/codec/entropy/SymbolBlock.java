package io.deepcompress.codec.entropy;

import io.deepcompress.codec.ModelFormatException;

/**
 * A run of symbols with one Huffman table. Few symbols stand in the header's bits, many in {@link
 * SymbolStreams} behind the header. Gaps carry extra bits: after each symbol in the header, else in
 * a fifth stream.
 */
final class SymbolBlock {
  /** Blocks of fewer symbols stand in the header. */
  static final int LEAST_STREAMED = 1024;

  private static final int WIDTH_BITS = 5;

  private SymbolBlock() {}

  static boolean isStreamed(int count) {
    return count >= LEAST_STREAMED;
  }

  /** Writes symbols into the header. */
  static void writeInline(
      BitWriter header, byte[] symbols, int count, HuffmanTable table, GapExtras extras) {
    int[] codes = table.codes();
    int[] lengths = table.lengths();
    for (int i = 0; i < count; i++) {
      int symbol = symbols[i] & 0xff;
      header.bits(codes[symbol], lengths[symbol]);
      if (extras != null) {
        extras.write(header, i);
      }
    }
  }

  /** Writes the lengths of streams into the header. */
  static void writeLengths(BitWriter header, byte[][] streams) {
    int longest = 0;
    for (byte[] stream : streams) {
      longest = Math.max(longest, stream.length);
    }
    int width = Integer.SIZE - Integer.numberOfLeadingZeros(longest);
    header.bits(width, WIDTH_BITS);
    for (byte[] stream : streams) {
      header.bits(stream.length, width);
    }
  }

  /**
   * Reads lengths of streams.
   *
   * @throws ModelFormatException if their width is more than they need
   */
  static int[] readLengths(BitReader header, int streams) throws ModelFormatException {
    int width = header.bits(WIDTH_BITS);
    int[] lengths = new int[streams];
    int longest = 0;
    for (int i = 0; i < streams; i++) {
      lengths[i] = header.bits(width);
      longest = Math.max(longest, lengths[i]);
    }
    if (Integer.SIZE - Integer.numberOfLeadingZeros(longest) != width) {
      throw header.notCanonical("stream lengths take more bits than they need");
    }
    return lengths;
  }

  /** Reads one symbol of the header, bit by bit. */
  static int readInline(BitReader header, HuffmanTable table, int[][] symbolsByLength)
      throws ModelFormatException {
    if (table.only() >= 0) {
      return table.only();
    }
    int code = 0;
    int first = 0;
    for (int length = 1; length <= HuffmanTable.MAX_LENGTH; length++) {
      code |= header.bits(1);
      int[] symbols = symbolsByLength[length];
      if (code - first < symbols.length) {
        return symbols[code - first];
      }
      first = first + symbols.length << 1;
      code <<= 1;
    }
    throw header.invalid("no such Huffman code");
  }
}
