package io.deepcompress.codec.container;

/**
 * Where a section lies.
 *
 * @param type without the bit that marks the last section
 * @param name for messages and reports
 * @param start offset of its first byte
 * @param payload offset of its payload
 * @param payloadEnd offset after its payload
 * @param end offset after its checksum
 */
public record Section(int type, String name, int start, int payload, int payloadEnd, int end) {
  /** Bytes in the file, frame included. */
  public int length() {
    return end - start;
  }

  /** Bytes of the payload. */
  public int payloadLength() {
    return payloadEnd - payload;
  }
}
