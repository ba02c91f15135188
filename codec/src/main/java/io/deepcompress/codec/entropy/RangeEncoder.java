package io.deepcompress.codec.entropy;

import java.util.Arrays;

/**
 * Binary range encoder after G. N. N. Martin (1979): 56-bit window, 32 bits at a time, carries
 * added to the bytes already written, no byte more than needed at the end.
 */
final class RangeEncoder extends BinaryCoder {
  private static final double[] COST = costs();

  private byte[] bytes = new byte[256];
  private int length;
  private long low;
  private long range = 1L << WINDOW_BITS;
  private double bits;

  @Override
  int code(int bit, int probability) {
    long bound = (range >>> PROBABILITY_BITS) * probability;
    if (bit != 0) {
      range = bound;
      bits += COST[probability >>> 4];
    } else {
      low += bound;
      range -= bound;
      bits += COST[4095 - (probability >>> 4)];
    }
    if (range < LEAST_RANGE) {
      shift();
    }
    return bit;
  }

  @Override
  double bits() {
    return bits;
  }

  /** Ends the stream and returns it without trailing zero bytes. */
  byte[] finish() {
    low = shortest(low, range);
    carry();
    reserve(WINDOW_BITS / 8);
    for (int shift = WINDOW_BITS - 8; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (low >>> shift);
    }
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    return Arrays.copyOf(bytes, length);
  }

  private void shift() {
    carry();
    reserve(SHIFT_BITS / 8);
    for (int shift = WINDOW_BITS - 8; shift >= WINDOW_BITS - SHIFT_BITS; shift -= 8) {
      bytes[length++] = (byte) (low >>> shift);
    }
    low = (low & (LEAST_RANGE - 1)) << SHIFT_BITS;
    range <<= SHIFT_BITS;
  }

  private void carry() {
    if (low >>> WINDOW_BITS != 0) {
      low &= (1L << WINDOW_BITS) - 1;
      int i = length;
      do {
        bytes[--i]++;
      } while (bytes[i] == 0);
    }
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
  }

  private static double[] costs() {
    double[] costs = new double[4096];
    for (int i = 0; i < costs.length; i++) {
      costs[i] = -Math.log((i + 0.5) / costs.length) / Math.log(2);
    }
    return costs;
  }
}
