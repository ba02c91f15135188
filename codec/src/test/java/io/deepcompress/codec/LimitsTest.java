package io.deepcompress.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deepcompress.codec.ModelFormatException.Code;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each of the caller's limits, at the limit and one below what the file needs. */
class LimitsTest {
  private static final Shape WEIGHTS = Shape.of(40, 10);

  /** One dense layer: 400 + 40 parameters, 400 in a tensor, 40 in a value, 1 node. */
  private static final CompressedModel MODEL =
      new CompressedModel(
          new Network(
              List.of(new Input("in", Shape.of(10))),
              List.of(new Node("out", new Operation.Dense(40, true), List.of(0))),
              List.of(1)),
          List.of(
              SharedTensor.of(
                  WEIGHTS, new Codebook(new float[] {1}, ValueFormat.FLOAT32), new byte[400]),
              new RawTensor(Shape.of(40), ValueFormat.FLOAT32, new float[40])),
          List.of(),
          List.of(Preprocessing.NONE),
          List.of("ab"),
          Map.of("k", "v"));

  @TempDir Path folder;

  private static byte[] file() throws ModelFormatException {
    return ModelWriter.write(MODEL, WriteOptions.DEFAULT);
  }

  private static DecodeLimits exact(int length) {
    return new DecodeLimits(length, 440, 400, 40, 1, 9);
  }

  private static void assertRefused(DecodeLimits limits, String message) throws Exception {
    byte[] file = file();
    assertThatThrownBy(() -> ModelReader.read(file, limits))
        .isInstanceOfSatisfying(
            ModelFormatException.class, e -> assertThat(e.code()).isEqualTo(Code.LIMIT))
        .hasMessageContaining(message);
  }

  @Test
  void whatALimitAllowsIsRead() throws Exception {
    byte[] file = file();
    Models.assertSame(ModelReader.read(file, exact(file.length)), MODEL);
  }

  @Test
  void whatIsAboveALimitIsRefused() throws Exception {
    int length = file().length;
    assertRefused(new DecodeLimits(length - 1, 440, 400, 40, 1, 9), "the limit is " + (length - 1));
    assertRefused(new DecodeLimits(length, 439, 400, 40, 1, 9), "440 parameters");
    assertRefused(new DecodeLimits(length, 440, 399, 40, 1, 9), "has 400 values");
    assertRefused(new DecodeLimits(length, 440, 400, 39, 1, 9), "40 elements of a value");
    assertRefused(new DecodeLimits(length, 440, 400, 9, 1, 9), "10 elements of a value");
    assertRefused(new DecodeLimits(length, 440, 400, 40, 0, 9), "1 inputs");
    assertRefused(new DecodeLimits(length, 440, 400, 40, 1, 8), "more text");
  }

  private static void assertLimit(String topology, int nodes, String message) {
    DecodeLimits limits = new DecodeLimits(1000, 1000, 1000, 1000, nodes, 1000);
    assertThatThrownBy(() -> ModelReader.read(DczBytes.topology(topology), limits))
        .isInstanceOfSatisfying(
            ModelFormatException.class, e -> assertThat(e.code()).isEqualTo(Code.LIMIT))
        .hasMessageContaining(message);
  }

  @Test
  void nodesInputsAndEdges() throws Exception {
    DecodeLimits two = new DecodeLimits(1000, 1000, 1000, 1000, 2, 1000);
    assertThat(ModelReader.read(DczBytes.topology("01 00 05 02 08 08 00"), two)).isNotNull();
    assertLimit("01 00 05 02 08 08 00", 1, "2 nodes are above the limit of 1");
    assertThat(ModelReader.read(DczBytes.topology("02 00 05 00 05 00 00"), two)).isNotNull();
    assertLimit("02 00 05 00 05 00 00", 1, "2 inputs are above the limit of 1");
    // Eight edges a node, in nodes and outputs together.
    String eight = "01 00 05 01 8f 08 00 00 00 00 00 00 00 00 00";
    assertThat(
            ModelReader.read(
                DczBytes.topology(eight), new DecodeLimits(1000, 1000, 1000, 1000, 1, 1000)))
        .isNotNull();
    assertLimit(
        "01 00 05 01 8f 09 00 00 00 00 00 00 00 00 00 00", 1, "9 edges are above the limit of 8");
    assertLimit(
        "01 00 05 01 8f 08 00 00 00 00 00 00 00 00 02 00 00", 1, "10 edges are above the limit");
  }

  @Test
  void aLongFileIsNotReadFromDisk() throws Exception {
    Path path = folder.resolve("a.dcz");
    byte[] file = file();
    Files.write(path, file);
    Models.assertSame(ModelReader.read(path, exact(file.length)), MODEL);
    Models.assertSame(ModelReader.verify(path, exact(file.length), 2), MODEL);
    assertThatThrownBy(() -> ModelReader.read(path, exact(file.length - 1)))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("a file of " + file.length + " bytes");
  }

  @Test
  void theArrayMayChangeAfterwards() throws Exception {
    byte[] file = file();
    CompressedModel model = ModelReader.read(file);
    Arrays.fill(file, (byte) 0);
    Models.assertSame(model, MODEL);
  }
}
