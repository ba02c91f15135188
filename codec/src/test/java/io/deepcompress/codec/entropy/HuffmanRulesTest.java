package io.deepcompress.codec.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.Entropy;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.ModelFormatException.Code;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.network.Shape;
import org.junit.jupiter.api.Test;

/** One stream of bits by hand for each rule of FORMAT.md, section 7.6. */
class HuffmanRulesTest {
  private static final Shape ROW = Shape.of(1, 6);
  private static final Shape SQUARE = Shape.of(3, 3);

  /** Codes 1, 2 and 3. */
  private static final Codebook THREE = new Codebook(new float[] {-1, 1, 2}, ValueFormat.FLOAT32);

  /** Symbols 0 to 3 of four, two bits each: not single, last 3, four times the first length 2. */
  private static final String FOUR_EVEN = "0 <3:2> 0000 ";

  /** Symbols 0 to 2 of three: lengths 1, 2, 2, from 2. */
  private static final String THREE_CODES = "0 <2:2> 101 100 0 ";

  /** The only symbol 0 of three. */
  private static final String ONLY_FIRST = "1 <0:2> ";

  /** Gaps 0 and 1 of 256, one bit each. */
  private static final String GAPS_0_1 = "0 <1:8> 0 0 ";

  @Test
  void dense() throws ModelFormatException {
    // Codes of equal length count up: 00, 01, 10, 11, highest bit first.
    assertThat(decode(ROW, "00 " + FOUR_EVEN + "00 01 10 11 00 01"))
        .containsExactly(0, 1, 2, 3, 0, 1);
    assertThat(decode(ROW, "00 1 <2:2>")).containsExactly(2, 2, 2, 2, 2, 2);
  }

  @Test
  void bitmap() throws ModelFormatException {
    String header = "10 0 0 <2:3> ";
    // One flags symbol, 010010 from cell 0 on, is the number 18.
    assertThat(decode(ROW, header + "1 <18:8> " + THREE_CODES + "0 11"))
        .containsExactly(0, 1, 0, 0, 3, 0);
  }

  @Test
  void gaps() throws ModelFormatException {
    String header = "01 0 0 <3:3> <7:3> ";
    assertThat(decode(ROW, header + GAPS_0_1 + THREE_CODES + "0 1 1  10 0 11"))
        .containsExactly(2, 0, 1, 0, 3, 0);
  }

  @Test
  void gapsWithExtraBits() throws ModelFormatException {
    // Resolution 0: symbol 0 is gap 0, symbol 1 gap 1, symbol 2 gaps 2 and 3, symbol 3 gaps 4 to 7.
    String header = "01 0 0 <1:3> <0:3> ";
    assertThat(decode(ROW, header + "1 <2:8> " + ONLY_FIRST + "1"))
        .containsExactly(0, 0, 0, 1, 0, 0);
    assertThat(decode(ROW, header + "1 <3:8> " + ONLY_FIRST + "<1:2>"))
        .containsExactly(0, 0, 0, 0, 0, 1);
  }

  @Test
  void columnByColumn() throws ModelFormatException {
    String header = "01 1 0 <2:4> <7:3> ";
    assertThat(decode(SQUARE, header + GAPS_0_1 + THREE_CODES + "1 1 0 10"))
        .containsExactly(0, 2, 0, 1, 0, 0, 0, 0, 0);
  }

  @Test
  void occupiedRowsAndColumns() throws ModelFormatException {
    // Rows 0 and 2: order 0, first bit 1, runs of 1, 1, 1. Columns 1 and 2: first bit 0, runs of 1,
    // 2.
    String masks = "<0:4> 1 1 1 1 <0:4> 0 1 010 ";
    String header = "01 0 1 " + masks + "<2:3> <7:3> ";
    assertThat(decode(SQUARE, header + "0 <2:8> 101 1110 1 0 " + ONLY_FIRST + "0 1"))
        .containsExactly(0, 1, 0, 0, 0, 0, 0, 0, 1);
  }

  @Test
  void nothingKept() throws ModelFormatException {
    assertThat(decode(ROW, "01 0 0 <0:3>")).containsOnly(0);
    assertThat(decode(ROW, "10 0 0 <0:3>")).containsOnly(0);
  }

  @Test
  void unknownCoding() {
    refuse(Code.INVALID, ROW, "11 000000");
  }

  @Test
  void moreKeptThanThereAre() {
    refuse(Code.INVALID, ROW, "01 0 0 <7:3>");
  }

  @Test
  void paddingOfTheHeader() {
    refuse(Code.NOT_CANONICAL, ROW, "00 1 <2:2> 1");
  }

  @Test
  void bytesBehindTheHeader() {
    refuse(Code.TRAILING_BYTES, ROW, "00 1 <2:2>. <0:8>");
  }

  @Test
  void nothingAtAll() {
    refuse(Code.TRUNCATED, ROW, "");
  }

  @Test
  void bitmapOfOtherCount() {
    refuse(Code.INVALID, ROW, "10 0 0 <3:3> 1 <18:8> " + THREE_CODES + "0 11 0");
  }

  @Test
  void bitmapBeyondTheLastCell() {
    refuse(Code.INVALID, ROW, "10 0 0 <2:3> 1 <66:8> " + THREE_CODES + "0 11");
  }

  @Test
  void gapBeyondTheLastCell() {
    String gapsOf2 = "01 0 0 <3:3> <7:3> 1 <2:8> " + ONLY_FIRST;
    refuse(Code.INVALID, ROW, gapsOf2);
    assertThatThrownBy(() -> decode(ROW, gapsOf2)).hasMessageContaining("non-zero weight 2 lies");
    refuse(Code.INVALID, ROW, "01 0 0 <1:3> <0:3> 1 <3:8> " + ONLY_FIRST + "<2:2>");
  }

  @Test
  void gapBeyondAllTensors() {
    refuse(Code.INVALID, ROW, "01 0 0 <1:3> <0:3> 1 <32:8> " + ONLY_FIRST + "<0:31>");
    // 30 extra bits and one below the leading one: beyond 2^31.
    refuse(Code.INVALID, ROW, "01 0 0 <1:3> <1:3> 1 <63:8> " + ONLY_FIRST + "<0:30>");
  }

  @Test
  void masksThatLeaveNothingOut() {
    String masks = "<0:4> 1 011 <0:4> 1 011 ";
    refuse(Code.NOT_CANONICAL, SQUARE, "01 0 1 " + masks + "<1:4> <7:3> 1 <0:8> " + ONLY_FIRST);
  }

  @Test
  void masksThatLeaveEverythingOut() {
    refuse(Code.INVALID, SQUARE, "01 0 1 <0:4> 0 011 <0:4> 1 011 <0:1>");
  }

  @Test
  void masksThatRunOver() {
    refuse(Code.INVALID, SQUARE, "01 0 1 <0:4> 1 00100 <0:4> 1 011 <0:1>");
  }

  @Test
  void occupiedRowThatIsEmpty() {
    String masks = "<0:4> 1 1 1 1 <0:4> 0 1 010 ";
    refuse(Code.NOT_CANONICAL, SQUARE, "01 0 1 " + masks + "<2:3> <7:3> 1 <0:8> " + ONLY_FIRST);
  }

  @Test
  void tableThatIsIncomplete() {
    // Lengths 2, 2, 2.
    refuse(Code.INVALID, ROW, "00 0 <2:2> 000 000000000000");
  }

  @Test
  void tableThatIsOverSubscribed() {
    // Lengths 1, 1, 1.
    refuse(Code.INVALID, ROW, "00 0 <2:2> 101 0 0 000000");
  }

  @Test
  void tableOfSymbolsThatAreNone() {
    refuse(Code.INVALID, Shape.of(1, 6), "10 0 0 <1:3> 1 <1:8> 1 <3:2>");
  }

  @Test
  void tableWithLengthsOutsideTheRange() {
    // 2, then 2 - 2.
    refuse(Code.INVALID, ROW, "00 0 <3:2> 0 1101 0 0 000000");
    // Written out: 13.
    refuse(Code.INVALID, ROW, "00 0 <3:2> 1111 <13:4> 0 0 0");
  }

  @Test
  void tableThatWritesOutWhatItsNeighbourGives() {
    // From 2, the length 3 written out.
    refuse(Code.NOT_CANONICAL, ROW, "00 0 <3:2> 1111 <3:4> 0 0 0");
  }

  @Test
  void tableThatEndsInUnusedSymbols() {
    // Lengths 1, 1, then one unused.
    refuse(Code.NOT_CANONICAL, ROW, "00 0 <2:2> 101 0 1110 1 000000");
  }

  @Test
  void tableThatCutsARunInTwo() {
    // Of 256: length 1, unused, unused, length 1.
    String table = "0 <3:8> 101 1110 1 1110 1 0 ";
    refuse(Code.NOT_CANONICAL, ROW, "01 0 0 <1:3> <7:3> " + table + ONLY_FIRST + "0");
  }

  @Test
  void tableWithARunComesBack() throws ModelFormatException {
    // Length 1, two unused, length 1: the codes are 0 and 1.
    String table = "0 <3:8> 101 1110 010 0 ";
    assertThat(decode(ROW, "01 0 0 <1:3> <7:3> " + table + ONLY_FIRST + "1"))
        .containsExactly(0, 0, 0, 1, 0, 0);
  }

  @Test
  void streams() throws ModelFormatException {
    Shape shape = Shape.of(1, 1024);
    // 256 symbols a stream, two bits each: 64 bytes each. All zeros are all code 0.
    String lengths = "<7:5> <64:7> <64:7> <64:7> <64:7>.";
    String body = "<0:64>".repeat(32);
    assertThat(decode(shape, "00 " + FOUR_EVEN + lengths + body)).containsOnly(0);
    refuse(Code.TRUNCATED, shape, "00 " + FOUR_EVEN + lengths + body.substring(6));
    refuse(Code.TRAILING_BYTES, shape, "00 " + FOUR_EVEN + lengths + body + "<0:8>");
    refuse(
        Code.NOT_CANONICAL, shape, "00 " + FOUR_EVEN + "<8:5> <64:8> <64:8> <64:8> <64:8>." + body);
    // The header takes six bytes.
    refuse(
        Code.TRAILING_BYTES,
        shape,
        "00 " + FOUR_EVEN + "<7:5> <65:7> <64:7> <64:7> <64:7>." + body + "<0:8>",
        6 + 64);
    refuse(
        Code.TRUNCATED,
        shape,
        "00 " + FOUR_EVEN + "<7:5> <64:7> <63:7> <65:7> <64:7>." + body,
        6 + 64 + 63);
  }

  @Test
  void paddingOfAStream() throws ModelFormatException {
    Shape shape = Shape.of(1, 1025);
    // 257, 257, 257 and 254 symbols of two bits: 65, 65, 65 and 64 bytes.
    String header = "00 " + FOUR_EVEN + "<7:5> <65:7> <65:7> <65:7> <64:7>.";
    String long65 = "<0:64>".repeat(8) + "00 000000 ";
    assertThat(decode(shape, header + long65.repeat(3) + "<0:64>".repeat(8))).containsOnly(0);
    String bad = "<0:64>".repeat(8) + "00 000001 ";
    refuse(Code.NOT_CANONICAL, shape, header + bad + long65.repeat(2) + "<0:64>".repeat(8), 6 + 64);
  }

  @Test
  void streamsOfOneSymbolAreEmpty() throws ModelFormatException {
    Shape shape = Shape.of(1, 2000);
    assertThat(decode(shape, "00 1 <3:2> <0:5>")).containsOnly(3);
    refuse(Code.TRAILING_BYTES, shape, "00 1 <3:2> <1:5> <1:1> 000 . <0:8>");
  }

  @Test
  void extraBitsOfStreams() throws ModelFormatException {
    Shape shape = Shape.of(1, 4096);
    // 1024 gaps of 2 (symbol 2 of resolution 0, extra bit 0), each followed by code 1: 128 bytes.
    String header = "01 0 0 <1024:13> <0:3> 1 <2:8> " + ONLY_FIRST;
    String lengths = "<8:5> <0:8> <0:8> <0:8> <0:8> <128:8> <0:5>.";
    byte[] codes = decode(shape, header + lengths + "<0:64>".repeat(16));
    for (int i = 0; i < codes.length; i++) {
      assertThat(codes[i]).as("code " + i).isEqualTo((byte) (i < 3072 && i % 3 == 2 ? 1 : 0));
    }
    refuse(
        Code.TRAILING_BYTES,
        shape,
        header + lengths.replace("<128:8>", "<129:8>") + "<0:64>".repeat(16) + "<0:8>",
        11 + 128);
    refuse(
        Code.TRUNCATED,
        shape,
        header + "<7:5> <0:7> <0:7> <0:7> <0:7> <127:7> <0:5>." + "<0:64>".repeat(15) + "<0:56>",
        10 + 127);
  }

  @Test
  void paddingOfExtraBits() throws ModelFormatException {
    Shape shape = Shape.of(1, 4096);
    // 1025 extra bits: 128 bytes, one bit and seven bits of padding, behind eleven bytes.
    String header = "01 0 0 <1025:13> <0:3> 1 <2:8> " + ONLY_FIRST;
    header += "<8:5> <0:8> <0:8> <0:8> <0:8> <129:8> <0:5>." + "<0:64>".repeat(16);
    assertThat(decode(shape, header + "<0:8>")[3 * 1025 - 1]).isEqualTo((byte) 1);
    assertThat(decode(shape, header + "<1:8>")[3 * 1025]).isEqualTo((byte) 1);
    refuse(Code.NOT_CANONICAL, shape, header + "<2:8>", 11 + 128);
    refuse(Code.NOT_CANONICAL, shape, header + "<128:8>", 11 + 128);
  }

  private static byte[] decode(Shape shape, String bits) throws ModelFormatException {
    byte[] bytes = BitString.bytes(bits);
    byte[] target = new byte[shape.size()];
    CodeDecoder.decode(bytes, 0, bytes.length, "codes", shape, THREE, Entropy.HUFFMAN, target);
    return target;
  }

  /** Refused at a byte. */
  private static void refuse(Code code, Shape shape, String bits, long offset) {
    assertThatThrownBy(() -> decode(shape, bits))
        .isInstanceOfSatisfying(
            ModelFormatException.class,
            e -> {
              assertThat(e.code()).as(e + "").isEqualTo(code);
              assertThat(e.offset()).as(e + "").isEqualTo(offset);
            });
  }

  private static void refuse(Code code, Shape shape, String bits) {
    assertThatThrownBy(() -> decode(shape, bits))
        .isInstanceOfSatisfying(
            ModelFormatException.class, e -> assertThat(e.code()).as(e + "").isEqualTo(code));
  }
}
