package io.deepcompress.datasets;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Goes through the regular files of a tar archive (POSIX.1-1988 ustar and the older V7 format;
 * names of at most 255 bytes, sizes in octal). Other entries are passed over.
 */
final class TarReader {
  private static final int BLOCK = 512;

  /** Takes one file of the archive; what it leaves unread is passed over. */
  interface Visitor {
    void visit(String name, long size, InputStream content) throws IOException;
  }

  private TarReader() {}

  /**
   * Visits every regular file in order, up to the end mark.
   *
   * @throws DatasetException if a header is damaged
   * @throws EOFException if the archive ends inside a file or without the end mark
   */
  static void read(InputStream archive, String origin, Visitor visitor) throws IOException {
    byte[] header = new byte[BLOCK];
    while (true) {
      readFully(archive, header);
      if (isZero(header)) {
        return;
      }
      if (number(header, 148, 8, origin) != checksum(header)) {
        throw new DatasetException(origin + ": is not a tar archive or is damaged");
      }
      long size = number(header, 124, 12, origin);
      Entry entry = new Entry(archive, size);
      if (header[156] == '0' || header[156] == 0) {
        visitor.visit(name(header), size, entry);
      }
      entry.skipRest();
      archive.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    }
  }

  private static void readFully(InputStream archive, byte[] block) throws IOException {
    if (archive.readNBytes(block, 0, BLOCK) < BLOCK) {
      throw new EOFException();
    }
  }

  private static boolean isZero(byte[] header) {
    for (byte b : header) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /** Sum of the header's bytes with the checksum's own eight taken as spaces. */
  private static long checksum(byte[] header) {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    return sum;
  }

  private static long number(byte[] header, int start, int length, String origin)
      throws DatasetException {
    long value = 0;
    int digits = 0;
    for (int i = start; i < start + length; i++) {
      int c = header[i];
      if (c >= '0' && c <= '7') {
        value = value * 8 + c - '0';
        digits++;
      } else if (c != ' ' && c != 0 || digits == 0 && c == 0) {
        throw new DatasetException(origin + ": is not a tar archive or is damaged");
      } else if (digits > 0) {
        break;
      }
    }
    return value;
  }

  private static String name(byte[] header) {
    String name = text(header, 0, 100);
    boolean ustar = text(header, 257, 5).equals("ustar");
    String prefix = ustar ? text(header, 345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static String text(byte[] header, int start, int length) {
    int end = start;
    while (end < start + length && header[end] != 0) {
      end++;
    }
    return new String(header, start, end - start, StandardCharsets.UTF_8);
  }

  /** The content of one file; never reads beyond it. */
  private static final class Entry extends InputStream {
    private final InputStream archive;
    private long left;

    Entry(InputStream archive, long size) {
      this.archive = archive;
      this.left = size;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (left == 0) {
        return -1;
      }
      int count = archive.read(target, offset, (int) Math.min(left, length));
      if (count < 0) {
        throw new EOFException();
      }
      left -= count;
      return count;
    }

    void skipRest() throws IOException {
      archive.skipNBytes(left);
      left = 0;
    }
  }
}
