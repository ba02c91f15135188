package io.deepcompress.codec;

import io.deepcompress.codec.entropy.NumberEncoder;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.function.Consumer;

/** Files put together by hand from bytes; only the checksums are worked out. */
final class DczBytes {
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private final ByteArrayOutputStream sealed = new ByteArrayOutputStream();

  private DczBytes(byte[] header) {
    both(header);
  }

  /** Starts a file of a version. */
  static DczBytes version(int major, int minor) {
    return new DczBytes(new byte[] {(byte) 0x89, 'D', 'C', 'Z', (byte) major, (byte) minor});
  }

  /** Bytes of hexadecimal digits; blanks do not count. */
  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  /** Bytes one after the other. */
  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** A varint. */
  static byte[] varint(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long rest = value;
    for (; rest >= 128; rest >>>= 7) {
      out.write((int) (rest & 127 | 128));
    }
    out.write((int) rest);
    return out.toByteArray();
  }

  /** Adds a section with its right length and checksum. */
  DczBytes section(int type, byte[] payload) {
    return section(type, varint(payload.length), payload);
  }

  /** Adds a section with a length as given. */
  DczBytes section(int type, byte[] length, byte[] payload) {
    both(new byte[] {(byte) type});
    both(length);
    both(payload);
    return raw(littleEndian(crc32c(sealed.toByteArray())));
  }

  /** Adds bytes that no checksum covers. */
  DczBytes raw(byte[] bytes) {
    file.writeBytes(bytes);
    return this;
  }

  byte[] bytes() {
    return file.toByteArray();
  }

  private void both(byte[] bytes) {
    file.writeBytes(bytes);
    sealed.writeBytes(bytes);
  }

  static byte[] littleEndian(int value) {
    return new byte[] {
      (byte) value, (byte) (value >>> 8), (byte) (value >>> 16), (byte) (value >>> 24)
    };
  }

  /** Bit by bit, as the polynomial says; the reader uses the JDK's. */
  static int crc32c(byte[] bytes) {
    int register = -1;
    for (byte next : bytes) {
      register ^= next & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        register = (register & 1) != 0 ? register >>> 1 ^ 0x82f63b78 : register >>> 1;
      }
    }
    return ~register;
  }

  /** A numbers payload. */
  static byte[] numbers(Consumer<NumberEncoder> content) {
    NumberEncoder encoder = new NumberEncoder();
    content.accept(encoder);
    return encoder.finish();
  }

  /** The payload of a network section: topology, numbers with their length, codes. */
  static byte[] network(byte[] topology, byte[] numbers, byte[]... codes) {
    return join(topology, varint(numbers.length), numbers, join(codes));
  }

  /** A file of one network section without parameters, from the digits of its topology. */
  static byte[] topology(String digits) {
    return version(1, 0).section(0x81, network(hex(digits), numbers(n -> n.integer(0)))).bytes();
  }
}
