package io.deepcompress.codec.entropy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Moves a row of bytes to the places that the bits of a bitmap name, eight places at a time: each
 * byte has 0 to 7 places to go, first 4 of them, then 2, then 1 (Warren, "Hacker's Delight", 7-5).
 */
final class BitmapExpander {
  /** Bytes behind the last code that may be looked at. */
  static final int SLACK = Long.BYTES;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /**
   * For each flags byte: places where bytes arrive by a move of 4, of 2, of 1; all that are used.
   */
  private static final long[] MASKS = masks();

  private BitmapExpander() {}

  /** How many bits are set. */
  static int count(byte[] bitmap) {
    int set = 0;
    for (byte flags : bitmap) {
      set += Integer.bitCount(flags & 0xff);
    }
    return set;
  }

  /**
   * Fills cells: a code where a bit is set, else 0.
   *
   * @param codes as many as bits are set, and {@link #SLACK} more bytes
   */
  static void expand(byte[] bitmap, byte[] codes, byte[] cells, int count) {
    int code = 0;
    int cell = 0;
    for (; cell <= count - 8; cell += 8) {
      int flags = bitmap[cell >> 3] & 0xff;
      int masks = flags << 2;
      long bytes = (long) LONG.get(codes, code);
      long by4 = MASKS[masks];
      long by2 = MASKS[masks + 1];
      long by1 = MASKS[masks + 2];
      bytes = bytes & ~by4 | bytes << 32 & by4;
      bytes = bytes & ~by2 | bytes << 16 & by2;
      bytes = bytes & ~by1 | bytes << 8 & by1;
      LONG.set(cells, cell, bytes & MASKS[masks + 3]);
      code += Integer.bitCount(flags);
    }
    for (; cell < count; cell++) {
      int flag = bitmap[cell >> 3] >> (cell & 7) & 1;
      cells[cell] = (byte) (codes[code] & -flag);
      code += flag;
    }
  }

  private static long[] masks() {
    long[] masks = new long[256 * 4];
    for (int flags = 0; flags < 256; flags++) {
      int rank = 0;
      for (int place = 0; place < 8; place++) {
        if ((flags >> place & 1) != 0) {
          int way = place - rank;
          int at = rank;
          for (int step = 0; step < 3; step++) {
            int distance = way & 4 >> step;
            at += distance;
            masks[flags * 4 + step] |= distance != 0 ? 0xffL << 8 * at : 0;
          }
          masks[flags * 4 + 3] |= 0xffL << 8 * place;
          rank++;
        }
      }
    }
    return masks;
  }
}
