package io.deepcompress.codec.container;

import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.ModelFormatException.Code;

/**
 * Reads the number formats of a .dcz file from a range of its bytes. Every defect ends in a {@link
 * ModelFormatException} with the offset in the file; nothing outside the range is ever read.
 */
public final class ByteReader {
  private final byte[] bytes;
  private final int end;
  private final String section;
  private final int minorVersion;
  private int position;

  /**
   * Reads from {@code from} to before {@code end}.
   *
   * @param minorVersion of the file
   */
  public ByteReader(byte[] bytes, int from, int end, String section, int minorVersion) {
    this.bytes = bytes;
    this.position = from;
    this.end = end;
    this.section = section;
    this.minorVersion = minorVersion;
  }

  /** Offset of the next byte in the file. */
  public int position() {
    return position;
  }

  /** Bytes left in the range. */
  public int remaining() {
    return end - position;
  }

  /** Name of the section that is read. */
  public String section() {
    return section;
  }

  /** One unsigned byte. */
  public int u8() throws ModelFormatException {
    if (position >= end) {
      throw error(Code.TRUNCATED, "the section ends in the middle of a field");
    }
    return bytes[position++] & 0xff;
  }

  /** A varint that may be at most {@code max}; see {@link ByteWriter#varint}. */
  public long varint(long max, String what) throws ModelFormatException {
    int start = position;
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      int next = u8();
      if (shift == 63) {
        throw invalid(start, what + " is a number of more than 63 bits");
      }
      value |= (next & 0x7fL) << shift;
      if (next < 0x80) {
        if (next == 0 && shift > 0) {
          throw new ModelFormatException(
              Code.NOT_CANONICAL, start, section, what + " is a number with a needless byte");
        }
        break;
      }
    }
    if (value > max) {
      throw invalid(start, what + " " + value + " is above " + max);
    }
    return value;
  }

  /** A varint in {@code min..max}. */
  public int varint(int min, int max, String what) throws ModelFormatException {
    int start = position;
    int value = (int) varint(max, what);
    if (value < min) {
      throw invalid(start, what + " " + value + " is below " + min);
    }
    return value;
  }

  /** A count of things of at least one byte each, which must still be there. */
  public int count(String what) throws ModelFormatException {
    int start = position;
    int count = (int) varint(Integer.MAX_VALUE, what);
    if (count > remaining()) {
      throw new ModelFormatException(
          Code.TRUNCATED, start, section, count + " " + what + " in " + remaining() + " bytes");
    }
    return count;
  }

  /** Four bytes, little-endian. */
  public int i32() throws ModelFormatException {
    int value = u8();
    value |= u8() << 8;
    value |= u8() << 16;
    return value | u8() << 24;
  }

  /** See {@link ByteWriter#compactFloat}. */
  public float compactFloat(String what) throws ModelFormatException {
    int start = position;
    return finite(Integer.reverse((int) varint(0xffffffffL, what)), start, what);
  }

  private float finite(int bits, int start, String what) throws ModelFormatException {
    float value = Float.intBitsToFloat(bits);
    if (!Float.isFinite(value)) {
      throw invalid(start, what + " is " + value);
    }
    return value;
  }

  /** Steps over bytes and gives the offset of the first. */
  public int skip(int length) throws ModelFormatException {
    if (length > remaining()) {
      throw error(Code.TRUNCATED, "needs " + length + " bytes, has " + remaining());
    }
    int start = position;
    position += length;
    return start;
  }

  /** The bytes that are read from, not only the range. */
  public byte[] source() {
    return bytes;
  }

  /** Requires that nothing is left. */
  public void requireEnd() throws ModelFormatException {
    if (remaining() != 0) {
      throw error(Code.TRAILING_BYTES, remaining() + " bytes too many");
    }
  }

  /** A defect at the next byte. */
  public ModelFormatException error(Code code, String message) {
    return new ModelFormatException(code, position, section, message);
  }

  /** A value that the format does not allow, at an offset in the file. */
  public ModelFormatException invalid(int offset, String message) {
    return new ModelFormatException(Code.INVALID, offset, section, message);
  }

  /**
   * A choice that this reader does not know: a newer file may mean something by it, one of this
   * version may not.
   */
  public ModelFormatException unknown(int offset, String what) {
    return minorVersion > FileFormat.MINOR
        ? new ModelFormatException(
            Code.UNSUPPORTED_VERSION,
            offset,
            section,
            what
                + ": the file needs a reader of version >= "
                + FileFormat.MAJOR
                + "."
                + minorVersion)
        : invalid(offset, what);
  }

  /** A byte that selects one of an enumeration's constants by its ordinal. */
  public <E extends Enum<E>> E choice(E[] values, String what) throws ModelFormatException {
    int start = position;
    int ordinal = u8();
    if (ordinal >= values.length) {
      throw unknown(start, "unknown " + what + " " + ordinal);
    }
    return values[ordinal];
  }

  /** Requires the one form that a writer may use. */
  public void requireCanonical(boolean canonical, int offset, String rule)
      throws ModelFormatException {
    if (!canonical) {
      throw new ModelFormatException(Code.NOT_CANONICAL, offset, section, rule);
    }
  }
}
