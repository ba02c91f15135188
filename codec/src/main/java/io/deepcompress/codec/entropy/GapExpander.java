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

  /** Gaps that are looked at together. */
  private static final int GROUP = 4 * Long.BYTES;

  /** Cells that a group without extra bits takes at most. */
  private static final int GROUP_CELLS = GROUP * GapClasses.ALPHABET;

  private static final int CLEARED_AT_ONCE = 1 << 16;

  private final String section;
  private final int resolution;
  private final BitWriter inline = new BitWriter();
  private byte[] extra;
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
    byte[] stream = extra == null ? inline.finish() : extra;
    // A damaged stream may be read beyond its end, where bits are zero.
    byte[] bits = Arrays.copyOf(stream, stream.length + 2 * Long.BYTES);
    long furthest = 8L * (stream.length + 1);
    long[] rules = rules();
    long at = 0;
    int cell = -1;
    int cleared = 0;
    int kept = codes.length;
    for (int i = 0; i < kept; i += GROUP) {
      int groupEnd = Math.min(kept, i + GROUP);
      if (cleared - cell <= GROUP_CELLS) {
        cleared = clear(cells, cleared, cell + (long) GROUP_CELLS, count);
      }
      if (cleared - cell > GROUP_CELLS && isPlain(gaps, i, groupEnd)) {
        cell = placePlain(gaps, codes, cells, i, groupEnd, cell);
        continue;
      }
      for (int k = i; k < groupEnd; k++) {
        long rule = rules[gaps[k] & 0xff];
        int word = (int) ((long) LONG.get(bits, (int) (at >>> 3)) >>> (at & 7));
        int gap = (int) (rule >>> 5) + (word & ~(-1 << rule));
        at = Math.min(at + (rule & 31), furthest);
        if (gap >= count - cell - 1) {
          throw new ModelFormatException(
              ModelFormatException.Code.INVALID,
              end,
              section,
              "non-zero weight " + k + " lies beyond the last weight");
        }
        cell += 1 + gap;
        if (cell >= cleared) {
          cleared = clear(cells, cleared, cell, count);
        }
        cells[cell] = codes[k];
      }
    }
    Arrays.fill(cells, cleared, count, (byte) 0);
    requireEnd(stream, at);
  }

  /** Whether a whole group has no extra bits. */
  private boolean isPlain(byte[] gaps, int from, int to) {
    // Symbols with extra bits are those that have one of these bits.
    long large = 0x0101010101010101L * (-2 << resolution & 0xff);
    long any = 0;
    for (int i = from; i <= to - Long.BYTES; i += Long.BYTES) {
      any |= (long) LONG.get(gaps, i);
    }
    return to - from == GROUP && (any & large) == 0;
  }

  /** A method of its own, so that its loop has all registers. Returns the last cell. */
  private static int placePlain(
      byte[] gaps, byte[] codes, byte[] cells, int from, int to, int before) {
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
    Arrays.fill(cells, cleared, to, (byte) 0);
    return to;
  }

  /** For each symbol the smallest gap, times 32, and the number of extra bits. */
  private long[] rules() {
    long[] rules = new long[GapClasses.ALPHABET];
    for (int symbol = 0; symbol < rules.length; symbol++) {
      rules[symbol] =
          (long) GapClasses.base(symbol, resolution) << 5
              | GapClasses.extraBits(symbol, resolution) & 31;
    }
    return rules;
  }

  private void requireEnd(byte[] stream, long at) throws ModelFormatException {
    long unused = 8L * stream.length - at;
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
    if (unused > 0 && (stream[stream.length - 1] & 0xff) >>> (int) (8 - unused) != 0) {
      throw new ModelFormatException(
          ModelFormatException.Code.NOT_CANONICAL,
          end - 1,
          section,
          "padding bits of the gaps' extra bits are not zero");
    }
  }
}
