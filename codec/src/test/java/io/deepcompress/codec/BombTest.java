package io.deepcompress.codec;

import static io.deepcompress.codec.DczBytes.hex;
import static io.deepcompress.codec.DczBytes.join;
import static io.deepcompress.codec.DczBytes.network;
import static io.deepcompress.codec.DczBytes.numbers;
import static io.deepcompress.codec.DczBytes.varint;
import static io.deepcompress.codec.DczBytes.version;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.deepcompress.codec.ModelFormatException.Code;
import io.deepcompress.codec.entropy.CodeEncoder;
import io.deepcompress.codec.entropy.NumberEncoder;
import io.deepcompress.codec.network.Shape;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Small files that ask for much: each is refused in less than 50 ms, and takes no more memory than
 * its own length and the limits warrant.
 */
class BombTest {
  private static final long MOST_NANOSECONDS = 50_000_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Four times 2^18 numbers of four bytes, and room for objects. */
  private static final long FREE_BYTES = 6 << 20;

  private static final long BYTES_PER_FILE_BYTE = 400;

  private static final String MAX = "ff ff ff ff 07";
  private static final String DENSE = "01 00 04 01 00 02 00";
  private static final Codebook BOOK = new Codebook(new float[] {-1, 2}, ValueFormat.FLOAT32);

  private final List<DynamicTest> tests = new ArrayList<>();

  private void bomb(String name, byte[] file, Code... allowed) {
    bomb(name, file, DecodeLimits.DEFAULT, FREE_BYTES, allowed);
  }

  private void bomb(
      String name, byte[] file, DecodeLimits limits, long freeBytes, Code... allowed) {
    tests.add(
        DynamicTest.dynamicTest(
            name,
            () -> {
              long best = Long.MAX_VALUE;
              long allocated = Long.MAX_VALUE;
              // Of the processor, not of the clock; the first runs load and compile classes.
              for (int run = 0; run < 40 && (run < 3 || best > MOST_NANOSECONDS); run++) {
                long bytes = THREADS.getCurrentThreadAllocatedBytes();
                long start = THREADS.getCurrentThreadCpuTime();
                Code code = null;
                try {
                  ModelReader.verify(file, limits, 1);
                } catch (ModelFormatException e) {
                  code = e.code();
                }
                best = Math.min(best, THREADS.getCurrentThreadCpuTime() - start);
                allocated = Math.min(allocated, THREADS.getCurrentThreadAllocatedBytes() - bytes);
                assertThat(code).isIn((Object[]) allowed);
              }
              assertThat(best).isLessThan(MOST_NANOSECONDS);
              assertThat(allocated).isLessThan(freeBytes + BYTES_PER_FILE_BYTE * file.length);
            }));
  }

  private void topology(String name, String digits, Code... allowed) {
    bomb(name, DczBytes.topology(digits), allowed);
  }

  private static byte[] file(byte[] topology, Consumer<NumberEncoder> numbers, byte[]... codes) {
    return version(1, 0).section(0x81, network(topology, numbers(numbers), codes)).bytes();
  }

  private static byte[] repeat(byte[] head, int count, byte[] part, byte[] tail) {
    byte[][] parts = new byte[count + 2][];
    Arrays.fill(parts, part);
    parts[0] = head;
    parts[count + 1] = tail;
    return join(parts);
  }

  private static void none(NumberEncoder numbers) {
    numbers.integer(0);
  }

  @TestFactory
  List<DynamicTest> sizesThatOverflow() {
    topology("an input of 2^31 - 1", "01 00 " + MAX + " 00 00", Code.LIMIT);
    topology("an input of 2^62", "01 01 " + MAX + MAX + " 00 00", Code.INVALID);
    topology("an input of 2^124", "01 03 " + MAX + MAX + MAX + MAX + " 00 00", Code.INVALID);
    topology(
        "an input whose size is 2^32 exactly, 0 as an int",
        "01 01 80 80 04 80 80 04 00 00",
        Code.INVALID);
    topology("2^31 - 1 inputs", MAX + " 00 05 00 00", Code.TRUNCATED);
    topology("2^31 - 1 nodes", "01 00 05 " + MAX + " 08 00", Code.TRUNCATED);
    topology("2^31 - 1 outputs", "01 00 05 00 " + MAX, Code.TRUNCATED);
    topology("2^31 - 1 edges", "01 00 05 01 8f " + MAX + " 00 00", Code.TRUNCATED);
    topology("2^31 - 1 units", "01 00 05 01 00 " + MAX + " 00", Code.LIMIT, Code.INVALID);
    topology("2^31 - 1 filters", "01 02 01 08 08 01 01 " + MAX + " 00 01 00", Code.INVALID);
    topology("an LSTM of 2^31 - 1 units", "01 01 04 03 01 16 " + MAX + " 00", Code.INVALID);
    topology("an LSTM of 2^29 units", "01 01 04 03 01 16 80 80 80 80 02 00", Code.INVALID);
    topology(
        "padding of 2^31 - 1",
        "01 02 01 08 08 01 0c " + MAX + MAX + MAX + MAX + " 00",
        Code.INVALID);
    topology("upsampling by 2^31 - 1", "01 02 01 08 08 01 11 " + MAX + MAX + " 00", Code.INVALID);
    topology("blocks of 2^31 - 1", "01 02 01 08 08 01 12 " + MAX + " 00", Code.INVALID);
    topology("a slice of 2^31 - 1", "01 00 05 01 10 00 " + MAX + " 00", Code.INVALID);
    topology(
        "a reshape to 2^124", "01 00 05 01 34 04 " + MAX + MAX + MAX + MAX + " 00", Code.INVALID);
    topology(
        "a transposed convolution to 2^44",
        "01 02 01 ff 1f ff 1f 01 02 01 02 01 80 80 01 00",
        Code.LIMIT,
        Code.INVALID);
    topology(
        "a window of 2^14 dilated by 2^14",
        "01 02 01 08 08 01 01 01 20 80 80 01 80 80 01 00",
        Code.INVALID);
    return tests;
  }

  @TestFactory
  List<DynamicTest> deepAndWideGraphs() {
    byte[] vector = hex("01 00 05");
    byte[] end = hex("00");
    bomb(
        "a million ReLUs",
        file(repeat(join(vector, varint(1_000_000)), 1_000_000, hex("08"), end), BombTest::none),
        Code.LIMIT);
    bomb(
        "a million inputs",
        file(repeat(varint(1_000_000), 1_000_000, hex("00 01"), hex("00 00")), BombTest::none),
        Code.LIMIT);
    bomb(
        "a concatenation of a million values",
        file(
            repeat(join(vector, hex("01 8f"), varint(1_000_000)), 1_000_000, hex("00"), end),
            BombTest::none),
        Code.LIMIT);
    byte[] doubling = hex("8f 02 00 00");
    bomb(
        "a vector that doubles 40 times",
        file(repeat(join(vector, varint(40)), 40, doubling, end), BombTest::none),
        Code.LIMIT);
    bomb(
        "dense layers of 2^28 weights, over and over",
        file(
            repeat(join(hex("01 00 80 80 01"), varint(100)), 100, hex("00 80 80 01"), end),
            BombTest::none),
        Code.LIMIT);
    bomb(
        "a million outputs of a network of one value",
        file(
            repeat(join(vector, hex("00"), varint(1_000_000)), 999_999, hex("00"), end),
            BombTest::none),
        Code.LIMIT);
    return tests;
  }

  @TestFactory
  List<DynamicTest> sections() {
    byte[] network = network(hex("01 00 05 00 00"), numbers(BombTest::none));
    bomb(
        "a section of 2^31 - 1 bytes",
        version(1, 0).section(0x81, hex(MAX), network).bytes(),
        Code.TRUNCATED);
    bomb(
        "a section of 2^62 bytes",
        version(1, 0).section(0x81, hex("ff ff ff ff ff ff ff ff 3f"), network).bytes(),
        Code.INVALID);
    DczBytes ancillary = version(1, 0).section(0x01, network);
    DczBytes tensors = version(1, 0).section(0x01, network);
    byte[] one = version(1, 0).section(0x42, hex("")).bytes();
    byte[] empty = Arrays.copyOfRange(one, 6, one.length);
    for (int i = 0; i < 70; i++) {
      ancillary.section(0x42, hex(""));
    }
    bomb(
        "a million tiny unknown sections",
        ancillary.raw(repeat(hex(""), 1_000_000, empty, hex(""))).bytes(),
        Code.INVALID);
    bomb(
        "a million tiny sections of tensors",
        tensors.section(0x02, hex("")).raw(repeat(hex(""), 1_000_000, empty, hex(""))).bytes(),
        Code.NOT_CANONICAL);
    bomb(
        "a million last sections",
        join(
            version(1, 0).section(0x81, network).bytes(),
            repeat(hex(""), 1_000_000, empty, hex(""))),
        Code.TRAILING_BYTES);
    return tests;
  }

  @TestFactory
  List<DynamicTest> numbersAndCodes() {
    bomb(
        "numbers of 2^31 - 1 bytes",
        version(1, 0).section(0x81, join(hex("01 00 05 00 00 " + MAX), new byte[9])).bytes(),
        Code.TRUNCATED);
    bomb(
        "a mean of 2^26 values without any",
        file(hex("01 10 80 80 80 20 00 00"), n -> n.integer(1 << 26)),
        Code.INVALID);
    bomb(
        "2^28 values in no bytes",
        version(1, 0)
            .section(0x81, join(hex("01 00 80 80 01 01 00 80 80 01 00"), hex("00")))
            .bytes(),
        Code.INVALID,
        Code.NOT_CANONICAL,
        Code.TRUNCATED);
    bomb(
        "2^28 values stored one by one",
        file(
            hex("01 00 80 80 01 01 00 80 80 01 00"),
            n -> {
              n.integer(0);
              n.integer(0);
            }),
        Code.INVALID,
        Code.NOT_CANONICAL);
    bomb(
        "2^26 channel scales of one weight each",
        file(
            hex("01 00 01 01 00 80 80 80 20 00"),
            n -> {
              n.integer(0);
              n.integer(3);
              n.codebook(BOOK);
            }),
        Code.INVALID);
    bomb(
        "20,000 layers with codebooks larger than themselves",
        file(
            repeat(join(hex("01 00 01"), varint(20_000)), 20_000, hex("00 01"), hex("00")),
            n -> {
              n.integer(0);
              for (int i = 0; i < 550; i++) {
                n.integer(1);
                n.codebook(full());
              }
            }),
        Code.INVALID,
        Code.TRUNCATED);
    byte[] random = new byte[4000];
    new Random(1).nextBytes(random);
    bomb(
        "random bytes as numbers",
        version(1, 0)
            .section(0x81, join(hex("01 00 80 80 01 01 00 80 80 01 00"), varint(4000), random))
            .bytes(),
        Code.INVALID,
        Code.NOT_CANONICAL,
        Code.TRAILING_BYTES);
    bomb(
        "codes of 2^31 - 1 bytes",
        file(
            hex("01 00 04 02 00 04 00 02 00"),
            n -> {
              n.integer(0);
              n.integer(1);
              n.codebook(BOOK);
              n.integer(1);
              n.codebook(BOOK);
            },
            hex(MAX)),
        Code.TRUNCATED);
    // Dense codes of three symbols whose lengths are 1, 1, 1 and then 2, 2, 2.
    Consumer<NumberEncoder> shared = n -> shared(n, Entropy.HUFFMAN);
    bomb(
        "an over-subscribed Huffman table",
        file(hex(DENSE), shared, hex("b0 00 00 00")),
        Code.INVALID);
    bomb("an incomplete Huffman table", file(hex(DENSE), shared, hex("10 00 00 00")), Code.INVALID);
    // Gaps of one symbol: number 31 of the coarsest classes, with 30 extra bits, then number 255.
    bomb("a gap of 2^31 - 1", file(hex(DENSE), shared, hex("12 f8 d1 ff ff ff 0f")), Code.INVALID);
    bomb("a gap of 254 extra bits", file(hex(DENSE), shared, hex("12 f8 1f")), Code.INVALID);
    for (Entropy entropy : Entropy.values()) {
      byte[] codes =
          CodeEncoder.encode(new byte[] {1, 2, 0, 1, 0, 0, 2, 1}, Shape.of(2, 4), BOOK, entropy);
      bomb(
          "bytes behind the codes, " + entropy,
          file(hex(DENSE), n -> shared(n, entropy), codes, new byte[100_000]),
          Code.values());
      bomb(
          "100,000 random bytes as codes, " + entropy,
          file(hex(DENSE), n -> shared(n, entropy), random, random),
          Code.values());
    }
    return tests;
  }

  private static void shared(NumberEncoder numbers, Entropy entropy) {
    numbers.integer(0);
    numbers.integer(1 + entropy.ordinal());
    numbers.codebook(BOOK);
  }

  private static Codebook full() {
    float[] values = new float[255];
    for (int i = 0; i < 255; i++) {
      values[i] = i + 1;
    }
    return new Codebook(values, ValueFormat.FLOAT32);
  }

  @TestFactory
  List<DynamicTest> text() {
    byte[] network = network(hex("01 00 05 00 00"), numbers(BombTest::none));
    DczBytes file = version(1, 0).section(0x01, network);
    bomb(
        "2^31 - 1 labels",
        version(1, 0).section(0x01, network).section(0xc1, hex("02 " + MAX + " 00")).bytes(),
        Code.TRUNCATED);
    bomb(
        "a label of 2^31 - 1 bytes",
        version(1, 0).section(0x01, network).section(0xc1, hex("02 01 00 " + MAX)).bytes(),
        Code.TRUNCATED);
    byte[] name = "x".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
    // Each label has all of the first in common: 4 bytes that stand for 100,000.
    byte[] growing =
        file.section(
                0xc1,
                repeat(
                    join(hex("02"), varint(10_001), hex("00"), varint(name.length), name),
                    10_000,
                    join(varint(name.length), hex("00")),
                    hex("")))
            .bytes();
    int textBytes = 1 << 20;
    bomb(
        "labels that grow by what they have in common",
        growing,
        new DecodeLimits(1 << 30, 1000, 1000, 1000, 10, textBytes),
        FREE_BYTES + 4 * textBytes,
        Code.LIMIT);
    return tests;
  }
}
