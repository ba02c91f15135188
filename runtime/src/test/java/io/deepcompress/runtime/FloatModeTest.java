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
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FloatModeTest {

  private static void check(Models models, CompressedModel model) throws Exception {
    float[][] inputs =
        model.network().inputs().stream()
            .map(in -> models.input(in.shape()))
            .toArray(float[][]::new);
    List<double[]> expected = new Reference(model).values(inputs);
    for (int threads : new int[] {1, 3}) {
      Model loaded = Model.of(model, LoadOptions.DEFAULT.withMode(Mode.FLOAT));
      try (Session session = loaded.newSession(new SessionOptions(Mode.FLOAT, threads))) {
        float[][] outputs =
            loaded.outputShapes().stream().map(s -> new float[s.size()]).toArray(float[][]::new);
        boolean[] seen = new boolean[model.network().valueCount()];
        session.run(
            inputs,
            outputs,
            (value, data, offset, length) -> {
              seen[value] = true;
              assertClose(data, offset, length, expected.get(value), model.network().name(value));
            });
        assertThat(seen).doesNotContain(false);
        session.run(inputs, outputs);
        for (int i = 0; i < outputs.length; i++) {
          double[] wanted = expected.get(model.network().outputs().get(i));
          assertClose(outputs[i], 0, outputs[i].length, wanted, "output " + i);
        }
      }
    }
  }

  static void assertClose(float[] actual, int offset, int length, double[] expected, String what) {
    assertThat(length).as(what).isEqualTo(expected.length);
    double largest = 1e-6;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < length; i++) {
      assertThat(Math.abs(actual[offset + i] - expected[i]))
          .as("%s[%d] = %s, expected %s", what, i, actual[offset + i], expected[i])
          .isLessThan(2e-5 * largest);
    }
  }

  static Window randomWindow(Random random) {
    return new Window(
        1 + random.nextInt(4),
        1 + random.nextInt(4),
        1 + random.nextInt(3),
        1 + random.nextInt(3),
        random.nextInt(3),
        random.nextInt(3),
        random.nextInt(3),
        random.nextInt(3),
        1 + random.nextInt(2),
        1 + random.nextInt(2));
  }

  private static Shape image(Random random, int channels) {
    return Shape.of(channels, 8 + random.nextInt(9), 8 + random.nextInt(9));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void convolutionsOfRandomShapes(long seed) throws Exception {
    Models models = new Models(seed).density(seed % 3 == 0 ? 0.9 : 0.05 + seed / 30.0);
    if (seed % 4 == 0) {
      models.raw();
    } else if (seed % 4 == 1) {
      models.channelScales();
    }
    Random random = models.random();
    int groups = 1 + random.nextInt(3);
    Shape shape = image(random, groups * (1 + random.nextInt(3)));
    check(
        models,
        models.chain(
            shape,
            new Operation.Convolution(
                groups * (1 + random.nextInt(4)), randomWindow(random), groups, seed % 2 == 0)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void deconvolutionsOfRandomShapes(long seed) throws Exception {
    Models models = new Models(seed);
    Random random = models.random();
    check(
        models,
        models.chain(
            image(random, 3), new Operation.Deconvolution(4, randomWindow(random), seed % 2 == 0)));
  }

  @ParameterizedTest
  @EnumSource(Pool.class)
  void poolingOfRandomShapes(Pool pool) throws Exception {
    for (int seed = 0; seed < 8; seed++) {
      Models models = new Models(seed);
      Random random = models.random();
      int p = pool == Pool.P_NORM ? 1 + seed % 3 : 0;
      Shape shape = image(random, 3);
      check(
          models,
          models.chain(shape, new Operation.Pooling(pool, randomWindow(random), seed % 2 == 0, p)));
      check(models, models.chain(shape, new Operation.GlobalPooling(pool, p)));
    }
  }

  @ParameterizedTest
  @EnumSource(ActivationFunction.class)
  void activations(ActivationFunction function) throws Exception {
    Models models = new Models(5);
    for (float a = 0; a < (function == ActivationFunction.GELU ? 4 : 1); a++) {
      float parameter = function == ActivationFunction.GELU ? a : 0.3f;
      check(
          models,
          models.chain(Shape.of(2, 5, 7), new Operation.Activation(function, parameter, 0)));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.004, 0.05, 0.3, 0.9})
  void fullyConnected(double density) throws Exception {
    Models models = new Models(11).density(density);
    check(models, models.chain(Shape.of(1500), new Operation.Dense(37, true)));
    check(models, models.chain(Shape.of(40, 9), new Operation.Dense(5, false)));
    check(models.raw(), models.chain(Shape.of(303), new Operation.Dense(70, true)));
  }

  @Test
  void normalizations() throws Exception {
    Models models = new Models(12);
    Shape shape = Shape.of(11, 3, 4);
    check(
        models,
        models.chain(
            shape,
            new Operation.LocalResponseNormalization(5, 2f, 1e-1f, 0.75f),
            new Operation.LocalResponseNormalization(4, 1f, 0.2f, 0.6f),
            new Operation.Affine(),
            new Operation.ScaleShift(0.5f, -1f),
            new Operation.L2Normalize(1e-8f),
            new Operation.Softmax()));
    check(
        models, models.chain(Shape.of(9), new Operation.Softmax(), new Operation.L2Normalize(3f)));
  }

  @Test
  void learntSlopes() throws Exception {
    Models models = new Models(13);
    for (int shared = 0; shared < 8; shared++) {
      check(models, models.chain(Shape.of(4, 3, 5), new Operation.PRelu(shared)));
    }
    check(models, models.chain(Shape.of(9), new Operation.PRelu(0)));
  }

  @Test
  void movesOfValues() throws Exception {
    Models models = new Models(14);
    check(
        models,
        models.chain(
            Shape.of(3, 4, 6),
            new Operation.Pad(1, 0, 3, 2),
            new Operation.Crop(0, 1, 2, 1),
            new Operation.Upsample(2, 3),
            new Operation.SpaceToDepth(2),
            new Operation.Slice(2, 7),
            new Operation.Reshape(Shape.of(27, 12)),
            new Operation.Transpose(),
            new Operation.LastStep()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void memoryCells(boolean peepholes) throws Exception {
    Models models = new Models(15).density(0.6);
    check(
        models,
        models.chain(
            Shape.of(7, 6),
            new Operation.Lstm(13, peepholes, ActivationFunction.SIGMOID, ActivationFunction.TANH),
            new Operation.Lstm(
                5, peepholes, ActivationFunction.HARD_SIGMOID, ActivationFunction.SOFTSIGN),
            new Operation.Dense(4, true),
            new Operation.Softmax()));
  }

  @Test
  void severalInputsAndOutputsAndBuffersReadTwice() throws Exception {
    Models models = new Models(16);
    Shape shape = Shape.of(3, 6, 5);
    Operation relu = new Operation.Activation(ActivationFunction.RELU, 0, 0);
    List<Node> nodes =
        List.of(
            new Node(
                "a", new Operation.Convolution(3, Window.square(3, 1, 1), 1, true), List.of(0)),
            new Node("b", relu, List.of(2)),
            new Node("c", new Operation.Elementwise(Join.ADD), List.of(3, 1, 3)),
            new Node("d", relu, List.of(4)),
            new Node("e", new Operation.Elementwise(Join.SUBTRACT), List.of(5, 2)),
            new Node("f", new Operation.Elementwise(Join.PRODUCT), List.of(6, 6)),
            new Node("g", new Operation.Elementwise(Join.MAX), List.of(7, 0, 3)),
            new Node("h", new Operation.Elementwise(Join.AVERAGE), List.of(8, 7, 5, 4)),
            new Node("i", new Operation.Concatenate(), List.of(9, 0, 8)),
            new Node("j", new Operation.Reshape(Shape.of(270)), List.of(10)),
            new Node("k", relu, List.of(11)),
            new Node("l", new Operation.Dense(10, true), List.of(12)));
    check(
        models,
        models.of(
            new Network(
                List.of(new Input("x", shape), new Input("y", shape)),
                nodes,
                List.of(13, 3, 1, 13, 11))));
  }
}
