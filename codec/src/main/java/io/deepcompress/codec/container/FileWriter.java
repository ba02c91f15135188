package io.deepcompress.codec.container;

import java.util.zip.CRC32C;

/**
 * Frames sections: type byte, varint length, payload, CRC32C. A checksum covers everything in the
 * file before it but the earlier checksums, so it seals order, types and lengths too.
 */
public final class FileWriter {
  private final ByteWriter out = new ByteWriter();
  private final CRC32C checksum = new CRC32C();

  /** Starts with magic and version. */
  public FileWriter() {
    ByteWriter header = new ByteWriter();
    header.bytes(FileFormat.magic());
    header.u8(FileFormat.MAJOR);
    header.u8(FileFormat.MINOR);
    append(header);
  }

  /** Adds a section. */
  public void section(int type, boolean last, byte[] payload) {
    ByteWriter head = new ByteWriter();
    head.u8(type | (last ? FileFormat.LAST : 0));
    head.varint(payload.length);
    append(head);
    checksum.update(payload);
    out.bytes(payload);
    out.i32((int) checksum.getValue());
  }

  private void append(ByteWriter part) {
    byte[] bytes = part.toByteArray();
    checksum.update(bytes);
    out.bytes(bytes);
  }

  /** The file. */
  public byte[] toByteArray() {
    return out.toByteArray();
  }
}
