package io.deepcompress.codec.entropy;

import io.deepcompress.codec.ModelFormatException;

/** Puts codes in the places that gaps name: symbols of {@link GapClasses}, and their extra bits. */
final class GapExpander {
  /** Copied to clear: compilers do not always make something fast of Arrays.fill. */
  private static final byte[] ZEROS = new byte[1 << 13];

  private final String section;
  private final int resolution;
  private final BitWriter inline = new BitWriter();
  private long[] extra;
  private long extraBits;
  private long at;
  private int end;

  /** Gaps in {@link GapClasses} of the given resolution; defects are said to be at the start. */
  GapExpander(int resolution, int start, String section) {
    this.resolution = resolution;
    this.section = section;
    end = start;
  }

  /** Takes the extra bits of the next gap from where symbols stand. */
  void readInline(BitReader in, int symbol) throws ModelFormatException {
    int count = GapClasses.extraBits(symbol, resolution);
    inline.bits(in.bits(count), count);
  }

  /** Takes the extra bits of all gaps, {@code file[from, to)}. */
  void readStream(byte[] file, int from, int to) {
    take(file, from, to);
    end = to;
  }

  private void take(byte[] bytes, int from, int to) {
    extra = SymbolStreams.words(bytes, from, to);
    extraBits = 8L * (to - from);
  }

  /**
   * Fills cells: each code follows its gap of zeros, which end the cells, too. The codes stand at
   * the end of the cells, where none is overwritten before it is moved: behind it there are as many
   * cells as there are codes to come.
   *
   * @param gaps a symbol for each code
   * @throws ModelFormatException if a code lies beyond the last cell, or extra bits are left or
   *     missing
   */
  void expand(byte[] gaps, byte[] cells, int count) throws ModelFormatException {
    if (extra == null) {
      byte[] bytes = inline.finish();
      take(bytes, 0, bytes.length);
    }
    for (int from = 0; from < count - gaps.length; from += ZEROS.length) {
      System.arraycopy(ZEROS, 0, cells, from, Math.min(ZEROS.length, count - gaps.length - from));
    }
    int placed = place(gaps, cells, count);
    if (placed < gaps.length) {
      throw new ModelFormatException(
          ModelFormatException.Code.INVALID,
          end,
          section,
          "non-zero weight " + placed + " lies beyond the last weight");
    }
    SymbolStreams.requireEnd(extra, at, extraBits, end, section, "the extra bits");
  }

  /** Puts codes in their places up to the first that has none, whose index it returns. */
  private int place(byte[] gaps, byte[] cells, int count) {
    int plain = 2 << resolution;
    int left = count;
    for (int i = 0; i < gaps.length; i++) {
      int symbol = gaps[i] & 0xff;
      int gap = symbol < plain ? symbol : large(symbol);
      if (gap >= left) {
        return i;
      }
      left -= 1 + gap;
      int from = count - gaps.length + i;
      byte code = cells[from];
      cells[from] = 0;
      cells[count - 1 - left] = code;
    }
    return gaps.length;
  }

  /** The gap of a symbol with extra bits. */
  private int large(int symbol) {
    int count = GapClasses.extraBits(symbol, resolution);
    int word = (int) SymbolStreams.word(extra, at);
    // A damaged stream may be read beyond its end, where bits are zero.
    at = Math.min(at + count, extraBits + Byte.SIZE);
    return GapClasses.base(symbol, resolution) + (word & ~(-1 << count));
  }
}
