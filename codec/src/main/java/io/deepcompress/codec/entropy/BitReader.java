package io.deepcompress.codec.entropy;

import io.deepcompress.codec.ModelFormatException;

/** Reads what a {@link BitWriter} wrote, one field at a time, with every bound checked. */
final class BitReader {
  private final byte[] file;
  private final long end;
  private final String section;
  private long position;

  /** Reads {@code file[from, to)}. */
  BitReader(byte[] file, int from, int to, String section) {
    this.file = file;
    this.section = section;
    position = 8L * from;
    end = 8L * to;
  }

  /**
   * The next {@code count} bits, 0 to 31.
   *
   * @throws ModelFormatException if there are fewer
   */
  int bits(int count) throws ModelFormatException {
    if (end - position < count) {
      throw new ModelFormatException(
          ModelFormatException.Code.TRUNCATED, end >>> 3, section, "the bits end too early");
    }
    int value = 0;
    for (int done = 0; done < count; ) {
      int offset = (int) position & 7;
      int taken = Math.min(8 - offset, count - done);
      int part = (file[(int) (position >>> 3)] & 0xff) >>> offset & (1 << taken) - 1;
      value |= part << done;
      done += taken;
      position += taken;
    }
    return value;
  }

  /**
   * An integer that {@link BitWriter#golomb} wrote.
   *
   * @param max largest allowed
   * @throws ModelFormatException if the bits end or the integer is larger
   */
  int golomb(int order, int max) throws ModelFormatException {
    int zeros = 0;
    while (bits(1) == 0) {
      zeros++;
      if (zeros + order > 30) {
        throw invalid("integer above " + max);
      }
    }
    long value = ((1L << zeros) - 1 << order) + bits(zeros + order);
    if (value > max) {
      throw invalid("integer " + value + " above " + max);
    }
    return (int) value;
  }

  /**
   * Skips to the next whole byte.
   *
   * @return its index
   * @throws ModelFormatException if a skipped bit is not 0
   */
  int align() throws ModelFormatException {
    if (bits((int) -position & 7) != 0) {
      throw notCanonical("padding bits are not zero");
    }
    return (int) (position >>> 3);
  }

  /** Bits before the next one, from the start of the file. */
  long position() {
    return position;
  }

  /** Index of the byte that the next bit is in. */
  int index() {
    return (int) (position >>> 3);
  }

  ModelFormatException invalid(String message) {
    return new ModelFormatException(
        ModelFormatException.Code.INVALID, position >>> 3, section, message);
  }

  ModelFormatException notCanonical(String message) {
    return new ModelFormatException(
        ModelFormatException.Code.NOT_CANONICAL, position >>> 3, section, message);
  }
}
