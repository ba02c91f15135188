package io.deepcompress.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.deepcompress.codec.container.ByteReader;
import io.deepcompress.codec.container.FileReader;
import io.deepcompress.codec.container.TopologyReader;
import io.deepcompress.codec.entropy.CodeDecoder;
import io.deepcompress.codec.network.Shape;
import java.util.List;

/**
 * Fuzz targets: whatever the bytes are, reading ends in a model or in {@link ModelFormatException}.
 * A normal test run replays the inputs under {@code ReaderFuzzTestInputs}; CONTRIBUTING.md says how
 * to search for more.
 */
class ReaderFuzzTest {
  private static final long EXECUTIONS = 10_000_000;

  private static final DecodeLimits SMALL =
      new DecodeLimits(1 << 20, 40_000, 20_000, 20_000, 500, 5_000);

  /** Weights of {@link #manySymbols}. */
  static final Shape MANY = Shape.of(180, 190);

  @FuzzTest(maxExecutions = EXECUTIONS, maxDuration = "10h")
  void rawBytes(byte[] data) {
    verify(data);
  }

  /** Right checksums, so that the parsers behind them are reached. */
  @FuzzTest(maxExecutions = EXECUTIONS, maxDuration = "10h")
  void repairedChecksums(byte[] data) {
    verify(Sections.reseal(data));
  }

  /** Header and frames alone, behind the magic. */
  @FuzzTest(maxExecutions = EXECUTIONS, maxDuration = "10h")
  void header(byte[] data) {
    byte[] file = Sections.reseal(DczBytes.join(DczBytes.hex("89 44 43 5a 01"), data));
    try {
      FileReader.read(file);
    } catch (ModelFormatException e) {
      // Expected.
    }
  }

  @FuzzTest(maxExecutions = EXECUTIONS, maxDuration = "10h")
  void topology(byte[] data) {
    try {
      TopologyReader.read(new ByteReader(data, 0, data.length, "network", 0), SMALL);
    } catch (ModelFormatException e) {
      // Expected.
    }
  }

  /** Preprocessing, activation ranges, codebooks and values of one network. */
  @FuzzTest(maxExecutions = EXECUTIONS, maxDuration = "10h")
  void numbers(byte[] data) {
    verify(DczBytes.version(1, 0).section(0x81, DczBytes.network(numbersTopology(), data)).bytes());
  }

  /** An input of 2x5x5, a convolution, ReLU, a dense layer of four units; both with biases. */
  static byte[] numbersTopology() {
    return DczBytes.hex("01 32 02 05 05 04 21 03 00 02 08 14 20 04 00");
  }

  /** Shapes of its parameters. */
  static List<Shape> numbersShapes() {
    return List.of(Shape.of(3, 2, 2, 2), Shape.of(3), Shape.of(4, 48), Shape.of(4));
  }

  @FuzzTest(maxExecutions = EXECUTIONS, maxDuration = "10h")
  void huffmanTable(byte[] data) {
    decode(data, Entropy.HUFFMAN, false);
  }

  /** As many weights as the loops for many symbols and cells want; slower. */
  @FuzzTest(maxExecutions = EXECUTIONS, maxDuration = "10h")
  void manySymbols(byte[] data) {
    decode(data, Entropy.HUFFMAN, true);
  }

  @FuzzTest(maxExecutions = EXECUTIONS, maxDuration = "10h")
  void rangeStream(byte[] data) {
    decode(data, Entropy.RANGE, false);
  }

  @FuzzTest(maxExecutions = EXECUTIONS, maxDuration = "10h")
  void text(byte[] data) {
    byte[] network =
        DczBytes.network(DczBytes.hex("01 00 05 01 08 00"), DczBytes.numbers(n -> n.integer(0)));
    verify(DczBytes.version(1, 0).section(0x01, network).section(0xc1, data).bytes());
  }

  private static void verify(byte[] file) {
    try {
      CompressedModel model = ModelReader.verify(file, SMALL, 1);
      for (StoredTensor tensor : model.tensors()) {
        tensor.toFloats();
      }
    } catch (ModelFormatException e) {
      // Expected.
    }
  }

  /** The first four bytes are shape and codebook size, the rest the payload. */
  private static void decode(byte[] data, Entropy entropy, boolean many) {
    if (data.length < 4) {
      return;
    }
    Shape shape = many ? MANY : shape(data, entropy);
    Codebook codebook = codebook(data);
    byte[] codes = new byte[shape.size()];
    try {
      CodeDecoder.decode(data, 4, data.length, "network", shape, codebook, entropy, codes);
    } catch (ModelFormatException e) {
      return;
    }
    for (byte code : codes) {
      if ((code & 0xff) > codebook.size()) {
        throw new AssertionError("code " + (code & 0xff) + " of " + codebook.size());
      }
    }
  }

  /** The shape that the first bytes stand for. */
  static Shape shape(byte[] data, Entropy entropy) {
    if (entropy == Entropy.RANGE) {
      // A range-coded stream never ends too early: few weights, that a run takes little time.
      int kernel = 1 + (data[0] & 3) % 3;
      return (data[0] & 4) != 0
          ? Shape.of(1 + (data[1] & 3), 1 + (data[2] & 7))
          : Shape.of(1 + (data[1] & 1), 1 + (data[2] & 1), kernel, kernel);
    }
    if ((data[0] & 0x1c) == 0x1c) {
      // Enough weights for blocks that are coded in several streams.
      return Shape.of(30 + (data[1] & 7), 40);
    } else if ((data[0] & 4) != 0) {
      return Shape.of(1 + (data[1] & 15), 1 + (data[2] & 15));
    }
    int kernel = 1 + (data[0] & 3) % 3;
    return Shape.of(1 + (data[1] & 3), 1 + (data[2] & 3), kernel, kernel);
  }

  /** The codebook whose size the fourth byte is. */
  static Codebook codebook(byte[] data) {
    float[] values = new float[data[3] & 0xff];
    for (int i = 0; i < values.length; i++) {
      values[i] = i - 100.5f;
    }
    return new Codebook(values, ValueFormat.FLOAT32);
  }
}
