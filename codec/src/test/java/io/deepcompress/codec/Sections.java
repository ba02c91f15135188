package io.deepcompress.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/** Takes files apart into header and sections, as FORMAT.md says, without the reader's help. */
final class Sections {
  private Sections() {}

  /** The header, then each section with type, length and checksum; the file must be whole. */
  static List<byte[]> split(byte[] file) {
    List<byte[]> parts = new ArrayList<>();
    parts.add(Arrays.copyOf(file, 6));
    for (int at = 6; at < file.length; ) {
      int end = end(file, at);
      parts.add(Arrays.copyOfRange(file, at, end));
      at = end;
    }
    return parts;
  }

  static byte[] join(List<byte[]> parts) {
    return DczBytes.join(parts.toArray(byte[][]::new));
  }

  /**
   * Corrects every checksum of a file whose sections have been changed; from where the lengths make
   * no sense, the bytes stay as they are.
   */
  static byte[] reseal(byte[] file) {
    byte[] sealed = file.clone();
    CRC32C checksum = new CRC32C();
    checksum.update(sealed, 0, Math.min(6, sealed.length));
    int at = 6;
    while (at < sealed.length) {
      int end = end(sealed, at);
      if (end < 0) {
        break;
      }
      checksum.update(sealed, at, end - 4 - at);
      byte[] sum = DczBytes.littleEndian((int) checksum.getValue());
      System.arraycopy(sum, 0, sealed, end - 4, 4);
      at = end;
    }
    return sealed;
  }

  /** Offset after the section at an offset, or -1 where it does not fit. */
  private static int end(byte[] file, int start) {
    long length = 0;
    int at = start + 1;
    for (int shift = 0; shift < 35; shift += 7) {
      if (at >= file.length) {
        return -1;
      }
      length |= (file[at] & 0x7fL) << shift;
      if (file[at++] >= 0) {
        return length + 4 > file.length - at ? -1 : at + (int) length + 4;
      }
    }
    return -1;
  }
}
