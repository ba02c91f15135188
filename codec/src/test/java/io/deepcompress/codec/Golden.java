package io.deepcompress.codec;

import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Parameter;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;

/**
 * The golden files: models made from seeds, and the files of version 1.0 that hold them. Every
 * later version must read these files as these models.
 *
 * <p>The files were written by {@link #main}, run with the folder {@code
 * codec/src/test/resources/io/deepcompress/codec/golden} as its argument. It writes only files that
 * are not there; those that are never change.
 *
 * @param name of the file, without its suffix
 * @param model what it holds; stripped files hold no text
 * @param options it was written with
 */
record Golden(String name, CompressedModel model, WriteOptions options) {

  /** Writes the files that are missing. */
  public static void main(String[] args) throws IOException {
    for (Golden golden : all()) {
      Path path = Path.of(args[0], golden.name + ".dcz");
      if (!Files.exists(path)) {
        ModelFiles.save(path, ModelWriter.write(golden.model, golden.options));
      }
    }
  }

  /** Bytes of the committed file. */
  byte[] file() throws IOException {
    try (InputStream in = Golden.class.getResourceAsStream("golden/" + name + ".dcz")) {
      if (in == null) {
        throw new IOException("no golden file " + name);
      }
      return in.readAllBytes();
    }
  }

  /** Every golden model, each time anew. */
  static List<Golden> all() {
    List<Golden> all = new ArrayList<>();
    double[] densities = {0.02, 0.06, 0.12, 0.25, 0.4, 0.6, 0.85, 1};
    ValueFormat[] formats = {ValueFormat.FLOAT32, ValueFormat.FLOAT16, ValueFormat.int8(0x1p-6f)};
    for (Entropy entropy : Entropy.values()) {
      WriteOptions stripped = new WriteOptions(entropy, true, 1);
      WriteOptions whole = new WriteOptions(entropy, false, 1);
      String suffix = entropy == Entropy.HUFFMAN ? "-huffman" : "-range";
      for (int bits = 1; bits <= 8; bits++) {
        Maker maker = new Maker(bits);
        ValueFormat format = bits == 8 ? formats[bits % 2] : formats[bits % 3];
        all.add(
            new Golden(
                "bits-" + bits + suffix,
                maker.dense(40, 60, (1 << bits) - 1, densities[bits - 1], format),
                stripped));
      }
      for (int percent : new int[] {0, 1, 5, 30, 70, 100}) {
        Maker maker = new Maker(100 + percent);
        all.add(
            new Golden(
                "density-" + percent + suffix,
                maker.dense(50, 37, 15, percent / 100.0, ValueFormat.FLOAT16),
                stripped));
      }
      all.add(new Golden("one-weight" + suffix, new Maker(1).dense(1, 1, 1, 1, formats[0]), whole));
      all.add(
          new Golden("empty-codebook" + suffix, new Maker(2).dense(9, 7, 0, 0, formats[0]), whole));
      all.add(new Golden("dead-rows" + suffix, new Maker(3).deadRows(), stripped));
      all.add(new Golden("patterns" + suffix, new Maker(12).patterns(), stripped));
      all.add(new Golden("convolutions" + suffix, new Maker(4).convolutions(), whole));
      all.add(new Golden("channel-scales" + suffix, new Maker(5).channelScales(), stripped));
      all.add(new Golden("quantized" + suffix, new Maker(6).quantized(), stripped));
      all.add(
          new Golden(
              "centroid-widths" + suffix, new Maker(13).spreadLikeTheirCentroids(), stripped));
      all.add(new Golden("sections" + suffix, new Maker(7).sections(), whole));
    }
    WriteOptions whole = WriteOptions.DEFAULT;
    all.add(new Golden("no-nodes", new Maker(8).noNodes(), whole));
    all.add(new Golden("values-only", new Maker(9).valuesOnly(), whole));
    all.add(new Golden("operations", new Maker(10).operations(), whole));
    all.add(new Golden("text", new Maker(11).text(), whole));
    return all;
  }

  /** Makes models from a seed. */
  private static final class Maker {
    private final Random random;
    private final List<Node> nodes = new ArrayList<>();

    private Maker(long seed) {
      random = new Random(seed);
    }

    private Maker add(String name, Operation operation, Integer... inputs) {
      List<Integer> read = inputs.length == 0 ? List.of(nodes.size()) : List.of(inputs);
      nodes.add(new Node(name, operation, read));
      return this;
    }

    private Network network(Shape input) {
      return new Network(List.of(new Input("input", input)), nodes, List.of(nodes.size()));
    }

    private static CompressedModel model(Network network, List<StoredTensor> tensors) {
      return new CompressedModel(
          network, tensors, List.of(), List.of(Preprocessing.NONE), List.of(), Map.of());
    }

    /** Centroids around a bell, by rounding and skipping what repeats. */
    private Codebook codebook(int size, ValueFormat format) {
      TreeSet<Float> values = new TreeSet<>(Float::compare);
      while (values.size() < size) {
        float value = format.round((float) (random.nextGaussian() * 0.5));
        if (Float.floatToRawIntBits(value) != 0) {
          values.add(value);
        }
      }
      float[] sorted = new float[size];
      int at = 0;
      for (float value : values) {
        sorted[at++] = value;
      }
      return new Codebook(sorted, format);
    }

    /** Codes of which a share is not zero, the middle ones more often. */
    private byte[] codes(int length, int size, double density) {
      byte[] codes = new byte[length];
      for (int i = 0; i < length; i++) {
        if (random.nextDouble() < density && size > 0) {
          codes[i] = (byte) (1 + (random.nextInt(size) + random.nextInt(size)) / 2);
        }
      }
      return codes;
    }

    private SharedTensor shared(Shape shape, int size, double density, ValueFormat format) {
      return SharedTensor.of(shape, codebook(size, format), codes(shape.size(), size, density));
    }

    private RawTensor raw(Shape shape, ValueFormat format) {
      float[] values = new float[shape.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = format.round((float) (random.nextGaussian() * 0.25));
      }
      return new RawTensor(shape, format, values);
    }

    private CompressedModel dense(int units, int in, int size, double density, ValueFormat format) {
      add("dense1", new Operation.Dense(units, false));
      return model(
          network(Shape.of(in)), List.of(shared(Shape.of(units, in), size, density, format)));
    }

    /** Rows and columns without any weight, as pruned networks have. */
    private CompressedModel deadRows() {
      add("dense1", new Operation.Dense(48, true));
      byte[] codes = codes(48 * 90, 7, 0.3);
      for (int i = 0; i < codes.length; i++) {
        if (i / 90 % 3 == 1 || i % 90 % 4 == 2) {
          codes[i] = 0;
        }
      }
      return model(
          network(Shape.of(90)),
          List.of(
              SharedTensor.of(Shape.of(48, 90), codebook(7, ValueFormat.FLOAT32), codes),
              raw(Shape.of(48), ValueFormat.FLOAT16)));
    }

    /** Layers whose zeros lie in patterns, for which other position codings are the cheapest. */
    private CompressedModel patterns() {
      add("a", new Operation.Dense(96, false));
      add("b", new Operation.Dense(64, false));
      add("c", new Operation.Dense(72, false));
      add("d", new Operation.Dense(40, false));
      Network network = network(Shape.of(64));
      int[] keep = new int[4 * 96 * 96];
      List<StoredTensor> tensors = new ArrayList<>();
      for (int layer = 0; layer < 4; layer++) {
        Shape shape = network.parameters().get(layer).shape();
        byte[] codes = codes(shape.size(), 3, 1);
        for (int i = 0; i < codes.length; i++) {
          int row = i / shape.dimension(1);
          int column = i % shape.dimension(1);
          boolean kept =
              switch (layer) {
                // Aligned groups of four.
                case 0 -> random.nextInt(16) > 0 && (keep(keep, i / 4, 2) != 0);
                // The same, and every third row is empty.
                case 1 -> row % 3 != 1 && keep(keep, 9000 + i / 4, 2) != 0;
                // Rows of very different density, half of the columns empty.
                case 2 -> column % 2 == 0 && random.nextInt(1 + row * row / 20) == 0;
                // Columns of very different density.
                default -> random.nextInt(1 + column * column / 8) == 0;
              };
          codes[i] = kept ? codes[i] : 0;
        }
        tensors.add(SharedTensor.of(shape, codebook(3, ValueFormat.FLOAT16), codes));
      }
      return model(network, tensors);
    }

    /**
     * Few weights, as evenly spread as the nearest of many uneven centroids can show; what a range
     * coder learns too late, the distances between centroids say from the start.
     */
    private CompressedModel spreadLikeTheirCentroids() {
      add("conv", new Operation.Convolution(8, Window.square(3), 1, false));
      add("flat", new Operation.Reshape(Shape.of(8)));
      add("dense", new Operation.Dense(20, false));
      Network network = network(Shape.of(4, 3, 3));
      ValueFormat[] formats = {ValueFormat.FLOAT32, ValueFormat.FLOAT16};
      List<StoredTensor> tensors = new ArrayList<>();
      for (Parameter parameter : network.parameters()) {
        TreeSet<Float> uneven = new TreeSet<>();
        ValueFormat format = formats[tensors.size()];
        while (uneven.size() < 60) {
          double place = random.nextDouble() * 2 - 1;
          uneven.add(format.round((float) (place * place * place)));
        }
        float[] centroids = new float[60];
        int count = 0;
        for (float centroid : uneven) {
          centroids[count++] = centroid;
        }
        byte[] codes = new byte[parameter.shape().size()];
        for (int i = 0; i < codes.length; i++) {
          double weight = random.nextDouble() * 2 - 1;
          int nearest = 0;
          for (int c = 1; c < centroids.length; c++) {
            if (Math.abs(centroids[c] - weight) < Math.abs(centroids[nearest] - weight)) {
              nearest = c;
            }
          }
          codes[i] = (byte) (random.nextInt(4) == 0 ? 0 : 1 + nearest);
        }
        tensors.add(SharedTensor.of(parameter.shape(), new Codebook(centroids, format), codes));
      }
      return model(network, tensors);
    }

    /** A random choice that is made once for each index. */
    private int keep(int[] made, int index, int choices) {
      if (made[index] == 0) {
        made[index] = 1 + random.nextInt(choices);
      }
      return made[index] - 1;
    }

    private List<StoredTensor> tensors(Network network, int size, ValueFormat format) {
      List<StoredTensor> tensors = new ArrayList<>();
      for (Parameter parameter : network.parameters()) {
        double density = 0.15 + 0.1 * (tensors.size() % 5);
        tensors.add(
            parameter.role().isWeights()
                ? shared(parameter.shape(), size, density, format)
                : raw(parameter.shape(), format));
      }
      return tensors;
    }

    private CompressedModel convolutions() {
      add("conv1", new Operation.Convolution(8, Window.square(5), 1, true));
      add("pool1", new Operation.Pooling(Operation.Pool.MAX, Window.square(2, 2, 0), false, 0));
      add("conv2", new Operation.Convolution(12, Window.square(3, 1, 1), 2, true));
      add("squeeze", new Operation.Convolution(10, Window.square(1), 1, false));
      add("flat", new Operation.Reshape(Shape.of(10 * 6 * 6)));
      add("out", new Operation.Dense(10, true));
      add("softmax", new Operation.Softmax());
      Network network = network(Shape.of(1, 16, 16));
      return model(network, tensors(network, 31, ValueFormat.FLOAT32));
    }

    private CompressedModel channelScales() {
      add("conv", new Operation.Convolution(6, Window.square(3), 1, false));
      float[] scales = new float[6];
      for (int i = 0; i < 6; i++) {
        scales[i] = 0.5f + random.nextFloat();
      }
      Shape shape = Shape.of(6, 3, 3, 3);
      ValueFormat grid = ValueFormat.int8(0.013f);
      return model(
          network(Shape.of(3, 8, 8)),
          List.of(SharedTensor.of(shape, codebook(40, grid), scales, codes(162, 40, 0.7))));
    }

    private CompressedModel quantized() {
      add("hidden", new Operation.Dense(24, true));
      add("relu", new Operation.Activation(ActivationFunction.RELU, 0, 0));
      add("out", new Operation.Dense(10, true));
      add("softmax", new Operation.Softmax());
      Network network = network(Shape.of(32));
      return new CompressedModel(
          network,
          tensors(network, 15, ValueFormat.int8(0x1p-5f)),
          List.of(
              Optional.of(new ActivationQuantization(0x1p-8f, 0, false)),
              Optional.of(new ActivationQuantization(0.0371f, 0, true)),
              Optional.of(new ActivationQuantization(0.0185f, 0, false)),
              Optional.of(new ActivationQuantization(0.11f, 7, true)),
              Optional.empty()),
          List.of(
              new Preprocessing(
                  Preprocessing.ChannelOrder.ANY, new float[] {33.3f}, new float[] {1 / 255f})),
          List.of("zero", "one"),
          Map.of());
    }

    /** Layers large enough for sections of their own. */
    private CompressedModel sections() {
      add("a", new Operation.Dense(120, true));
      add("b", new Operation.Dense(100, true));
      add("c", new Operation.Dense(90, true));
      Network network = network(Shape.of(110));
      return model(network, tensors(network, 63, ValueFormat.FLOAT16));
    }

    private CompressedModel noNodes() {
      return model(
          new Network(List.of(new Input("x", Shape.of(3))), List.of(), List.of(0)), List.of());
    }

    private CompressedModel valuesOnly() {
      add("affine", new Operation.Affine());
      add("prelu", new Operation.PRelu(6));
      add("conv", new Operation.Convolution(3, Window.square(2), 1, true));
      Network network = network(Shape.of(2, 5, 5));
      List<StoredTensor> tensors = new ArrayList<>();
      ValueFormat[] formats = {ValueFormat.FLOAT32, ValueFormat.FLOAT16, ValueFormat.int8(0.01f)};
      for (Parameter parameter : network.parameters()) {
        tensors.add(raw(parameter.shape(), formats[tensors.size() % 3]));
      }
      return model(network, tensors);
    }

    /** Every operation once; the graph is not one that anybody would train. */
    private CompressedModel operations() {
      Window window = new Window(3, 2, 2, 1, 1, 0, 2, 1, 1, 2);
      add("pad", new Operation.Pad(1, 2, 3, 4));
      add("crop", new Operation.Crop(1, 2, 1, 2));
      add("conv", new Operation.Convolution(4, window, 2, true));
      add("up", new Operation.Upsample(2, 4));
      add("deconv", new Operation.Deconvolution(2, Window.square(2, 2, 0), true));
      add("pool", new Operation.Pooling(Operation.Pool.P_NORM, Window.square(2, 2, 0), false, 2));
      add(
          "average",
          new Operation.Pooling(Operation.Pool.AVERAGE, Window.square(3, 1, 1), true, 0));
      add("lrn", new Operation.LocalResponseNormalization(5, 2f, 1e-4f, 0.75f));
      add("affine", new Operation.Affine());
      add("scale", new Operation.ScaleShift(0.1f, -3f));
      add("leaky", new Operation.Activation(ActivationFunction.LEAKY_RELU, 0.01f, 0));
      add("prelu", new Operation.PRelu(7));
      add("depth", new Operation.SpaceToDepth(2));
      add("slice", new Operation.Slice(1, 6));
      add("sum", new Operation.Elementwise(Operation.Join.ADD), 14, 14);
      add("join", new Operation.Concatenate(), 15, 14, 15);
      add("global", new Operation.GlobalPooling(Operation.Pool.SUM, 0));
      add("matrix", new Operation.Reshape(Shape.of(6, 3)));
      add("turned", new Operation.Transpose());
      add(
          "lstm",
          new Operation.Lstm(
              4, true, ActivationFunction.HARD_SIGMOID, ActivationFunction.SOFTSIGN));
      add("last", new Operation.LastStep());
      add("unit", new Operation.L2Normalize(1e-6f));
      add("dense", new Operation.Dense(3, true));
      add("softmax", new Operation.Softmax());
      List<Integer> outputs = List.of(24, 17);
      Network network = new Network(List.of(new Input("image", Shape.of(2, 9, 8))), nodes, outputs);
      return model(network, tensors(network, 5, ValueFormat.FLOAT16));
    }

    private CompressedModel text() {
      Network network =
          new Network(
              List.of(new Input("data", Shape.of(3)), new Input("\u0131\u0130", Shape.of(3))),
              List.of(
                  new Node("fire/squeeze1x1", new Operation.Dense(3, false), List.of(0)),
                  new Node("fire/expand1x1", new Operation.Dense(2, false), List.of(2))),
              List.of(3));
      return new CompressedModel(
          network,
          tensors(network, 3, ValueFormat.FLOAT32),
          List.of(),
          List.of(
              new Preprocessing(
                  Preprocessing.ChannelOrder.BGR,
                  new float[] {104, 117, 123},
                  new float[] {0.017f}),
              new Preprocessing(
                  Preprocessing.ChannelOrder.GRAY, new float[0], new float[] {1, 2, 3})),
          List.of("tench", "goldfish", "gold\u00e9n \uD83D\uDC1F", ""),
          Map.of("tool", "deepcompress 1.0.0", "seed", "42", "\u00e4", "", "recipe", "balanced"));
    }
  }
}
