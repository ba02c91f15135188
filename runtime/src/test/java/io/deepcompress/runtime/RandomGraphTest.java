package io.deepcompress.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.CompressedModel;
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
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random graphs, so that values are read in every form, fused or not, moved, joined and given out.
 */
class RandomGraphTest {
  private static final ActivationFunction[] FUNCTIONS = {
    ActivationFunction.RELU,
    ActivationFunction.RELU,
    ActivationFunction.LEAKY_RELU,
    ActivationFunction.CLIPPED_RELU,
    ActivationFunction.SIGMOID,
    ActivationFunction.TANH
  };

  private static IntStream seeds() {
    return IntStream.range(0, 24);
  }

  private static Network graph(Random random) {
    List<Node> nodes = new ArrayList<>();
    List<Input> inputs =
        List.of(new Input("x", Shape.of(3, 8, 7)), new Input("y", Shape.of(2, 8, 7)));
    int length = 6 + random.nextInt(14);
    while (nodes.size() < length) {
      Network soFar = new Network(inputs, nodes, List.of(0));
      int latest = soFar.valueCount() - 1;
      int value = random.nextInt(3) == 0 ? random.nextInt(latest + 1) : latest;
      List<Integer> read = new ArrayList<>(List.of(value));
      Operation operation = operation(random, soFar, read);
      nodes.add(new Node("n" + nodes.size(), operation, read));
    }
    int last = nodes.size() + 1;
    return new Network(inputs, nodes, List.of(last, 2 + random.nextInt(nodes.size()), last));
  }

  private static Operation operation(Random random, Network network, List<Integer> read) {
    Shape shape = network.shape(read.get(0));
    int height = shape.dimension(1);
    int width = shape.dimension(2);
    int channels = shape.channels();
    boolean roomy = height > 4 && width > 4;
    switch (random.nextInt(16)) {
      case 0:
      case 1:
      case 2:
        return new Operation.Convolution(2 + random.nextInt(5), Window.square(3, 1, 1), 1, true);
      case 3:
        return new Operation.Convolution(channels, Window.square(3, 1, 1), channels, false);
      case 4:
        return new Operation.Affine();
      case 5:
      case 6:
      case 7:
        return new Operation.Activation(FUNCTIONS[random.nextInt(FUNCTIONS.length)], 0.5f, 0);
      case 8:
        return new Operation.Pooling(
            random.nextBoolean() ? Pool.MAX : Pool.AVERAGE,
            roomy ? Window.square(3, 2, 1) : Window.square(3, 1, 1),
            random.nextBoolean(),
            0);
      case 9:
      case 10:
        for (int value = 0; value < network.valueCount(); value++) {
          if (network.shape(value).equals(shape) && random.nextBoolean()) {
            read.add(value);
          }
        }
        Join[] joins = {Join.ADD, Join.MAX, Join.AVERAGE};
        return read.size() == 1
            ? new Operation.ScaleShift(0.7f, 0.1f)
            : new Operation.Elementwise(joins[random.nextInt(joins.length)]);
      case 11:
        for (int value = 0; value < network.valueCount(); value++) {
          Shape other = network.shape(value);
          if (other.dimension(1) == height && other.dimension(2) == width && read.size() < 3) {
            read.add(value);
          }
        }
        return new Operation.Concatenate();
      case 12:
        return new Operation.Slice(channels / 3, channels - 1);
      case 13:
        return roomy ? new Operation.Crop(1, 0, 1, 2) : new Operation.Pad(1, 2, 0, 1);
      case 14:
        return roomy
            ? new Operation.LocalResponseNormalization(3, 1, 0.1f, 0.75f)
            : new Operation.Upsample(2, 2);
      default:
        return new Operation.PRelu(6);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyModeIsCloseToTheReference(int seed) throws Exception {
    Models models = new Models(seed).density(0.6);
    CompressedModel model = models.of(graph(models.random()));
    List<float[][]> samples = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      samples.add(
          model.network().inputs().stream()
              .map(input -> models.input(input.shape()))
              .toArray(float[][]::new));
    }
    Model loaded = Model.of(MinMax.calibrate(model, samples));
    for (Mode mode : Mode.values()) {
      try (Session one = loaded.newSession(new SessionOptions(mode, 1));
          Session two = loaded.newSession(new SessionOptions(mode, 2))) {
        for (float[][] sample : samples.subList(0, 2)) {
          List<double[]> expected = new Reference(model).values(sample);
          float[][] a = outputs(loaded);
          float[][] b = outputs(loaded);
          one.run(sample, a);
          two.run(sample, b);
          for (int i = 0; i < a.length; i++) {
            int value = model.network().outputs().get(i);
            String what = mode + " of seed " + seed + ", value " + value;
            assertThat(a[i]).as(what).containsExactly(b[i]);
            if (mode == Mode.FLOAT) {
              FloatModeTest.assertClose(a[i], 0, a[i].length, expected.get(value), what);
            } else {
              double[] actual = MinMax.doubles(a[i]);
              assertThat(MinMax.cosine(actual, expected.get(value))).as(what).isGreaterThan(0.95);
              assertThat(MinMax.length(actual, expected.get(value))).as(what).isBetween(0.8, 1.25);
            }
          }
        }
      }
    }
  }

  private static float[][] outputs(Model model) {
    return model.outputShapes().stream().map(s -> new float[s.size()]).toArray(float[][]::new);
  }
}
