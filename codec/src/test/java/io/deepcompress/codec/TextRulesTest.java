package io.deepcompress.codec;

import static io.deepcompress.codec.DczBytes.hex;
import static io.deepcompress.codec.DczBytes.network;
import static io.deepcompress.codec.DczBytes.numbers;
import static io.deepcompress.codec.DczBytes.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.ModelFormatException.Code;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Section 6 of FORMAT.md, rule by rule, on a network of an input and a ReLU. */
class TextRulesTest {
  private static final byte[] NETWORK =
      network(hex("01 00 05 01 08 00"), numbers(n -> n.integer(0)));
  private static final int START = 6 + 2 + NETWORK.length + 4 + 2;

  private final Rules rules = new Rules();

  private static byte[] file(int minor, String digits) {
    return version(1, minor).section(0x01, NETWORK).section(0xc1, hex(digits)).bytes();
  }

  private void valid(String rule, String digits, Rules.Check check) {
    rules.valid(rule, file(0, digits), check);
  }

  private void invalid(String rule, String digits, Code code, int at, String message) {
    rules.invalid(rule, file(0, digits), code, START + at, "text", message);
  }

  @TestFactory
  List<DynamicTest> text() {
    valid(
        "a name of its own and a generated one, a label, two entries",
        "07 00 02 69 6e 00 00 01 00 02 69 6e 02 01 02 c3 a9 00 00 00 01 7a 01 01 7a",
        model -> {
          assertThat(model.network().name(0)).isEqualTo("in");
          assertThat(model.network().name(1)).isEqualTo("relu1");
          assertThat(model.labels()).containsExactly("in");
          assertThat(model.provenance()).isEqualTo(Map.of("i\u00e9", "", "z", "zz"));
        });
    valid(
        "labels may be empty and repeat",
        "02 03 00 00 00 01 61 01 00",
        model -> assertThat(model.labels()).containsExactly("", "a", "a"));
    valid(
        "a character cut in two by what is in common",
        "02 02 00 02 c3 a9 01 01 a8",
        model -> assertThat(model.labels()).containsExactly("\u00e9", "\u00e8"));
    invalid("no part", "00", Code.NOT_CANONICAL, 0, "an empty text section");
    invalid("an unknown part", "08", Code.INVALID, 0, "unknown kind of text");
    rules.invalid(
        "an unknown part of a newer version",
        file(3, "0a 01 00 01 61"),
        Code.UNSUPPORTED_VERSION,
        START,
        "text",
        "version >= 1.3");
    invalid("no labels", "02 00", Code.NOT_CANONICAL, 1, "an empty list");
    invalid("no entries", "04 00", Code.NOT_CANONICAL, 1, "an empty list");
    invalid("more labels than bytes", "02 03 00 00", Code.TRUNCATED, 1, "3 labels in 2 bytes");
    invalid("more text than bytes", "02 01 00 05 61", Code.TRUNCATED, 3, "5 bytes of text");
    invalid("half a string", "02 01 00", Code.TRUNCATED, 3, "middle of a field");
    invalid("in common with nothing", "02 01 01 00", Code.INVALID, 2, "1 bytes in common with 0");
    invalid(
        "less in common than there is",
        "02 02 00 01 61 00 01 61",
        Code.NOT_CANONICAL,
        5,
        "more bytes are in common");
    invalid("not UTF-8", "02 01 00 01 ff", Code.INVALID, 2, "not UTF-8");
    invalid("an overlong character", "02 01 00 02 c0 80", Code.INVALID, 2, "not UTF-8");
    invalid("half a character", "02 01 00 01 c3", Code.INVALID, 2, "not UTF-8");
    invalid("half a pair", "02 01 00 03 ed a0 80", Code.INVALID, 2, "not UTF-8");
    invalid(
        "keys out of order",
        "04 02 00 01 62 00 00 00 01 61 00 00",
        Code.NOT_CANONICAL,
        7,
        "keys do not ascend");
    invalid(
        "a key twice",
        "04 02 00 01 62 01 00 01 00 01 00",
        Code.NOT_CANONICAL,
        7,
        "keys do not ascend");
    invalid(
        "a generated name spelt out",
        "01 00 01 61 00 05 72 65 6c 75 31",
        Code.NOT_CANONICAL,
        4,
        "a generated name");
    invalid("only generated names", "01 00 00 00 00", Code.NOT_CANONICAL, 1, "no name");
    invalid("one name for two", "01 00 01 61 01 00", Code.INVALID, 0, "'a' stands twice");
    invalid(
        "the generated name of another",
        "01 00 05 72 65 6c 75 31 00 00",
        Code.INVALID,
        0,
        "'relu1' stands twice");
    invalid("bytes left", "02 01 00 01 61 00", Code.TRAILING_BYTES, 5, "1 bytes too many");
    return rules.tests();
  }
}
