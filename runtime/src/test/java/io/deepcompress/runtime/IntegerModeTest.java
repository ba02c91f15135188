package io.deepcompress.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Operation.Join;
import io.deepcompress.codec.network.Operation.Pool;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntegerModeTest {
  private static final Operation RELU = new Operation.Activation(ActivationFunction.RELU, 0, 0);

  private static Operation convolution(int filters, int kernel) {
    return new Operation.Convolution(filters, Window.square(kernel, 1, kernel / 2), 1, true);
  }

  /** Convolution, ReLU, convolution on integers, worked out tap by tap from the definition. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void twoLayersEqualAnExactReference(long seed) throws Exception {
    Models models = new Models(seed).int8Grid().density(0.2 + seed / 14.0);
    if (seed % 3 == 0) {
      models.channelScales();
    }
    Random random = models.random();
    Window first = FloatModeTest.randomWindow(random);
    CompressedModel model =
        models.chain(
            Shape.of(2, 9 + random.nextInt(6), 9 + random.nextInt(6)),
            new Operation.Convolution(4, first, 2, true),
            RELU,
            new Operation.Convolution(3, Window.square(3, 1, 1), 1, false));
    ActivationQuantization in =
        seed % 2 == 0
            ? new ActivationQuantization(0.02f, -3, true)
            : new ActivationQuantization(0.013f, 100, false);
    ActivationQuantization middle =
        seed % 2 == 0
            ? new ActivationQuantization(0.011f, 0, false)
            : new ActivationQuantization(0.03f, -128, true);
    CompressedModel quantized =
        model.withActivations(
            List.of(Optional.of(in), Optional.empty(), Optional.of(middle), Optional.empty()));
    float[] input = models.input(model.network().shape(0));

    int[] x = new int[input.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = saturate(Math.rint(input[i] / in.scale()) + in.zeroPoint(), in) - in.zeroPoint();
    }
    long[] sums = convolve(model, 0, x);
    float[] bias = model.tensors().get(1).toFloats();
    int plane = model.network().shape(1).planeSize();
    int[] hidden = new int[sums.length];
    for (int i = 0; i < hidden.length; i++) {
      double factor = (double) in.scale() * weightScale(model, 0, i / plane);
      float real =
          sums[i] * (float) (factor / middle.scale())
              + (float) ((double) bias[i / plane] / middle.scale());
      hidden[i] =
          saturate(Math.rint(Math.max(0, real)) + middle.zeroPoint(), middle) - middle.zeroPoint();
    }
    long[] last = convolve(model, 2, hidden);
    float[] expected = new float[last.length];
    for (int i = 0; i < expected.length; i++) {
      int channel = i / model.network().shape(3).planeSize();
      expected[i] = last[i] * (float) ((double) middle.scale() * weightScale(model, 2, channel));
    }
    for (int threads : new int[] {1, 2, 5}) {
      try (Session session =
          Model.of(quantized).newSession(new SessionOptions(Mode.INT8, threads))) {
        assertThat(session.mode()).isEqualTo(Mode.INT8);
        assertThat(session.run(input)).containsExactly(expected);
        assertThat(session.run(input)).containsExactly(expected);
      }
    }
  }

  private static int saturate(double q, ActivationQuantization range) {
    return (int) Math.max(range.min(), Math.min(range.max(), q));
  }

  private static SharedTensor weights(CompressedModel model, int node) {
    return (SharedTensor) model.tensors().get(model.network().parametersOf(node).get(0));
  }

  private static float weightScale(CompressedModel model, int node, int channel) {
    SharedTensor tensor = weights(model, node);
    float scale = tensor.codebook().format().scale();
    return tensor.channelScales().length == 0 ? scale : scale * tensor.channelScales()[channel];
  }

  private static long[] convolve(CompressedModel model, int node, int[] x) throws Exception {
    Network network = model.network();
    Operation.Convolution convolution =
        (Operation.Convolution) network.nodes().get(node).operation();
    Window window = convolution.window();
    Shape in = network.shape(node);
    Shape out = network.shape(node + 1);
    SharedTensor tensor = weights(model, node);
    byte[] codes = tensor.codes();
    int inGroup = in.channels() / convolution.groups();
    long[] y = new long[out.size()];
    int[] size = tensor.shape().toArray();
    for (int w = 0; w < codes.length; w++) {
      float value = tensor.codebook().value(codes[w] & 0xff);
      long weight = Math.round((double) value / tensor.codebook().format().scale());
      int filter = w / (size[1] * size[2] * size[3]);
      int group = filter / (size[0] / convolution.groups());
      int channel = group * inGroup + w / (size[2] * size[3]) % size[1];
      int ky = w / size[3] % size[2];
      int kx = w % size[3];
      for (int i = 0; i < out.planeSize(); i++) {
        int row = i / out.dimension(2);
        int column = i % out.dimension(2);
        int yy = row * window.strideHeight() - window.top() + ky * window.dilationHeight();
        int xx = column * window.strideWidth() - window.left() + kx * window.dilationWidth();
        if (yy >= 0 && yy < in.dimension(1) && xx >= 0 && xx < in.dimension(2)) {
          y[filter * out.planeSize() + i] +=
              weight * x[(channel * in.dimension(1) + yy) * in.dimension(2) + xx];
        }
      }
    }
    return y;
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"INT8", "DYNAMIC", "INTEGER"})
  void fullyConnectedNetworkIsCloseToFloat(Mode mode) throws Exception {
    Models models = new Models(21).density(0.2);
    close(
        models,
        mode,
        models.chain(
            Shape.of(1, 28, 28),
            new Operation.Reshape(Shape.of(784)),
            new Operation.Dense(300, true),
            RELU,
            new Operation.Dense(100, true),
            new Operation.Activation(ActivationFunction.TANH, 0, 0),
            new Operation.Dense(10, true)),
        0.995);
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"INT8", "DYNAMIC", "INTEGER"})
  void convolutionNetworkIsCloseToFloat(Mode mode) throws Exception {
    Models models = new Models(22).density(0.5);
    CompressedModel model =
        models.chain(
            Shape.of(3, 24, 20),
            new Operation.Pad(1, 2, 1, 0),
            convolution(8, 3),
            new Operation.Affine(),
            new Operation.ScaleShift(1.5f, 0.1f),
            new Operation.Activation(ActivationFunction.LEAKY_RELU, 0.1f, 0),
            new Operation.Pooling(Pool.MAX, Window.square(3, 2, 1), false, 0),
            new Operation.LocalResponseNormalization(5, 2, 1e-2f, 0.75f),
            new Operation.Pooling(Pool.MAX, Window.square(2), false, 0),
            new Operation.Convolution(8, Window.square(3), 8, true),
            new Operation.Activation(ActivationFunction.CLIPPED_RELU, 6, 0),
            convolution(12, 1),
            new Operation.Pooling(Pool.AVERAGE, Window.square(2), false, 0),
            convolution(9, 3),
            new Operation.Activation(ActivationFunction.SIGMOID, 0, 0),
            new Operation.GlobalPooling(Pool.AVERAGE, 0));
    // What is read by the second maximum, and by the sigmoid.
    close(models, mode, giving(model, 7, 13), 0.99);
  }

  /** A fire module, a residual addition, a value read in several ways, and several outputs. */
  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"INT8", "DYNAMIC", "INTEGER"})
  void branchingNetworkIsCloseToFloat(Mode mode) throws Exception {
    Models models = new Models(23).density(0.5);
    List<Node> nodes =
        List.of(
            new Node("squeeze", convolution(4, 1), List.of(0)),
            new Node("relu", RELU, List.of(1)),
            new Node("expand1", convolution(6, 1), List.of(2)),
            new Node("expand1relu", RELU, List.of(3)),
            new Node("expand3", convolution(6, 3), List.of(2)),
            new Node("expand3relu", RELU, List.of(5)),
            new Node("join", new Operation.Concatenate(), List.of(4, 6)),
            new Node(
                "pool",
                new Operation.Pooling(Pool.MAX, Window.square(3, 2, 1), false, 0),
                List.of(7)),
            new Node("main", convolution(12, 3), List.of(8)),
            new Node("sum", new Operation.Elementwise(Join.ADD), List.of(9, 8)),
            new Node("sumrelu", RELU, List.of(10)),
            new Node("top", convolution(5, 3), List.of(11)),
            new Node("wide", new Operation.Upsample(2, 2), List.of(8)),
            new Node("both", new Operation.Concatenate(), List.of(13, 7)),
            new Node("slice", new Operation.Slice(3, 20), List.of(14)),
            new Node("crop", new Operation.Crop(1, 1, 2, 3), List.of(15)),
            new Node("depth", new Operation.SpaceToDepth(1), List.of(16)),
            new Node("last", convolution(3, 3), List.of(17)),
            new Node("unread", convolution(3, 3), List.of(17)));
    close(
        models,
        mode,
        models.of(
            new Network(
                List.of(new Input("x", Shape.of(3, 12, 12))), nodes, List.of(18, 12, 11, 4, 12))),
        0.99);
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"INT8", "INTEGER"})
  void sequencesAreCloseToFloat(Mode mode) throws Exception {
    Models models = new Models(24).density(0.6);
    CompressedModel model =
        models.chain(
            Shape.of(6, 8),
            new Operation.Dense(7, true),
            RELU,
            new Operation.Transpose(),
            new Operation.Transpose(),
            new Operation.Lstm(9, true, ActivationFunction.SIGMOID, ActivationFunction.TANH),
            new Operation.LastStep(),
            new Operation.Dense(5, false),
            new Operation.Softmax());
    close(models, mode, giving(model, 7), 0.99);
  }

  /** Two LSTMs and a distribution over characters at each step, as in text generation. */
  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"INT8", "INTEGER"})
  void textGenerationOnIntegersIsCloseToFloat(Mode mode) throws Exception {
    for (boolean peepholes : new boolean[] {false, true}) {
      Models models = new Models(29).density(0.4);
      Operation lstm =
          new Operation.Lstm(48, peepholes, ActivationFunction.SIGMOID, ActivationFunction.TANH);
      Operation dense = new Operation.Dense(26, true);
      CompressedModel model =
          models.chain(Shape.of(26, 40), lstm, lstm, dense, new Operation.Softmax());
      close(models, mode, giving(model, 3), 0.99);
    }
  }

  /** What an LSTM gives is joined, moved, given out and read by itself, each on integers. */
  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"INT8", "INTEGER"})
  void lstmsOnIntegersFeedAllKindsOfReaders(Mode mode) throws Exception {
    Models models = new Models(30).density(0.5);
    Operation lstm =
        new Operation.Lstm(12, true, ActivationFunction.HARD_SIGMOID, ActivationFunction.SOFTSIGN);
    List<Node> nodes =
        List.of(
            new Node("a", lstm, List.of(0)),
            new Node("b", new Operation.LastStep(), List.of(1)),
            new Node("c", new Operation.Dense(4, true), List.of(2)),
            new Node("d", lstm, List.of(0)),
            new Node("e", RELU, List.of(4)),
            new Node("f", new Operation.Elementwise(Join.ADD), List.of(1, 4)),
            new Node("g", new Operation.Concatenate(), List.of(5, 6)),
            new Node("h", new Operation.Transpose(), List.of(7)),
            new Node("i", lstm, List.of(8)));
    close(
        models,
        mode,
        models.of(new Network(List.of(new Input("x", Shape.of(5, 9))), nodes, List.of(3, 9, 4, 7))),
        0.985);
  }

  private static void close(Models models, Mode mode, CompressedModel model, double cosine)
      throws Exception {
    List<float[][]> samples = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      samples.add(new float[][] {models.input(model.network().shape(0))});
    }
    CompressedModel used = mode != Mode.DYNAMIC ? MinMax.calibrate(model, samples) : model;
    Model loaded = Model.of(used, LoadOptions.DEFAULT.withMode(mode));
    assertThat(loaded.kernels()).isNotEmpty();
    for (Node node : model.network().nodes()) {
      if (node.operation() instanceof Operation.Lstm) {
        assertThat(loaded.kernels().containsKey(node.name())).isEqualTo(mode != Mode.DYNAMIC);
      }
    }
    try (Session one = loaded.newSession(new SessionOptions(mode, 1));
        Session three = loaded.newSession(new SessionOptions(mode, 3))) {
      for (float[][] sample : samples) {
        List<double[]> expected = new Reference(model).values(sample);
        float[][] a =
            loaded.outputShapes().stream().map(s -> new float[s.size()]).toArray(float[][]::new);
        float[][] b =
            loaded.outputShapes().stream().map(s -> new float[s.size()]).toArray(float[][]::new);
        one.run(sample, a);
        three.run(sample, b);
        for (int i = 0; i < a.length; i++) {
          assertThat(a[i]).containsExactly(b[i]);
          double[] wanted = expected.get(model.network().outputs().get(i));
          double[] actual = MinMax.doubles(a[i]);
          assertThat(MinMax.cosine(actual, wanted)).as("output %d", i).isGreaterThan(cosine);
          assertThat(MinMax.length(actual, wanted)).as("output %d", i).isBetween(0.93, 1.07);
        }
      }
    }
    assertThat(likeness(model, samples)).as("of two samples' values").isLessThan(cosine);
  }

  /** Least cosine of an output's values for two samples: whether mistaking them would be seen. */
  private static double likeness(CompressedModel model, List<float[][]> samples) throws Exception {
    List<double[]> first = new Reference(model).values(samples.get(0));
    List<double[]> second = new Reference(model).values(samples.get(1));
    double least = 1;
    for (int output : model.network().outputs()) {
      least = Math.min(least, MinMax.cosine(first.get(output), second.get(output)));
    }
    return least;
  }

  /** The same with more outputs: an average or a softmax hides what led to it. */
  private static CompressedModel giving(CompressedModel model, Integer... values) {
    List<Integer> outputs = new ArrayList<>(model.network().outputs());
    outputs.addAll(List.of(values));
    return model.withOutputs(outputs);
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"INT8", "INTEGER"})
  void everyOperationWithAnIntegerFormIsCloseToFloat(Mode mode) throws Exception {
    Models models = new Models(27).density(0.6);
    Operation average =
        new Operation.Pooling(Pool.AVERAGE, new Window(3, 2, 2, 1, 1, 1, 0, 1, 1, 2), false, 0);
    List<Node> nodes =
        List.of(
            new Node("a", convolution(5, 3), List.of(0)),
            new Node("b", new Operation.Activation(ActivationFunction.TANH, 0, 0), List.of(1)),
            new Node("c", new Operation.PRelu(6), List.of(1)),
            new Node("d", new Operation.Elementwise(Join.PRODUCT), List.of(2, 3)),
            new Node("e", new Operation.Elementwise(Join.SUBTRACT), List.of(4, 2)),
            new Node("f", new Operation.Elementwise(Join.MAX), List.of(5, 3, 4)),
            new Node("g", new Operation.Elementwise(Join.AVERAGE), List.of(6, 2, 5)),
            new Node("h", new Operation.Affine(), List.of(7)),
            new Node("i", new Operation.ScaleShift(2, -0.2f), List.of(8)),
            new Node("j", average, List.of(9)),
            new Node("k", new Operation.LocalResponseNormalization(3, 1, 0.1f, 0.75f), List.of(10)),
            new Node("l", convolution(4, 3), List.of(11)),
            new Node("m", new Operation.GlobalPooling(Pool.AVERAGE, 0), List.of(11)),
            new Node("n", new Operation.GlobalPooling(Pool.MAX, 0), List.of(11)),
            new Node("o", new Operation.Concatenate(), List.of(13, 14)),
            new Node("p", new Operation.Dense(6, true), List.of(15)),
            new Node("q", new Operation.GlobalPooling(Pool.SUM, 0), List.of(9)));
    close(
        models,
        mode,
        models.of(
            new Network(
                List.of(new Input("x", Shape.of(3, 10, 9))), nodes, List.of(12, 16, 17, 11, 5))),
        0.985);
  }

  /** A softmax that weighs pixels, slopes for each position, norms, and joins of many inputs. */
  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"INT8", "INTEGER"})
  void normsAndWeighingAreCloseToFloat(Mode mode) throws Exception {
    Models models = new Models(31).density(0.6);
    Operation power = new Operation.Pooling(Pool.P_NORM, Window.square(3, 2, 1), false, 2);
    List<Node> nodes =
        List.of(
            new Node("a", convolution(6, 3), List.of(0)),
            new Node("b", new Operation.PRelu(0), List.of(1)),
            new Node("c", new Operation.Softmax(), List.of(1)),
            new Node("d", new Operation.Elementwise(Join.PRODUCT), List.of(2, 3, 2)),
            new Node(
                "e",
                new Operation.Elementwise(Join.ADD),
                IntStream.range(0, 20).mapToObj(i -> 2 + i % 3).toList()),
            new Node("f", power, List.of(5)),
            new Node("g", convolution(5, 3), List.of(6)),
            new Node("h", new Operation.GlobalPooling(Pool.P_NORM, 3), List.of(6)),
            new Node("i", new Operation.L2Normalize(1e-10f), List.of(8)),
            new Node("j", new Operation.Dense(7, true), List.of(9)));
    close(
        models,
        mode,
        models.of(new Network(List.of(new Input("x", Shape.of(3, 10, 9))), nodes, List.of(7, 10))),
        0.985);
  }

  /** Pooling of integers chooses among the integers that the definition chooses among. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void maxPoolingOfIntegersIsExact(long seed) throws Exception {
    Models models = new Models(seed).int8Grid().density(1);
    Random random = models.random();
    Window window = FloatModeTest.randomWindow(random);
    Shape shape = Shape.of(2, 9 + random.nextInt(90), 9 + random.nextInt(90));
    Network network =
        new Network(
            List.of(new Input("x", shape)),
            List.of(
                new Node("pool", new Operation.Pooling(Pool.MAX, window, false, 0), List.of(0)),
                new Node(
                    "same", new Operation.Convolution(2, Window.square(1), 2, false), List.of(1))),
            List.of(2));
    CompressedModel model = models.of(network);
    ActivationQuantization range =
        new ActivationQuantization(0.02f, seed % 2 == 0 ? 7 : 100, seed % 2 == 0);
    CompressedModel quantized =
        model.withActivations(List.of(Optional.of(range), Optional.of(range), Optional.empty()));
    float[] input = models.input(shape);
    float[] rounded =
        QuantizedTensor.quantize(
                Shape.of(input.length),
                input,
                new float[] {range.scale()},
                new int[] {range.zeroPoint()},
                range.signed())
            .dequantize();
    double[] expected = new Reference(model).output(rounded);
    try (Session session = Model.of(quantized).newSession(new SessionOptions(Mode.INT8, 2))) {
      float[] actual = session.run(input);
      FloatModeTest.assertClose(actual, 0, actual.length, expected, "seed " + seed);
    }
  }

  /** Transposed convolutions of integers give what the definition gives. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void transposedConvolutionOfIntegersIsExact(long seed) throws Exception {
    Models models = new Models(seed).int8Grid().density(0.7);
    Random random = models.random();
    int kernel = 1 + random.nextInt(4);
    int dilation = 1 + random.nextInt(2);
    int most = (kernel - 1) * dilation + 1;
    Window window =
        new Window(
            kernel,
            kernel,
            1 + random.nextInt(3),
            1 + random.nextInt(3),
            random.nextInt(most),
            random.nextInt(most),
            random.nextInt(most),
            random.nextInt(most),
            dilation,
            dilation);
    Shape shape = Shape.of(3, 8 + random.nextInt(40), 8 + random.nextInt(40));
    CompressedModel model = models.chain(shape, new Operation.Deconvolution(5, window, true));
    ActivationQuantization range =
        new ActivationQuantization(0.02f, seed % 2 == 0 ? 7 : 100, seed % 2 == 0);
    CompressedModel quantized =
        model.withActivations(List.of(Optional.of(range), Optional.empty()));
    float[] input = models.input(shape);
    float[] rounded =
        QuantizedTensor.quantize(
                Shape.of(input.length),
                input,
                new float[] {range.scale()},
                new int[] {range.zeroPoint()},
                range.signed())
            .dequantize();
    double[] expected = new Reference(model).output(rounded);
    Model loaded = Model.of(quantized);
    assertThat(loaded.kernels()).containsOnlyKeys("n0");
    try (Session session = loaded.newSession(new SessionOptions(Mode.INT8, 2))) {
      float[] actual = session.run(input);
      FloatModeTest.assertClose(actual, 0, actual.length, expected, "seed " + seed);
    }
  }

  /** Down and up again, as in a U-Net. */
  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"INT8", "DYNAMIC", "INTEGER"})
  void transposedConvolutionsAreCloseToFloat(Mode mode) throws Exception {
    Models models = new Models(28).density(0.6);
    close(
        models,
        mode,
        models.chain(
            Shape.of(3, 12, 10),
            convolution(6, 3),
            RELU,
            new Operation.Deconvolution(5, Window.square(2, 2, 0), true),
            new Operation.Affine(),
            RELU,
            new Operation.Deconvolution(4, Window.square(4, 2, 1), false),
            convolution(3, 3)),
        0.99);
  }

  @Test
  void integerModeNeedsRanges() throws Exception {
    CompressedModel model = new Models(1).chain(Shape.of(3), new Operation.Dense(2, true));
    Model loaded = Model.of(model);
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> loaded.newSession(SessionOptions.of(Mode.INTEGER)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("calibrate");
  }

  @Test
  void valuesWithoutRangesAreComputedInFloat() throws Exception {
    Models models = new Models(25);
    CompressedModel model =
        models.chain(
            Shape.of(30), new Operation.Dense(20, true), RELU, new Operation.Dense(9, true));
    List<Optional<ActivationQuantization>> none =
        List.of(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    float[] input = models.input(Shape.of(30));
    Model loaded = Model.of(model.withActivations(none));
    assertThat(loaded.kernels()).isEmpty();
    try (Session session = loaded.newSession()) {
      FloatModeTest.assertClose(
          session.run(input), 0, 9, new Reference(model).output(input), "float layers");
    }
  }

  @Test
  void hugeSumsAreComputedInFloat() throws Exception {
    Models models = new Models(26).density(1).int8Grid();
    CompressedModel model = models.chain(Shape.of(700_000), new Operation.Dense(1, false));
    float[] input = models.input(Shape.of(700_000));
    Model loaded = Model.of(model, LoadOptions.DEFAULT.withMode(Mode.DYNAMIC));
    assertThat(loaded.kernels()).isEmpty();
    double expected = new Reference(model).output(input)[0];
    try (Session session = loaded.newSession()) {
      assertThat((double) session.run(input)[0])
          .isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-2));
    }
  }

  /** In a channel this large, split by strides, taps are further apart than entries can say. */
  @Test
  void hugeStridedPicturesAreComputedInFloat() throws Exception {
    Models models = new Models(27).density(1).int8Grid();
    Shape picture = Shape.of(1, 4100, 4100);
    Window window = Window.square(3, 2, 0);
    CompressedModel model = models.chain(picture, new Operation.Convolution(1, window, 1, true));
    float[] input = models.input(picture);
    Model loaded = Model.of(model, LoadOptions.DEFAULT.withMode(Mode.DYNAMIC));
    assertThat(loaded.kernels()).isEmpty();
    float[] expected;
    try (Session session = loaded.newSession(SessionOptions.of(Mode.FLOAT))) {
      expected = session.run(input).clone();
    }
    try (Session session = loaded.newSession()) {
      assertThat(session.run(input)).isEqualTo(expected);
    }
  }
}
