package io.deepcompress.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.deepcompress.codec.ModelFormatException.Code;
import io.deepcompress.codec.entropy.CodeDecoder;
import io.deepcompress.codec.network.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Section 7.6 of FORMAT.md, rule by rule, with the bits written by hand in the order in which they
 * are read. Tensors are 3 x 4 with two centroids where nothing else is said.
 */
class HuffmanRulesTest {
  private static final Shape SMALL = Shape.of(3, 4);

  /** Symbols 0, 1 and 2 as 0, 10 and 11. */
  private static final String THREE = "0 01 101 100 0 ";

  /** An alphabet of two symbols, 0 and 1, as 0 and 1. */
  private static final String TWO = "0 1 0 0 ";

  /** One symbol of an alphabet of two: the first. */
  private static final String FIRST = "1 0 ";

  private final List<DynamicTest> tests = new ArrayList<>();

  private static byte[] pack(String bits) {
    String digits = bits.replace(" ", "");
    byte[] bytes = new byte[(digits.length() + 7) / 8];
    for (int i = 0; i < digits.length(); i++) {
      bytes[i / 8] |= (byte) (digits.charAt(i) - '0' << i % 8);
    }
    return bytes;
  }

  /** A number of so many bits, the lowest first. */
  private static String number(int value, int bits) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bits; i++) {
      text.append(value >> i & 1);
    }
    return text + " ";
  }

  private static byte[] decode(Shape shape, int centroids, byte[] payload)
      throws ModelFormatException {
    float[] values = new float[centroids];
    for (int i = 0; i < centroids; i++) {
      values[i] = i + 1;
    }
    byte[] file = DczBytes.join(new byte[7], payload, new byte[5]);
    byte[] codes = new byte[shape.size() + 3];
    Arrays.fill(codes, (byte) 99);
    CodeDecoder.decode(
        file,
        7,
        7 + payload.length,
        "tensors 4",
        shape,
        new Codebook(values, ValueFormat.FLOAT32),
        Entropy.HUFFMAN,
        codes);
    assertThat(Arrays.copyOfRange(codes, shape.size(), codes.length)).containsOnly(99);
    return Arrays.copyOf(codes, shape.size());
  }

  /** A payload with the codes that it stands for; 0 follows. */
  private void valid(String rule, String bits, String expected) {
    valid(rule, SMALL, 2, pack(bits), expected);
  }

  private void valid(String rule, Shape shape, int centroids, byte[] payload, String expected) {
    tests.add(
        DynamicTest.dynamicTest(
            rule,
            () -> {
              byte[] codes = new byte[shape.size()];
              for (int i = 0; i < expected.length(); i++) {
                codes[i] = (byte) (expected.charAt(i) - '0');
              }
              assertThat(decode(shape, centroids, payload)).isEqualTo(codes);
            }));
  }

  private void invalid(String rule, String bits, Code code, String message) {
    invalid(rule, SMALL, 2, pack(bits), code, message);
  }

  private void invalid(
      String rule, Shape shape, int centroids, byte[] payload, Code code, String message) {
    tests.add(
        DynamicTest.dynamicTest(
            rule,
            () -> {
              Throwable thrown = catchThrowable(() -> decode(shape, centroids, payload));
              assertThat(thrown).isInstanceOf(ModelFormatException.class);
              ModelFormatException defect = (ModelFormatException) thrown;
              assertThat(defect).hasMessageContaining(message);
              assertThat(defect.code()).as(defect.getMessage()).isEqualTo(code);
              assertThat(defect.section()).isEqualTo("tensors 4");
              assertThat(defect.offset()).isBetween(7L, 7L + payload.length);
            }));
  }

  @TestFactory
  List<DynamicTest> dense() {
    valid("the worked example", "00" + THREE + "0 10 0 0 11 0 0 10 0 0 11 10", "010020010021");
    valid("one symbol takes no bits", "00 1 01", "222222222222");
    valid(
        "two symbols, one of them not in the middle",
        "00 0 01 101 1110 1 0 " + "01".repeat(6),
        "020202020202");
    invalid("coding 3", "11 1 01", Code.INVALID, "no such position coding");
    invalid("no bits", "", Code.TRUNCATED, "too early");
    invalid("no table", "00 0 01 101 100", Code.TRUNCATED, "too early");
    invalid("half the codes", "00" + THREE + "0 10 0", Code.TRUNCATED, "too early");
    invalid(
        "bits that only fill up are not zero",
        "00" + THREE + "0 10 0 0 11 0 0 10 0 0 11 10 0 1 0",
        Code.NOT_CANONICAL,
        "");
    invalid(
        "a byte behind the last",
        "00 1 01 000 00000000",
        Code.TRAILING_BYTES,
        "bytes follow the last stream");
    return tests;
  }

  @TestFactory
  List<DynamicTest> tables() {
    invalid("a symbol outside the alphabet", "00 1 11", Code.INVALID, "symbol 3 of an alphabet");
    invalid("a last symbol outside", "00 0 11 0 0 0 0", Code.INVALID, "symbol 3 of an alphabet");
    invalid("over-subscribed: 1, 1, 1", "00 0 01 101 0 0 0000000", Code.INVALID, "over-subscribed");
    invalid("over-subscribed: 1, 1, 2", "00 0 01 101 0 100 000", Code.INVALID, "over-subscribed");
    invalid("incomplete: 2, 2, 2", "00 0 01 0 0 0 0000000", Code.INVALID, "incomplete");
    invalid("incomplete: 1, 3, 3", "00 0 01 101 1100 100 00", Code.INVALID, "incomplete");
    invalid("incomplete: a single 1", "00 0 00 0 000000000", Code.INVALID, "incomplete");
    invalid("length 0", "00 0 10 0 101 00000000", Code.INVALID, "code length 0");
    invalid("length -1", "00 0 10 1101 00000000", Code.INVALID, "code length -1");
    invalid("length 13", "00 0 01 1111 1011 00000000", Code.INVALID, "code length 13");
    invalid(
        "a length spelt out that its neighbour gives",
        "00 0 01 1111 1000 00000000",
        Code.NOT_CANONICAL,
        "its neighbour gives");
    invalid(
        "a run of unused symbols to the last",
        "00 0 01 101 1110 010 0 0000",
        Code.NOT_CANONICAL,
        "run of unused symbols");
    Shape wide = Shape.of(1, 5);
    // Five symbols: 0 and 4 are used, 1 to 3 are not, in one run or in two.
    valid("a run of three", wide, 4, pack("00 0 001 1101 1110 01 1 0 0 1 0 1 0"), "04040");
    invalid(
        "length 0 spelt out", wide, 4, pack("00 0 001 1111 0000"), Code.INVALID, "code length 0");
    invalid(
        "a run in two parts",
        wide,
        4,
        pack("00 0 001 1101 1110 1 1110 01 0 0 0 1 0 1 0"),
        Code.NOT_CANONICAL,
        "cut in two");
    invalid(
        "a run of more than there are symbols",
        "00 0 01 101 1110 0000000001 000000000",
        Code.INVALID,
        "");
    return tests;
  }

  @TestFactory
  List<DynamicTest> bitmaps() {
    // Two of twelve cells: the first and the last; flags 1 and 8, symbols 1 and 8 of 256.
    String flags = "0 " + number(8, 8);
    String head = "10 0 0 " + number(2, 4);
    // Start length is 4; one unused symbol, length 1, six unused, length 1.
    String table = flags + "1110 1 1111 1000 1110 001 01 0 ";
    valid("two weights", head + table + FIRST + "0 1", "100000000001");
    valid("two weights of both kinds", head + table + TWO + "0 1 1 0", "200000000001");
    invalid(
        "another number of bits",
        "10 0 0 " + number(3, 4) + table + FIRST + "0 1",
        Code.INVALID,
        "does not hold 3 of 12");
    invalid(
        "bits beyond the last cell",
        "10 0 0 " + number(2, 4) + "1 " + number(16, 8) + FIRST,
        Code.INVALID,
        "does not hold 2 of 12");
    valid("no weights", "10 0 0 0000", "");
    invalid(
        "more weights than cells", "10 0 0 " + number(13, 4), Code.INVALID, "13 non-zero weights");
    return tests;
  }

  @TestFactory
  List<DynamicTest> gaps() {
    // Gaps 1 and 8, with symbols that are the gaps themselves: resolution 7.
    String table = "0 " + number(8, 8) + "1110 1 1111 1000 1110 001 01 0 ";
    String head = "01 0 0 " + number(2, 4) + number(7, 3);
    valid("two weights", head + table + TWO + "0 1 1 0", "02000000001");
    valid(
        "by column", "01 1 0 " + number(2, 4) + number(7, 3) + table + TWO + "0 1 1 0", "00002001");
    invalid(
        "beyond the last cell", head + table + TWO + "1 1 0 0", Code.INVALID, "beyond the last");
    // Resolution 0: symbol 3 has 2 extra bits and stands for 4 + them.
    String fine = "01 0 0 " + number(1, 4) + number(0, 3) + "1 " + number(3, 8) + FIRST;
    valid("extra bits", fine + "01", "0000001");
    invalid(
        "no extra bits",
        "01 0 0 " + number(2, 4) + number(0, 3) + "1 " + number(3, 8) + "1 1",
        Code.TRUNCATED,
        "too early");
    valid("no weights", "01 0 0 0000", "");
    invalid(
        "a symbol of more than 2^30 weights",
        "01 0 0 " + number(1, 4) + number(0, 3) + "1 " + number(32, 8) + FIRST,
        Code.INVALID,
        "more weights than there can be");
    return tests;
  }

  @TestFactory
  List<DynamicTest> masks() {
    // Row 1 of three, columns 0 and 1 of four: two cells.
    String rows = "0000 0 1 1 1 ";
    String columns = "0000 1 010 010 ";
    String head = "10 0 1 " + rows + columns;
    String one = "1 " + number(3, 8) + FIRST;
    valid("a row and two columns", head + number(2, 2) + one, "000011");
    valid("the same by column", "10 1 1 " + rows + columns + number(2, 2) + one, "000011");
    invalid(
        "an empty column",
        head + number(1, 2) + "1 " + number(1, 8) + FIRST,
        Code.NOT_CANONICAL,
        "is empty");
    invalid(
        "no row",
        "10 0 1 0000 0 011 " + columns + number(0, 2),
        Code.INVALID,
        "every row or column");
    invalid(
        "every row and column",
        "10 0 1 0000 1 011 0000 1 001 00 " + number(12, 4),
        Code.NOT_CANONICAL,
        "no row or column is left out");
    invalid("a run beyond the mask", "10 0 1 0000 0 00100 0000", Code.INVALID, "");
    invalid(
        "a run of more than 2^30",
        "10 0 1 1111 0 " + "0".repeat(16) + "1" + "0".repeat(40),
        Code.INVALID,
        "");
    return tests;
  }

  @TestFactory
  List<DynamicTest> streams() {
    // 1024 weights, dense, codes 0 and 1 in turn: four streams of 256 symbols, 32 bytes each.
    Shape large = Shape.of(32, 32);
    byte[] turns = new byte[128];
    Arrays.fill(turns, (byte) 0xaa);
    String head = "00" + TWO + number(6, 5);
    String lengths = number(32, 6).repeat(4);
    valid("four streams", large, 1, DczBytes.join(pack(head + lengths), turns), "01".repeat(512));
    invalid(
        "lengths that are wider than need be",
        large,
        1,
        DczBytes.join(pack("00" + TWO + number(7, 5) + number(32, 7).repeat(4)), turns),
        Code.NOT_CANONICAL,
        "");
    invalid(
        "a stream that is too long",
        large,
        1,
        DczBytes.join(pack(head + number(32, 6).repeat(3) + number(33, 6)), turns, new byte[1]),
        Code.TRAILING_BYTES,
        "");
    invalid(
        "a stream that is too short",
        large,
        1,
        DczBytes.join(
            pack(head + number(32, 6).repeat(3) + number(31, 6)), Arrays.copyOf(turns, 127)),
        Code.TRUNCATED,
        "too early");
    invalid(
        "streams beyond the end",
        large,
        1,
        DczBytes.join(pack(head + lengths), Arrays.copyOf(turns, 127)),
        Code.TRUNCATED,
        "too early");
    invalid(
        "bytes behind the streams",
        large,
        1,
        DczBytes.join(pack(head + lengths), turns, new byte[1]),
        Code.TRAILING_BYTES,
        "bytes follow the last stream");
    // 1025 weights: three streams of 257 symbols and one of 254; 33 bytes three times, then 32.
    byte[] odd = new byte[3 * 33 + 32];
    Arrays.fill(odd, (byte) 0);
    String oddHead = "00" + TWO + number(6, 5) + number(33, 6).repeat(3) + number(32, 6);
    valid("streams that fill up", Shape.of(5, 205), 1, DczBytes.join(pack(oddHead), odd), "");
    byte[] dirty = odd.clone();
    dirty[32] = 2;
    invalid(
        "streams that do not fill up with 0",
        Shape.of(5, 205),
        1,
        DczBytes.join(pack(oddHead), dirty),
        Code.NOT_CANONICAL,
        "not zero");
    return tests;
  }

  @TestFactory
  List<DynamicTest> emptyCodebooks() {
    valid("no bytes", SMALL, 0, new byte[0], "");
    invalid("a byte", SMALL, 0, new byte[1], Code.TRAILING_BYTES, "empty codebook");
    return tests;
  }
}
