package io.deepcompress.codec.entropy;

import java.util.Arrays;

/** Writes bits into bytes, the least significant bit of a byte first. */
final class BitWriter {
  private byte[] bytes = new byte[64];
  private int length;
  private long pending;
  private int pendingBits;

  /** Appends the low {@code count} bits of a value, 0 to 32, lowest first. */
  void bits(int value, int count) {
    pending |= (value & (1L << count) - 1) << pendingBits;
    pendingBits += count;
    while (pendingBits >= 8) {
      append((byte) pending);
      pending >>>= 8;
      pendingBits -= 8;
    }
  }

  /**
   * Appends an integer, 0 or more, in an exponential Golomb code of the given order: {@code z} zero
   * bits, a one, then {@code z + order} bits of {@code value - ((2^z - 1) << order)}.
   */
  void golomb(int value, int order) {
    int zeros = 31 - Integer.numberOfLeadingZeros((value >>> order) + 1);
    bits(0, zeros);
    bits(1, 1);
    bits(value - ((1 << zeros) - 1 << order), zeros + order);
  }

  /** Bits of {@link #golomb}. */
  static int golombBits(int value, int order) {
    return 2 * (31 - Integer.numberOfLeadingZeros((value >>> order) + 1)) + 1 + order;
  }

  /** Bits so far. */
  long size() {
    return 8L * length + pendingBits;
  }

  /** All bits, filled up with zeros to whole bytes. */
  byte[] finish() {
    if (pendingBits > 0) {
      bits(0, 8 - pendingBits);
    }
    return Arrays.copyOf(bytes, length);
  }

  private void append(byte value) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
    }
    bytes[length++] = value;
  }
}
