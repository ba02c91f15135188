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
 * The rules of section 7.6 of FORMAT.md on blocks with streams of their own, with the bits written
 * by hand in the order in which they are read, and where in a file a defect is said to be.
 */
class HuffmanStreamRulesTest {
  private static final Shape SMALL = Shape.of(3, 4);

  /** An alphabet of two symbols, 0 and 1, as 0 and 1. */
  private static final String TWO = "0 1 0 0 ";

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
        "stream lengths take more bits than they need");
    invalid(
        "a stream that is too long",
        large,
        1,
        DczBytes.join(pack(head + number(32, 6).repeat(3) + number(33, 6)), turns, new byte[1]),
        Code.TRAILING_BYTES,
        "bytes follow Huffman codes");
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
