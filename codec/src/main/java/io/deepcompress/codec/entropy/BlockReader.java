package io.deepcompress.codec.entropy;

import io.deepcompress.codec.ModelFormatException;

/** Reads a run of symbols with one table: from the header, or from streams behind it. */
final class BlockReader {
  private final byte[] file;
  private final int to;
  private final String section;
  private final HuffmanTable table;
  private final int count;
  private final int offset;
  private final int at;
  private final GapExpander gaps;
  private int[] lengths;
  private long bits;

  /**
   * A block of a payload that ends at {@code to}.
   *
   * @param offset added to symbols to make bytes
   * @param at where the first symbol is put
   * @param gaps who wants the extra bits of gaps, null for symbols that are no gaps
   */
  BlockReader(
      byte[] file,
      int to,
      String section,
      HuffmanTable table,
      int count,
      int offset,
      int at,
      GapExpander gaps) {
    this.file = file;
    this.to = to;
    this.section = section;
    this.table = table;
    this.count = count;
    this.offset = offset;
    this.at = at;
    this.gaps = gaps;
  }

  /** Reads what stands in the header: the symbols, or the lengths of their streams. */
  void header(BitReader header, byte[] symbols) throws ModelFormatException {
    if (SymbolBlock.isStreamed(count)) {
      lengths =
          SymbolBlock.readLengths(
              header, gaps == null ? SymbolStreams.STREAMS : SymbolStreams.STREAMS + 1);
      return;
    }
    long before = header.position();
    int[][] byLength = table.symbolsByLength();
    for (int i = 0; i < count; i++) {
      int symbol = SymbolBlock.readInline(header, table, byLength);
      symbols[at + i] = (byte) (symbol + offset);
      if (gaps != null) {
        gaps.readInline(header, symbol);
      }
    }
    bits = header.position() - before;
  }

  /**
   * Reads the streams, if there are any.
   *
   * @param from index of the first byte
   * @return index behind the last
   */
  int streams(int from, byte[] symbols) throws ModelFormatException {
    if (lengths == null) {
      return from;
    }
    int[] starts = new int[lengths.length + 1];
    starts[0] = from;
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] > to - starts[i]) {
        throw new ModelFormatException(
            ModelFormatException.Code.TRUNCATED, to, section, "a stream ends too early");
      }
      starts[i + 1] = starts[i] + lengths[i];
    }
    SymbolStreams.decode(file, starts, table, offset, symbols, at, count, section);
    if (gaps != null) {
      gaps.readStream(file, starts[SymbolStreams.STREAMS], starts[SymbolStreams.STREAMS + 1]);
    }
    bits = 8L * (starts[lengths.length] - from);
    return starts[lengths.length];
  }

  /** Bits of all symbols, when they have been read. */
  long bits() {
    return bits;
  }
}
