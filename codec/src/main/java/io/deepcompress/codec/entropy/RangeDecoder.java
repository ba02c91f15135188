package io.deepcompress.codec.entropy;

import io.deepcompress.codec.ModelFormatException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads what a {@link RangeEncoder} wrote; zero bytes follow the last one. */
final class RangeDecoder extends BinaryCoder {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] file;
  private final int from;
  private final int to;
  private long position;
  private long code;
  private long range = 1L << WINDOW_BITS;

  /** Reads {@code file[from, to)}. */
  RangeDecoder(byte[] file, int from, int to) {
    this.file = file;
    this.from = from;
    this.to = to;
    position = from;
    for (int i = 0; i < WINDOW_BITS / 8; i++) {
      code = code << 8 | at(position++);
    }
  }

  @Override
  int code(int bit, int probability) {
    long bound = (range >>> PROBABILITY_BITS) * probability;
    int decoded;
    if (code < bound) {
      range = bound;
      decoded = 1;
    } else {
      code -= bound;
      range -= bound;
      decoded = 0;
    }
    if (range < LEAST_RANGE) {
      shift();
    }
    return decoded;
  }

  private void shift() {
    range <<= SHIFT_BITS;
    code <<= SHIFT_BITS;
    if (position <= to - 4) {
      code |= (int) INT.get(file, (int) position) & 0xffffffffL;
      position += 4;
    } else {
      for (int shift = SHIFT_BITS - 8; shift >= 0; shift -= 8) {
        code |= (long) at(position++) << shift;
      }
    }
  }

  /**
   * Checks that the stream ends here and is the one that an encoder writes.
   *
   * @throws ModelFormatException if bytes are left or the last bytes are not the shortest
   */
  void finish(String section) throws ModelFormatException {
    if (position < to) {
      throw new ModelFormatException(
          ModelFormatException.Code.TRAILING_BYTES,
          position,
          section,
          (to - position) + " bytes follow the end of the range-coded stream");
    }
    long window = 0;
    for (long i = position - WINDOW_BITS / 8; i < position; i++) {
      window = window << 8 | at(i);
    }
    if (to > from && file[to - 1] == 0 || shortest(window - code, range) != window) {
      throw new ModelFormatException(
          ModelFormatException.Code.NOT_CANONICAL,
          Math.max(from, to - 1),
          section,
          "the range-coded stream does not end in its shortest form");
    }
  }

  /** Where the next bytes come from; for error messages. */
  long position() {
    return Math.min(position, to);
  }

  private int at(long index) {
    return index < to ? file[(int) index] & 0xff : 0;
  }
}
