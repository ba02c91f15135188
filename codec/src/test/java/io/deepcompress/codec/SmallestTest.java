package io.deepcompress.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Files in which only bytes count. */
class SmallestTest {
  private static final int MODELS = 600;
  private static final int FILTERS = 200;
  private static final int CHANNELS = 400;

  private static byte[] write(CompressedModel model, Entropy entropy, boolean smallest)
      throws ModelFormatException {
    return ModelWriter.write(model, new WriteOptions(entropy, smallest, true, 1));
  }

  /** Its codes are not; the numbers, which say how it is coded, may end a byte later. */
  @Test
  void oneTensorIsNotLongerThanByEitherCoding() throws Exception {
    int compared = 0;
    for (long seed = 0; seed < MODELS; seed++) {
      CompressedModel model = RandomModels.model(seed);
      if (model.tensors().stream().filter(SharedTensor.class::isInstance).count() == 1) {
        byte[] file = write(model, Entropy.RANGE, true);
        for (Entropy entropy : Entropy.values()) {
          assertThat(file.length)
              .as("%s, seed %d", entropy, seed)
              .isLessThanOrEqualTo(write(model, entropy, false).length + 1);
        }
        assertThat(write(model, Entropy.HUFFMAN, true)).as("seed %d", seed).isEqualTo(file);
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(MODELS / 10);
  }

  /**
   * Range coding does not leave out the dead filters and places of large kernels, but learns from
   * stripes.
   */
  @Test
  void everyTensorHasTheCodingThatIsShortest() throws Exception {
    Random random = new Random(1);
    byte[] dead = new byte[FILTERS * 20 * 25];
    for (int i = 0; i < dead.length; i++) {
      boolean live = i / 500 % 4 == 1 && i % 500 * 37 % 101 < 12;
      dead[i] = (byte) (live && random.nextBoolean() ? 1 + random.nextInt(4) : 0);
    }
    byte[] striped = new byte[FILTERS * 40];
    for (int i = 0; i < striped.length; i++) {
      striped[i] = (byte) (random.nextInt(8) < i % 8 ? 1 + random.nextInt(4) : 0);
    }
    CompressedModel model = model(5, dead, striped);
    byte[] file = write(model, Entropy.RANGE, true);
    assertThat(ModelInspector.inspect(file, DecodeLimits.DEFAULT).tensors())
        .extracting(ModelReport.TensorSize::entropy)
        .containsExactly(Entropy.HUFFMAN, Entropy.RANGE);
    for (Entropy entropy : Entropy.values()) {
      assertThat(file).hasSizeLessThan(write(model, entropy, false).length);
    }
    Models.assertSameStripped(ModelReader.read(file), model);
  }

  /** Half of the inputs are read a little more often, which only mixed contexts see. */
  @Test
  void contextsAreMixedForOnePercent() throws Exception {
    Random random = new Random(2);
    byte[] codes = new byte[FILTERS * CHANNELS];
    for (int i = 0; i < codes.length; i++) {
      int kept = i % CHANNELS % 2 == 0 ? 20 : 32;
      codes[i] = (byte) (random.nextInt(100) < kept ? 1 + random.nextInt(4) : 0);
    }
    CompressedModel model = model(1, codes);
    byte[] fast = write(model, Entropy.RANGE, false);
    byte[] small = write(model, Entropy.RANGE, true);
    assertThat(positions(fast)).isEqualTo("contexts");
    assertThat(positions(small)).isEqualTo("mixed contexts");
    assertThat((double) small.length / fast.length).isBetween(0.98, 0.9975);
  }

  private static String positions(byte[] file) throws ModelFormatException {
    return ModelInspector.inspect(file, DecodeLimits.DEFAULT).tensors().get(0).positionMode();
  }

  /** Convolutions, one after the other: the first with square kernels, the others with 1 x 1. */
  private static CompressedModel model(int kernel, byte[]... layers) {
    Codebook codebook = new Codebook(new float[] {-1, -0.5f, 0.5f, 1}, ValueFormat.FLOAT16);
    List<Node> nodes = new ArrayList<>();
    List<StoredTensor> tensors = new ArrayList<>();
    int channels = layers[0].length / (FILTERS * kernel * kernel);
    Input input = new Input("input", Shape.of(channels, kernel, kernel));
    for (byte[] codes : layers) {
      int size = nodes.isEmpty() ? kernel : 1;
      int filters = codes.length / (channels * size * size);
      Operation convolution = new Operation.Convolution(filters, Window.square(size), 1, false);
      nodes.add(new Node("conv" + nodes.size(), convolution, List.of(nodes.size())));
      tensors.add(SharedTensor.of(Shape.of(filters, channels, size, size), codebook, codes));
      channels = filters;
    }
    Network network = new Network(List.of(input), nodes, List.of(nodes.size()));
    return new CompressedModel(
        network, tensors, List.of(), List.of(Preprocessing.NONE), List.of(), Map.of());
  }
}
