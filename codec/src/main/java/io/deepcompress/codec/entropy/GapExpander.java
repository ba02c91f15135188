package io.deepcompress.codec.entropy;

import io.deepcompress.codec.ModelFormatException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Puts codes in the places that gaps name: symbols of {@link GapClasses}, and their extra bits. */
final class GapExpander {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Most gaps that are looked at in one go. */
  private static final int RUN = 128;

  /** Cells that a run without extra bits takes at most. */
  private static final int RUN_CELLS = RUN * GapClasses.ALPHABET;

  private static final int CLEARED_AT_ONCE = 1 << 16;

  /** Copied to clear: compilers do not always make something fast of Arrays.fill. */
  private static final byte[] ZEROS = new byte[1 << 13];

  private final String section;
  private final int resolution;
  private final BitWriter inline = new BitWriter();
  private byte[] extra;
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
    extra = Arrays.copyOfRange(file, from, to);
    end = to;
  }

  /**
   * Fills cells: each code follows its gap of zeros, which end the cells, too. Cells are cleared
   * just before they are used, while they are in the cache.
   *
   * @param gaps a symbol for each code
   * @throws ModelFormatException if a code lies beyond the last cell, or extra bits are left or
   *     missing
   */
  void expand(byte[] gaps, byte[] codes, byte[] cells, int count) throws ModelFormatException {
    if (extra == null) {
      extra = inline.finish();
    }
    // A damaged stream may be read beyond its end, where bits are zero.
    byte[] bits = Arrays.copyOf(extra, extra.length + 2 * Long.BYTES);
    int plain = 2 << resolution;
    int cell = -1;
    int cleared = 0;
    for (int i = 0; i < codes.length; i++) {
      if (cleared - cell <= RUN_CELLS) {
        cleared = clear(cells, cleared, cell, count);
      }
      if (cleared - cell > RUN_CELLS) {
        int to = plainEnd(gaps, i, Math.min(codes.length, i + RUN));
        cell = place(gaps, codes, cells, i, to, cell);
        i = to;
        if (i == codes.length) {
          break;
        }
      }
      int symbol = gaps[i] & 0xff;
      int gap = symbol < plain ? symbol : large(bits, symbol);
      if (gap >= count - cell - 1) {
        throw new ModelFormatException(
            ModelFormatException.Code.INVALID,
            end,
            section,
            "non-zero weight " + i + " lies beyond the last weight");
      }
      cell += 1 + gap;
      if (cell >= cleared) {
        cleared = clear(cells, cleared, cell, count);
      }
      cells[cell] = codes[i];
    }
    Arrays.fill(cells, cleared, count, (byte) 0);
    requireEnd();
  }

  /** The first symbol with extra bits, or the end. */
  private int plainEnd(byte[] gaps, int from, int to) {
    // Symbols with extra bits are those that have one of these bits.
    long large = 0x0101010101010101L * (-2 << resolution & 0xff);
    for (int i = from; i <= to - Long.BYTES; i += Long.BYTES) {
      long found = (long) LONG.get(gaps, i) & large;
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    return to - (to - from) % Long.BYTES;
  }

  /** A method of its own, so that its loop has all registers. Returns the last cell. */
  private static int place(byte[] gaps, byte[] codes, byte[] cells, int from, int to, int before) {
    int cell = before;
    for (int i = from; i < to; i++) {
      cell += 1 + (gaps[i] & 0xff);
      cells[cell] = codes[i];
    }
    return cell;
  }

  /** Clears the cells up to some way behind the given one, returns how many are cleared. */
  private static int clear(byte[] cells, int cleared, long cell, int count) {
    int to = (int) Math.min(count, cell + CLEARED_AT_ONCE);
    for (int from = cleared; from < to; from += ZEROS.length) {
      System.arraycopy(ZEROS, 0, cells, from, Math.min(ZEROS.length, to - from));
    }
    return to;
  }

  /** The gap of a symbol with extra bits. */
  private int large(byte[] bits, int symbol) {
    int count = GapClasses.extraBits(symbol, resolution);
    long word = (long) LONG.get(bits, (int) (at >>> 3)) >>> (at & 7);
    at = Math.min(at + count, 8L * (extra.length + 1));
    return GapClasses.base(symbol, resolution) + ((int) word & ~(-1 << count));
  }

  private void requireEnd() throws ModelFormatException {
    long unused = 8L * extra.length - at;
    if (unused < 0) {
      throw new ModelFormatException(
          ModelFormatException.Code.TRUNCATED, end, section, "a gap's extra bits are missing");
    }
    if (unused > 7) {
      throw new ModelFormatException(
          ModelFormatException.Code.TRAILING_BYTES,
          end - unused / 8,
          section,
          "bytes follow the last gap's extra bits");
    }
    if (unused > 0 && (extra[extra.length - 1] & 0xff) >>> (int) (8 - unused) != 0) {
      throw new ModelFormatException(
          ModelFormatException.Code.NOT_CANONICAL,
          end - 1,
          section,
          "padding bits of the gaps' extra bits are not zero");
    }
  }
}
