package io.deepcompress.codec;

import static io.deepcompress.codec.DczBytes.hex;
import static io.deepcompress.codec.DczBytes.join;
import static io.deepcompress.codec.DczBytes.littleEndian;
import static io.deepcompress.codec.DczBytes.network;
import static io.deepcompress.codec.DczBytes.numbers;
import static io.deepcompress.codec.DczBytes.varint;
import static io.deepcompress.codec.DczBytes.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.ModelFormatException.Code;
import io.deepcompress.codec.network.Shape;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Section 2 and 8 of FORMAT.md, rule by rule. */
class FrameRulesTest {
  private static final byte[] TOPOLOGY = hex("01 00 05 00 00");
  private static final byte[] NETWORK = network(TOPOLOGY, numbers(n -> n.integer(0)));
  private static final byte[] TEXT = hex("02 01 00 01 61");
  private static final int END = 6 + 2 + NETWORK.length + 4;

  @Test
  void theChecksumIsCastagnolis() {
    assertThat(DczBytes.crc32c("123456789".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(0xE3069283);
  }

  @TestFactory
  List<DynamicTest> header() {
    Rules rules = new Rules();
    byte[] whole = version(1, 0).section(0x81, NETWORK).bytes();
    rules.valid(
        "the smallest network",
        whole,
        model -> {
          assertThat(model.network().nodes()).isEmpty();
          assertThat(model.network().shape(0)).isEqualTo(Shape.of(5));
          assertThat(model.network().outputs()).containsExactly(0);
          assertThat(model.network().name(0)).isEqualTo("input");
        });
    rules.invalid("no bytes", hex(""), Code.NOT_A_MODEL, 0, "header", "not a .dcz file");
    rules.invalid("a zip", hex("50 4b 03 04"), Code.NOT_A_MODEL, 0, "header", "not a .dcz file");
    rules.invalid(
        "magic in ASCII", hex("09 44 43 5a 01 00"), Code.NOT_A_MODEL, 0, "header", "not a .dcz");
    rules.invalid(
        "half the magic", hex("89 44"), Code.TRUNCATED, 2, "header", "ends in its header");
    rules.invalid(
        "half a version", hex("89 44 43 5a 01"), Code.TRUNCATED, 5, "header", "in its header");
    rules.invalid(
        "a newer major version",
        version(2, 3).section(0x81, NETWORK).bytes(),
        Code.UNSUPPORTED_VERSION,
        4,
        "header",
        "needs a reader of version >= 2.3");
    rules.invalid(
        "an older major version",
        version(0, 9).section(0x81, NETWORK).bytes(),
        Code.UNSUPPORTED_VERSION,
        4,
        "header",
        "version 0.9 is older");
    rules.valid(
        "a newer minor version with nothing new in it",
        version(1, 200).section(0x81, NETWORK).bytes(),
        model -> assertThat(model.network().valueCount()).isEqualTo(1));
    rules.invalid(
        "the version is sealed",
        join(hex("89 44 43 5a 01 01"), Arrays.copyOfRange(whole, 6, whole.length)),
        Code.CHECKSUM,
        6,
        "network",
        "checksum");
    return rules.tests();
  }

  @TestFactory
  List<DynamicTest> frames() {
    Rules rules = new Rules();
    rules.invalid(
        "no sections", version(1, 0).bytes(), Code.TRUNCATED, 6, "header", "without its last");
    rules.invalid(
        "no last section",
        version(1, 0).section(0x01, NETWORK).bytes(),
        Code.TRUNCATED,
        END,
        "header",
        "without its last section");
    rules.invalid(
        "bytes after the last section",
        version(1, 0).section(0x81, NETWORK).raw(hex("00")).bytes(),
        Code.TRAILING_BYTES,
        END,
        "network",
        "1 bytes after the last section");
    rules.invalid(
        "a section after the last",
        version(1, 0).section(0x81, NETWORK).section(0xc1, TEXT).bytes(),
        Code.TRAILING_BYTES,
        END,
        "network",
        "after the last section");
    rules.invalid(
        "a length with a needless byte",
        version(1, 0)
            .section(0x81, new byte[] {(byte) (NETWORK.length | 0x80), 0}, NETWORK)
            .bytes(),
        Code.NOT_CANONICAL,
        7,
        "network",
        "needless byte");
    rules.invalid(
        "a length of more than 63 bits",
        version(1, 0).section(0x81, hex("80 80 80 80 80 80 80 80 80 01"), NETWORK).bytes(),
        Code.INVALID,
        7,
        "network",
        "more than 63 bits");
    rules.invalid(
        "a length of 2^31",
        version(1, 0).section(0x81, hex("80 80 80 80 08"), NETWORK).bytes(),
        Code.INVALID,
        7,
        "network",
        "section length 2147483648 is above");
    rules.invalid(
        "a length that reaches over the end",
        version(1, 0).section(0x81, hex("7f"), NETWORK).bytes(),
        Code.TRUNCATED,
        6,
        "network",
        "a section of 127 bytes");
    rules.invalid(
        "no room for the checksum",
        version(1, 0).raw(hex("81 02 00 00 00 00 00")).bytes(),
        Code.TRUNCATED,
        6,
        "network",
        "with 5 left");
    rules.invalid(
        "a length without an end",
        version(1, 0).raw(hex("81 ff")).bytes(),
        Code.TRUNCATED,
        8,
        "network",
        "middle of a field");
    rules.invalid(
        "a wrong checksum",
        version(1, 0).raw(hex("81 01 00 12 34 56 78")).bytes(),
        Code.CHECKSUM,
        6,
        "network",
        "checksum 78563412 in the file");
    rules.invalid(
        "a checksum of the section alone",
        version(1, 0)
            .raw(hex("81"))
            .raw(varint(NETWORK.length))
            .raw(NETWORK)
            .raw(littleEndian(DczBytes.crc32c(NETWORK)))
            .bytes(),
        Code.CHECKSUM,
        6,
        "network",
        "checksum");
    rules.invalid(
        "the type is sealed",
        flip(version(1, 0).section(0x01, NETWORK).section(0xc1, TEXT).bytes(), END, 0x02),
        Code.CHECKSUM,
        END,
        "section of type 67",
        "checksum");
    return rules.tests();
  }

  @TestFactory
  List<DynamicTest> order() {
    Rules rules = new Rules();
    rules.invalid(
        "text before the network",
        version(1, 0).section(0x41, TEXT).section(0x81, NETWORK).bytes(),
        Code.INVALID,
        6,
        "text",
        "first section is not the network");
    rules.invalid(
        "two networks",
        version(1, 0).section(0x01, NETWORK).section(0x81, NETWORK).bytes(),
        Code.INVALID,
        END,
        "network",
        "a second network");
    rules.invalid(
        "two texts",
        version(1, 0).section(0x01, NETWORK).section(0x41, TEXT).section(0xc1, TEXT).bytes(),
        Code.INVALID,
        END + 6 + TEXT.length,
        "text",
        "stands after the text");
    rules.invalid(
        "tensors after the text",
        version(1, 0).section(0x01, NETWORK).section(0x41, TEXT).section(0x82, TEXT).bytes(),
        Code.INVALID,
        END + 6 + TEXT.length,
        "tensors 1",
        "stands after the text");
    rules.invalid(
        "tensors after a section with room",
        version(1, 0).section(0x01, NETWORK).section(0x82, hex("00")).bytes(),
        Code.NOT_CANONICAL,
        END,
        "tensors 1",
        "has room for them");
    return rules.tests();
  }

  @TestFactory
  List<DynamicTest> unknownSections() {
    Rules rules = new Rules();
    rules.valid(
        "unknown ancillary sections are skipped",
        version(1, 0)
            .section(0x01, NETWORK)
            .section(0x42, hex("01 02"))
            .section(0x41, TEXT)
            .section(0xff, hex(""))
            .bytes(),
        model -> assertThat(model.labels()).containsExactly("a"));
    rules.invalid(
        "an unknown ancillary section is checked",
        version(1, 0).section(0x01, NETWORK).raw(hex("c2 01 07 00 00 00 00")).bytes(),
        Code.CHECKSUM,
        END,
        "section of type 66",
        "checksum 00000000");
    rules.invalid(
        "an unknown critical section",
        version(1, 0).section(0x01, NETWORK).section(0x83, hex("")).bytes(),
        Code.INVALID,
        END,
        "section of type 3",
        "unknown critical section");
    rules.invalid(
        "an unknown critical section of a newer version",
        version(1, 7).section(0x01, NETWORK).section(0x83, hex("")).bytes(),
        Code.UNSUPPORTED_VERSION,
        END,
        "section of type 3",
        "needs a reader of version >= 1.7");
    DczBytes many = version(1, 0).section(0x01, NETWORK);
    for (int i = 0; i < 64; i++) {
      many.section(i == 63 ? 0xfe : 0x7e, hex(""));
    }
    rules.valid(
        "64 unknown sections",
        many.bytes(),
        model -> assertThat(model.network().valueCount()).isEqualTo(1));
    DczBytes more = version(1, 0).section(0x01, NETWORK);
    for (int i = 0; i < 65; i++) {
      more.section(i == 64 ? 0xfe : 0x7e, hex(""));
    }
    rules.invalid(
        "65 unknown sections",
        more.bytes(),
        Code.INVALID,
        END + 64 * 6,
        "section of type 126",
        "more than 64 unknown sections");
    return rules.tests();
  }

  private static byte[] flip(byte[] file, int at, int bits) {
    file[at] ^= (byte) bits;
    return file;
  }
}
