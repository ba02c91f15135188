package io.deepcompress.codec.entropy;

import io.deepcompress.codec.ModelFormatException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Either side of a binary range coder after G. N. N. Martin (1979): 56-bit window, 32 bits at a
 * time, carries added to the bytes already written, no byte more than needed at the end. Zero bytes
 * follow the last one.
 *
 * <p>Models are written once and run on either side: an encoder takes the bit it is given, a
 * decoder ignores it, and both return the bit that was coded. One class, so that every call can be
 * inlined.
 */
final class BinaryCoder {
  /** Bits of a probability. */
  static final int PROBABILITY_BITS = 16;

  /** The probability of one half. */
  static final int HALF = 1 << (PROBABILITY_BITS - 1);

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final int WINDOW_BITS = 56;
  private static final int SHIFT_BITS = 32;
  private static final long LEAST_RANGE = 1L << 24;

  private final boolean decoding;
  private final int from;
  private final int to;
  private byte[] bytes;
  private long position;

  /** Encoder: start of the interval. Decoder: distance of the stream's value from it. */
  private long value;

  private long range = 1L << WINDOW_BITS;
  private boolean measured;

  private BinaryCoder(boolean decoding, byte[] bytes, int from, int to) {
    this.decoding = decoding;
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    position = from;
  }

  /** A coder that writes. */
  static BinaryCoder encoder() {
    return new BinaryCoder(false, new byte[256], 0, 0);
  }

  /** A coder that reads {@code file[from, to)}. */
  static BinaryCoder decoder(byte[] file, int from, int to) {
    BinaryCoder coder = new BinaryCoder(true, file, from, to);
    for (int i = 0; i < WINDOW_BITS / 8; i++) {
      coder.value = coder.value << 8 | coder.at(coder.position++);
    }
    return coder;
  }

  /** Lets {@link #bits} tell, which takes time; returns this. */
  BinaryCoder measured() {
    measured = true;
    return this;
  }

  /** Whether bits are read. */
  boolean isDecoding() {
    return decoding;
  }

  /**
   * Codes one bit.
   *
   * @param bit to encode, 0 or 1
   * @param probability that the bit is 1, in 65536ths, 1..65535
   */
  int code(int bit, int probability) {
    long bound = (range >>> PROBABILITY_BITS) * probability;
    // All ones where the bit is 1: bits are hard to guess, so there is no branch on them.
    long one;
    if (decoding) {
      one = value - bound >> 63;
      value -= bound & ~one;
    } else {
      one = -(long) bit;
      value += bound & ~one;
    }
    range = bound & one | range - bound & ~one;
    if (range < LEAST_RANGE) {
      shift();
    }
    return (int) one & 1;
  }

  /**
   * Codes the path from the root of a tree, node 1, to one of its leaves by adaptive states, one a
   * node. Leaves from {@code leaves} on do not exist, and a node with none of the others on its
   * right costs nothing. The same as a loop around {@link #code}, but with the coder in registers.
   *
   * @param leaf to encode, from 0 on
   */
  int path(int[] states, int limit, int depth, int leaves, int leaf) {
    long low = value;
    long width = range;
    int last = (1 << depth) + leaves - 1;
    int node = 1;
    int state = states[depth > 0 ? 1 : 0];
    for (int i = depth - 1; i >= 0; i--) {
      // Both states that may come next, before it is known which: loads take long.
      int left = states[2 * node & states.length - 1];
      if ((2 * node + 1) << i > last) {
        node *= 2;
        state = left;
        continue;
      }
      int right = states[2 * node + 1 & states.length - 1];
      int probability = Adaptive.probability(state);
      long bound = (width >>> PROBABILITY_BITS) * probability;
      long one;
      if (decoding) {
        one = low - bound >> 63;
        low -= bound & ~one;
      } else {
        one = -(long) (leaf >>> i & 1);
        low += bound & ~one;
      }
      width = bound & one | width - bound & ~one;
      if (width < LEAST_RANGE) {
        value = low;
        range = width;
        shift();
        low = value;
        width = range;
      }
      int bit = (int) one & 1;
      states[node] = Adaptive.next(state, bit, limit);
      node = 2 * node + bit;
      state = left ^ (left ^ right) & (int) one;
    }
    value = low;
    range = width;
    return node - (1 << depth);
  }

  /** Codes the low bits of a value at probability one half each, the highest first. */
  int raw(int value, int bits) {
    int coded = 0;
    for (int i = bits - 1; i >= 0; i--) {
      coded = coded << 1 | code(value >>> i & 1, HALF);
    }
    return coded;
  }

  /** Information coded so far, in bits; 0 where it is not {@link #measured}. */
  double bits() {
    if (!measured) {
      return 0;
    }
    double taken = 8.0 * (position - from) + (decoding ? 0 : WINDOW_BITS);
    return taken - Math.log(range) / Math.log(2);
  }

  /** Index of the next byte to be read; for error messages. */
  long position() {
    return Math.min(position, to);
  }

  /** Ends an encoder's stream and returns it without trailing zero bytes. */
  byte[] finish() {
    value = shortest(value, range);
    append(WINDOW_BITS);
    int length = (int) position;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    return Arrays.copyOf(bytes, length);
  }

  /**
   * Checks that a decoder's stream ends here and is the one that an encoder writes.
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
    if (to > from && bytes[to - 1] == 0 || shortest(window - value, range) != window) {
      throw new ModelFormatException(
          ModelFormatException.Code.NOT_CANONICAL,
          Math.max(from, to - 1),
          section,
          "the range-coded stream does not end in its shortest form");
    }
  }

  private void shift() {
    range <<= SHIFT_BITS;
    if (!decoding) {
      append(SHIFT_BITS);
      value = (value & LEAST_RANGE - 1) << SHIFT_BITS;
    } else if (position <= to - 4) {
      value = value << SHIFT_BITS | (int) INT.get(bytes, (int) position) & 0xffffffffL;
      position += 4;
    } else {
      for (int i = 0; i < 4; i++) {
        value = value << 8 | at(position++);
      }
    }
  }

  /** Writes the highest bits of the window, after a carry into what is already written. */
  private void append(int count) {
    for (int i = (int) position; value >>> WINDOW_BITS != 0; ) {
      if (++bytes[--i] != 0) {
        value &= (1L << WINDOW_BITS) - 1;
      }
    }
    if (bytes.length - position < WINDOW_BITS / 8) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    for (int shift = WINDOW_BITS - 8; shift >= WINDOW_BITS - count; shift -= 8) {
      bytes[(int) position++] = (byte) (value >>> shift);
    }
  }

  /** The value in {@code [low, low + range)} that ends in most zero bytes; the smallest of them. */
  private static long shortest(long low, long range) {
    for (int zeros = WINDOW_BITS; zeros > 0; zeros -= 8) {
      long mask = (1L << zeros) - 1;
      long value = low + mask & ~mask;
      if (value < low + range) {
        return value;
      }
    }
    return low;
  }

  private int at(long index) {
    return index < to ? bytes[(int) index] & 0xff : 0;
  }
}
