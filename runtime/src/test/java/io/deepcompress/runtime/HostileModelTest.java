package io.deepcompress.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.within;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.DecodeLimits;
import io.deepcompress.codec.Entropy;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.ModelReader;
import io.deepcompress.codec.ModelWriter;
import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.RawTensor;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.WriteOptions;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Operation.Pool;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Small files that ask for much, or whose checksums are right and whose bytes are not. */
@Timeout(60)
class HostileModelTest {
  private static CompressedModel model(
      Shape input, List<Operation> operations, List<StoredTensor> tensors, float... scales) {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      nodes.add(new Node("node" + i, operations.get(i), List.of(i)));
    }
    Network network =
        new Network(List.of(new Input("x", input)), nodes, List.of(operations.size()));
    List<Optional<ActivationQuantization>> ranges = new ArrayList<>();
    for (float scale : scales) {
      ranges.add(Optional.of(new ActivationQuantization(scale, 0, false)));
    }
    return new CompressedModel(
        network, tensors, ranges, List.of(Preprocessing.NONE), List.of(), Map.of());
  }

  private static StoredTensor ones(int... sizes) {
    Shape shape = Shape.of(sizes);
    byte[] codes = new byte[shape.size()];
    Arrays.fill(codes, (byte) 1);
    return SharedTensor.of(shape, new Codebook(new float[] {1}, ValueFormat.FLOAT32), codes);
  }

  /** Any parameter may be shared, and what is wrong with a bias shows when it is decoded. */
  @ParameterizedTest
  @EnumSource(Mode.class)
  void sharedBiasesThatCannotBeDecodedEndTheLoading(Mode mode) throws Exception {
    Random random = new Random(1);
    Codebook codebook = new Codebook(new float[] {-1, 0.5f, 2}, ValueFormat.FLOAT32);
    byte[] weights = new byte[24];
    byte[] biases = new byte[6];
    for (byte[] codes : List.of(weights, biases)) {
      for (int i = 0; i < codes.length; i++) {
        codes[i] = (byte) random.nextInt(4);
      }
    }
    CompressedModel model =
        model(
            Shape.of(4),
            List.of(new Operation.Dense(6, true)),
            List.of(
                SharedTensor.of(Shape.of(6, 4), codebook, weights),
                SharedTensor.of(Shape.of(6), codebook, biases)),
            0.1f,
            0.1f);
    byte[] file = ModelWriter.write(model, new WriteOptions(Entropy.HUFFMAN, true, 1));
    int refused = 0;
    for (int bit = 8 * 6; bit < 8 * (file.length - 4); bit++) {
      byte[] changed = file.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      CRC32C checksum = new CRC32C();
      checksum.update(changed, 0, changed.length - 4);
      ByteBuffer.wrap(changed)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putInt(changed.length - 4, (int) checksum.getValue());
      CompressedModel read;
      try {
        read = ModelReader.read(changed);
      } catch (ModelFormatException e) {
        continue;
      }
      try {
        Model.of(read, LoadOptions.DEFAULT.withMode(mode)).newSession(SessionOptions.of(mode));
      } catch (ModelFormatException e) {
        refused++;
      } catch (IllegalArgumentException e) {
        // A change may leave the model without ranges.
        assertThat(mode).isEqualTo(Mode.INTEGER);
      }
    }
    assertThat(refused).isPositive();
  }

  /** Factors for all numbers of taps would be 64 million. */
  @Test
  void aPoolingFarLargerThanItsImageTakesNoMemoryForItsWindow() throws Exception {
    DecodeLimits small = new DecodeLimits(1000, 1000, 1000, 1000, 10, 1000);
    for (boolean countPadding : new boolean[] {false, true}) {
      Window window = new Window(8000, 8000, 1, 1, 7999, 7999, 0, 0, 1, 1);
      CompressedModel model =
          model(
              Shape.of(1, 1, 1),
              List.of(
                  new Operation.Pooling(Pool.AVERAGE, window, countPadding, 0),
                  new Operation.Reshape(Shape.of(1)),
                  new Operation.ScaleShift(1, 0)),
              List.of(),
              0.01f,
              0.01f,
              0.01f,
              0.01f);
      LoadOptions options = new LoadOptions(small, Mode.INTEGER, 1);
      try (Session session = Model.of(model, options).newSession(SessionOptions.of(Mode.INTEGER))) {
        assertThat(session.run(new float[] {1})[0])
            .isCloseTo(countPadding ? 0f : 1f, within(0.01f));
      }
    }
  }

  /** 256 bytes a channel would leave what an array can hold. */
  @ParameterizedTest
  @EnumSource(Mode.class)
  void aSlopeForEachOfVeryManyChannelsNeedsNoTables(Mode mode) throws Exception {
    int channels = 1 << 23;
    CompressedModel model =
        model(
            Shape.of(channels),
            List.of(new Operation.PRelu(0), new Operation.Slice(channels - 4, channels - 1)),
            List.of(ones(channels)),
            0.01f,
            0.01f,
            0.01f);
    try (Session session =
        Model.of(model, LoadOptions.DEFAULT.withMode(mode)).newSession(SessionOptions.of(mode))) {
      assertThat(session.run(new float[channels])).hasSize(4).containsOnly(0f);
    }
  }

  /** Rows filled up to 64 bytes would take as many for each weight. */
  @Test
  void denseLayersOfFewInputsTakeFewBytesAWeight() throws Exception {
    for (int inputs : new int[] {1, 2, 15, 16, 31, 63, 64, 65, 200}) {
      int units = 100_000 / inputs * 8;
      Model model =
          Model.of(
              model(
                  Shape.of(inputs),
                  List.of(new Operation.Dense(units, false)),
                  List.of(ones(units, inputs))));
      assertThat(model.weightBytes())
          .as("%d inputs: %s", inputs, model.kernels())
          .isLessThan(7L * inputs * units + 10_000);
    }
  }

  @Test
  void aChainOfManyNodesLoadsInTimeProportionalToThem() {
    int count = 50_000;
    StoredTensor one = new RawTensor(Shape.of(1), ValueFormat.FLOAT32, new float[] {1});
    CompressedModel model =
        model(
            Shape.of(1),
            Collections.nCopies(count, new Operation.Affine()),
            Collections.nCopies(2 * count, one));

    // All parameters looked through for each of the nodes took 25 s.
    long start = System.nanoTime();
    assertThatCode(() -> Model.of(model, LoadOptions.DEFAULT.withMode(Mode.FLOAT)))
        .doesNotThrowAnyException();
    assertThat((System.nanoTime() - start) / 1e9).isLessThan(10);
  }

  /** 0 times an infinite factor is not a number, which vectors turn into another integer. */
  @Test
  void scalesThatOverflowGiveTheSameIntegersAsInOtherModes() throws Exception {
    StoredTensor weights =
        new RawTensor(Shape.of(4, 4), ValueFormat.FLOAT32, new Models(5).input(Shape.of(16)));
    CompressedModel model =
        model(
            Shape.of(4),
            List.of(new Operation.Dense(4, false), new Operation.Dense(4, false)),
            List.of(weights, weights),
            1e38f,
            1e-3f,
            1e-3f);
    for (Mode mode : List.of(Mode.INT8, Mode.INTEGER, Mode.FLOAT)) {
      try (Session session =
          Model.of(model, LoadOptions.DEFAULT.withMode(mode)).newSession(SessionOptions.of(mode))) {
        assertThat(session.run(new float[4])).as("%s", mode).containsOnly(0f);
      }
    }
  }
}
