package io.deepcompress.codec.container;

import java.util.Arrays;

/** Bytes being written, in the number formats of a .dcz file. */
public final class ByteWriter {
  private byte[] bytes = new byte[256];
  private int size;

  /** Bytes written so far. */
  public int size() {
    return size;
  }

  /** What was written, a copy. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** One byte. */
  public void u8(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  /**
   * Unsigned LEB128 of 0..2^63-1: seven bits a byte, the lowest first, in as few as there can be.
   */
  public void varint(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("a count of " + value);
    }
    long rest = value;
    while (rest >= 0x80) {
      u8((int) rest | 0x80);
      rest >>>= 7;
    }
    u8((int) rest);
  }

  /** Four bytes, little-endian. */
  public void i32(int value) {
    reserve(4);
    for (int shift = 0; shift < 32; shift += 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  /**
   * A compact float: the varint of the binary32 bits in reverse order. A short significand leaves
   * the reversed number small: 0 takes one byte, 0.5 two, any bfloat16 at most three.
   */
  public void compactFloat(float value) {
    varint(Integer.toUnsignedLong(Integer.reverse(finite(value))));
  }

  private static int finite(float value) {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException("a constant is " + value);
    }
    return Float.floatToRawIntBits(value);
  }

  /** Bytes as they are. */
  public void bytes(byte[] source) {
    bytes(source, 0, source.length);
  }

  /** A range of bytes as they are. */
  public void bytes(byte[] source, int from, int length) {
    reserve(length);
    System.arraycopy(source, from, bytes, size, length);
    size += length;
  }

  private void reserve(int more) {
    int needed = Math.addExact(size, more);
    if (needed > bytes.length) {
      int doubled = (int) Math.min(Integer.MAX_VALUE - 8, bytes.length * 2L);
      bytes = Arrays.copyOf(bytes, Math.max(needed, doubled));
    }
  }
}
