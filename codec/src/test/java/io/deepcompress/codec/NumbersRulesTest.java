package io.deepcompress.codec;

import static io.deepcompress.codec.DczBytes.hex;
import static io.deepcompress.codec.DczBytes.join;
import static io.deepcompress.codec.DczBytes.network;
import static io.deepcompress.codec.DczBytes.numbers;
import static io.deepcompress.codec.DczBytes.varint;
import static io.deepcompress.codec.DczBytes.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.ModelFormatException.Code;
import io.deepcompress.codec.entropy.CodeEncoder;
import io.deepcompress.codec.entropy.NumberEncoder;
import io.deepcompress.codec.network.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Sections 4 and 5 of FORMAT.md, rule by rule. */
class NumbersRulesTest {
  /** An input of 3 x 2 x 2, its preprocessing as the head byte says, and nothing else. */
  private static final String BGR = "01 %s 03 02 02 00 00";

  /** An input of 4, a dense layer of 2 without bias. */
  private static final String DENSE = "01 00 04 01 00 02 00";

  private static final Shape WEIGHTS = Shape.of(2, 4);
  private static final Codebook BOOK = new Codebook(new float[] {-1, 2}, ValueFormat.FLOAT32);
  private static final byte[] CODES = {0, 1, 0, 2, 2, 0, 0, 1};

  private final Rules rules = new Rules();

  private static byte[] file(String topology, Consumer<NumberEncoder> numbers, byte[]... codes) {
    return version(1, 0).section(0x81, network(hex(topology), numbers(numbers), codes)).bytes();
  }

  private static byte[] coded(Entropy entropy) {
    return CodeEncoder.encode(CODES, WEIGHTS, BOOK, entropy);
  }

  /** Offset of the numbers of a file with this topology, whose length takes one byte. */
  private static int start(String topology) {
    return 8 + hex(topology).length + 1;
  }

  private void invalid(
      String rule, String topology, Consumer<NumberEncoder> numbers, Code code, String message) {
    rules.invalid(rule, file(topology, numbers), code, start(topology), "network", message);
  }

  @TestFactory
  List<DynamicTest> preprocessing() {
    rules.valid(
        "a mean for each channel and one scale",
        file(
            BGR.formatted("3a"),
            n -> {
              n.integer(3);
              n.floats(new float[] {103.939f, 116.779f, 123.68f});
              n.integer(1);
              n.floats(new float[] {0.5f});
              n.integer(0);
            }),
        model ->
            assertThat(model.preprocessing())
                .containsExactly(
                    new Preprocessing(
                        Preprocessing.ChannelOrder.BGR,
                        new float[] {103.939f, 116.779f, 123.68f},
                        new float[] {0.5f})));
    rules.valid(
        "a scale for each element",
        file(
            BGR.formatted("22"),
            n -> {
              n.integer(12);
              n.floats(new float[12]);
              n.integer(0);
            }),
        model -> assertThat(model.preprocessing().get(0).scale()).hasSize(12));
    for (int count : new int[] {0, 2, 11}) {
      invalid(
          count + " means",
          BGR.formatted("12"),
          n -> {
            n.integer(count);
            n.floats(new float[count]);
            n.integer(0);
          },
          Code.INVALID,
          "preprocessing by " + count + " values for an input of");
    }
    return rules.tests();
  }

  @TestFactory
  List<DynamicTest> activations() {
    String four = "01 00 05 03 08 0b 08 00";
    ActivationQuantization unsigned = new ActivationQuantization(0.5f, 0, false);
    ActivationQuantization signed = new ActivationQuantization(0.25f, -128, true);
    rules.valid(
        "every kind",
        file(
            four,
            n -> {
              n.integer(1);
              n.integer(2);
              n.floats(new float[] {0.5f});
              n.integer(0);
              n.integer(1);
              n.integer(5);
              n.floats(new float[] {0.25f});
              n.integer(0);
            }),
        model ->
            assertThat(model.activations())
                .containsExactly(
                    Optional.of(unsigned),
                    Optional.empty(),
                    Optional.of(unsigned),
                    Optional.of(signed)));
    rules.valid(
        "all without quantization",
        file(
            "01 00 05 00 00",
            n -> {
              n.integer(1);
              n.integer(0);
            }),
        model -> assertThat(model.activations()).containsExactly(Optional.empty()));
    String one = "01 00 05 00 00";
    invalid(
        "the same as nothing",
        one,
        n -> {
          n.integer(1);
          n.integer(1);
        },
        Code.NOT_CANONICAL,
        "value 0 has a quantization that has a shorter form");
    invalid(
        "a zero point of 0 spelt out",
        one,
        n -> {
          n.integer(1);
          n.integer(5);
          n.floats(new float[] {1});
          n.integer(128);
        },
        Code.NOT_CANONICAL,
        "value 0 has a quantization that has a shorter form");
    for (float scale : new float[] {0f, -1f}) {
      invalid(
          "a scale of " + scale,
          one,
          n -> {
            n.integer(1);
            n.integer(2);
            n.floats(new float[] {scale});
          },
          Code.INVALID,
          "an activation scale of " + scale);
    }
    invalid(
        "the same spelt out",
        "01 00 05 01 08 00",
        n -> {
          n.integer(1);
          for (int i = 0; i < 2; i++) {
            n.integer(3);
            n.floats(new float[] {2});
          }
        },
        Code.NOT_CANONICAL,
        "value 1 has a quantization that has a shorter form");
    return rules.tests();
  }

  @TestFactory
  List<DynamicTest> tensors() {
    float[] values = {1, 2, 3, 4, 5, 6, 7, 8};
    rules.valid(
        "values",
        file(
            DENSE,
            n -> {
              n.integer(0);
              n.integer(0);
              n.tensor(new RawTensor(WEIGHTS, ValueFormat.FLOAT16, values));
            }),
        model ->
            assertThat(model.tensors())
                .containsExactly(new RawTensor(WEIGHTS, ValueFormat.FLOAT16, values)));
    for (Entropy entropy : Entropy.values()) {
      for (boolean scaled : new boolean[] {false, true}) {
        float[] scales = scaled ? new float[] {0.5f, 3} : new float[0];
        rules.valid(
            "shared " + entropy + " " + scaled,
            file(
                DENSE,
                n -> {
                  n.integer(0);
                  n.integer(1 + entropy.ordinal() + (scaled ? 2 : 0));
                  n.codebook(BOOK);
                  n.floats(scales);
                },
                coded(entropy)),
            model -> {
              SharedTensor tensor = (SharedTensor) model.tensors().get(0);
              assertThat(tensor.codes()).containsExactly(CODES);
              assertThat(tensor.channelScales()).containsExactly(scales);
              float first = scaled ? 0.5f : 1;
              float second = scaled ? 3 : 1;
              assertThat(tensor.toFloats())
                  .containsExactly(0, -first, 0, 2 * first, 2 * second, 0, 0, -second);
            });
      }
    }
    invalid(
        "a channel scale of 0",
        DENSE,
        n -> {
          n.integer(0);
          n.integer(3);
          n.codebook(BOOK);
          n.floats(new float[] {1, 0});
        },
        Code.INVALID,
        "a channel scale of 0.0");
    return rules.tests();
  }

  /** Numbers of scale and shift of so many channels, all zero, which take next to no bytes. */
  private static byte[] zeros(int channels) {
    RawTensor zeros = new RawTensor(Shape.of(channels), ValueFormat.FLOAT32, new float[channels]);
    return numbers(
        n -> {
          n.integer(0);
          n.integer(0);
          n.tensor(zeros);
          n.integer(0);
          n.tensor(zeros);
        });
  }

  private static byte[] affine(int channels, byte[] numbers) {
    byte[] topology = join(hex("01 00"), varint(channels), hex("01 05 00"));
    return version(1, 0).section(0x81, network(topology, numbers)).bytes();
  }

  @TestFactory
  List<DynamicTest> amounts() {
    int at = 8 + 2 + 3 + 3 + 1;
    for (int length = 5; length < 15; length++) {
      // 2^18 and 64 for each byte, in two tensors.
      int most = (1 << 17) + 32 * length;
      byte[] exactly = zeros(most);
      if (exactly.length == length) {
        rules.valid(
            "as many values as " + length + " bytes may hold",
            affine(most, exactly),
            model -> assertThat(model.network().parameterCount()).isEqualTo(2L * most));
      }
      byte[] more = zeros(most + 1);
      if (more.length == length) {
        rules.invalid(
            "more values than " + length + " bytes may hold",
            affine(most + 1, more),
            Code.INVALID,
            at,
            "network",
            "more values than these bytes can hold");
      }
    }
    assertThat(rules.tests()).hasSizeGreaterThan(1);
    byte[] numbers = numbers(n -> n.integer(0));
    rules.invalid(
        "a byte behind the numbers",
        version(1, 0)
            .section(0x81, network(hex("01 00 05 00 00"), join(numbers, new byte[9])))
            .bytes(),
        Code.TRAILING_BYTES,
        // The range coder has read seven bytes.
        8 + 5 + 1 + 7,
        "network",
        "bytes follow the end of the range-coded stream");
    return rules.tests();
  }

  private static void shared(NumberEncoder numbers) {
    numbers.integer(1);
    numbers.codebook(BOOK);
  }

  @TestFactory
  List<DynamicTest> codes() {
    String twice = "01 00 04 02 00 04 00 02 00";
    Shape first = Shape.of(4, 4);
    byte[] codes = CodeEncoder.encode(new byte[16], first, BOOK, Entropy.HUFFMAN);
    byte[] last = coded(Entropy.HUFFMAN);
    Consumer<NumberEncoder> numbers =
        n -> {
          n.integer(0);
          shared(n);
          shared(n);
        };
    int at = start(twice) + numbers(numbers).length;
    rules.valid(
        "all but the last have a length",
        file(twice, numbers, varint(codes.length), codes, last),
        model -> {
          assertThat(((SharedTensor) model.tensors().get(0)).codes()).containsOnly(0);
          assertThat(((SharedTensor) model.tensors().get(1)).codes()).containsExactly(CODES);
        });
    rules.invalid(
        "a length beyond the section",
        file(twice, numbers, varint(codes.length + last.length + 1), codes, last),
        Code.TRUNCATED,
        at,
        "network",
        "bytes of codes");
    rules.invalid(
        "no length", file(twice, numbers), Code.TRUNCATED, at, "network", "middle of a field");
    rules.invalid(
        "bytes where no codes can be",
        file("01 00 04 00 00", n -> n.integer(0), hex("00")),
        Code.TRAILING_BYTES,
        start("01 00 04 00 00") + numbers(n -> n.integer(0)).length,
        "network",
        "1 bytes too many");
    byte[] beyond =
        version(1, 0).section(0x81, join(hex("01 00 04 00 00 7f"), new byte[20])).bytes();
    rules.invalid("numbers beyond the end", beyond, Code.TRUNCATED, 13, "network", "127 bytes of");
    return rules.tests();
  }

  /** Two layers with empty codebooks, whose codes take no bytes, in a payload of a given length. */
  private static byte[] padded(int length, byte[] rest) {
    byte[] numbers =
        numbers(
            n -> {
              n.integer(0);
              for (int i = 0; i < 2; i++) {
                n.integer(1);
                n.codebook(new Codebook(new float[0], ValueFormat.FLOAT32));
              }
            });
    byte[] head = hex("01 00 01");
    byte[] tail = hex("00 01 00 01 00");
    int nodes = length - head.length - 2 - tail.length - 1 - numbers.length - 1 + 2;
    byte[] topology = new byte[nodes - 2];
    Arrays.fill(topology, (byte) 8);
    byte[] payload = network(join(head, varint(nodes), topology, tail), numbers, hex("00"), rest);
    assertThat(payload).hasSize(length + rest.length);
    return payload;
  }

  @TestFactory
  List<DynamicTest> fullSections() {
    byte[] none = new byte[0];
    rules.valid(
        "4095 bytes have room",
        version(1, 0).section(0x81, padded(4095, none)).bytes(),
        model -> assertThat(model.network().parameterCount()).isEqualTo(2));
    rules.invalid(
        "4095 bytes have room, so there is no section of tensors",
        version(1, 0).section(0x01, padded(4095, none)).section(0x82, none).bytes(),
        Code.NOT_CANONICAL,
        6 + 3 + 4095 + 4,
        "tensors 1",
        "has room");
    rules.valid(
        "4096 bytes are full",
        version(1, 0).section(0x01, padded(4096, none)).section(0x82, none).bytes(),
        model -> assertThat(model.network().parameterCount()).isEqualTo(2));
    rules.invalid(
        "4096 bytes are full, so there must be a section of tensors",
        version(1, 0).section(0x81, padded(4096, none)).bytes(),
        Code.TRUNCATED,
        6 + 3 + 4096,
        "network",
        "no section holds the codes");
    return rules.tests();
  }

  @TestFactory
  List<DynamicTest> sections() throws ModelFormatException {
    // A first layer whose codes fill the network's section, so that the second has its own.
    String topology = "01 00 80 10 02 00 08 00 02 00";
    byte[] noise = new byte[2048 * 8];
    new Random(3).nextBytes(noise);
    for (int i = 0; i < noise.length; i++) {
      noise[i] &= 63;
    }
    float[] values = new float[63];
    for (int i = 0; i < 63; i++) {
      values[i] = i + 1;
    }
    Codebook book = new Codebook(values, ValueFormat.FLOAT16);
    byte[] large = CodeEncoder.encode(noise, Shape.of(8, 2048), book, Entropy.HUFFMAN);
    byte[] small = CodeEncoder.encode(new byte[16], Shape.of(2, 8), BOOK, Entropy.HUFFMAN);
    byte[] network =
        network(
            hex(topology),
            numbers(
                n -> {
                  n.integer(0);
                  n.integer(1);
                  n.codebook(book);
                  shared(n);
                }),
            varint(large.length),
            large);
    assertThat(network.length).isGreaterThan(4096);
    int end = 6 + 1 + varint(network.length).length + network.length + 4;
    rules.valid(
        "a full section is followed by another",
        version(1, 0).section(0x01, network).section(0x82, small).bytes(),
        model -> {
          assertThat(((SharedTensor) model.tensors().get(0)).codes()).containsExactly(noise);
          assertThat(((SharedTensor) model.tensors().get(1)).codes()).containsOnly(0);
        });
    rules.invalid(
        "codes that stand in a full section",
        version(1, 0).section(0x81, join(network, small)).bytes(),
        Code.TRAILING_BYTES,
        end - 4,
        "network",
        "bytes too many");
    rules.invalid(
        "no section for the rest",
        version(1, 0).section(0x81, network).bytes(),
        Code.TRUNCATED,
        end - 4,
        "network",
        "no section holds the codes of dense2.weights");
    rules.invalid(
        "a section of tensors too many",
        version(1, 0)
            .section(0x01, network)
            .section(0x02, join(small, new byte[5000]))
            .section(0x82, small)
            .bytes(),
        Code.TRAILING_BYTES,
        end + 7 + small.length + 5000,
        "tensors 2",
        "codes of no tensor");
    return rules.tests();
  }
}
