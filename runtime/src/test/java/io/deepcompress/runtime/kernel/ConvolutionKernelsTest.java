package io.deepcompress.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.network.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConvolutionKernelsTest {
  /** The layers of AlexNet, SqueezeNet and MobileNet in small, and odd shapes. */
  static Stream<LayerShape> shapes() {
    Window same = Window.square(3, 1, 1);
    List<LayerShape> shapes = new ArrayList<>();
    shapes.add(new LayerShape(3, 40, 40, 5, Window.square(11, 4, 3), 1));
    shapes.add(new LayerShape(3, 41, 37, 5, Window.square(7, 2, 0), 1));
    shapes.add(new LayerShape(4, 27, 27, 6, Window.square(5, 1, 2), 1));
    shapes.add(new LayerShape(300, 13, 13, 20, same, 1));
    shapes.add(new LayerShape(200, 15, 16, 5, same, 1));
    shapes.add(new LayerShape(6, 13, 13, 40, same, 2));
    shapes.add(new LayerShape(192, 7, 7, 9, same, 3));
    shapes.add(new LayerShape(480, 6, 5, 1, Window.square(1), 1));
    shapes.add(new LayerShape(70, 30, 31, 5, same, 1));
    shapes.add(new LayerShape(16, 19, 19, 16, same, 16));
    shapes.add(new LayerShape(16, 19, 19, 32, Window.square(3, 2, 1), 16));
    shapes.add(new LayerShape(20, 15, 15, 30, Window.square(1), 1));
    shapes.add(new LayerShape(20, 15, 15, 30, Window.square(1, 2, 0), 1));
    shapes.add(new LayerShape(12, 9, 9, 10, Window.square(1, 1, 1), 1));
    shapes.add(new LayerShape(5, 64, 64, 3, same, 1));
    shapes.add(new LayerShape(5, 3, 100, 3, Window.square(3, 1, 2), 1));
    shapes.add(new LayerShape(5, 100, 3, 3, same, 1));
    shapes.add(new LayerShape(2, 17, 16, 4, new Window(2, 3, 1, 1, 0, 1, 1, 0, 1, 1), 1));
    shapes.add(new LayerShape(2, 17, 33, 4, new Window(3, 2, 3, 2, 1, 2, 0, 0, 1, 1), 1));
    shapes.add(new LayerShape(3, 23, 21, 4, new Window(3, 3, 1, 1, 2, 2, 2, 2, 2, 2), 1));
    shapes.add(new LayerShape(3, 23, 21, 4, new Window(3, 3, 2, 3, 3, 4, 3, 4, 3, 2), 1));
    shapes.add(new LayerShape(3, 5, 5, 4, Window.square(5), 1));
    shapes.add(new LayerShape(3, 1, 1, 4, same, 1));
    shapes.add(new LayerShape(1, 28, 28, 20, Window.square(5), 1));
    shapes.add(LayerShape.dense(50, 7, 33));
    shapes.add(LayerShape.dense(9, 100, 3));
    Random random = new Random(8);
    while (shapes.size() < 60) {
      LayerShape shape = random(random);
      if (shape.outputHeight() > 0 && shape.outputWidth() > 0) {
        shapes.add(shape);
      }
    }
    return shapes.stream();
  }

  private static LayerShape random(Random random) {
    int[] small = random.ints(10, 1, 5).toArray();
    Window window =
        new Window(
            small[0],
            small[1],
            small[2],
            small[3],
            small[4] - 1,
            small[5] - 1,
            small[6] - 1,
            small[7] - 1,
            small[8],
            small[9]);
    int groups = 1 + random.nextInt(2);
    return new LayerShape(
        groups * (1 + random.nextInt(5)),
        1 + random.nextInt(40),
        1 + random.nextInt(40),
        groups * (1 + random.nextInt(5)),
        window,
        groups);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void everyKernelFormsTheSumsOfTheDefinition(LayerShape shape) {
    for (double density : new double[] {0, 0.05, 0.35, 1}) {
      long seed = shape.hashCode();
      Random random = new Random(seed);
      assertSums(KernelCase.random(shape, density, random), "density " + density, seed, random);
    }
  }

  /** Compares the sums of both families with those of the definition. */
  private static void assertSums(KernelCase layer, String weights, long seed, Random random) {
    int[] expected = layer.expected();
    for (KernelProvider provider : Providers.ALL) {
      assertThat(layer.actual(provider, random))
          .as("%s, %s, %s, seed %s", provider.name(), layer, weights, seed)
          .isEqualTo(expected);
    }
  }

  /** They stay in order but for those that do not fit 16-bit sums. */
  @Test
  void unprunedWeightsTakeLittleMoreThanAByte() {
    Random random = new Random(9);
    Window same = Window.square(3, 1, 1);
    for (LayerShape shape :
        List.of(
            new LayerShape(128, 11, 12, 10, same, 1),
            new LayerShape(700, 9, 9, 40, Window.square(1), 1),
            new LayerShape(96, 30, 31, 16, same, 2),
            new LayerShape(3000, 2, 1, 2900, Window.square(1), 1))) {
      KernelCase layer = KernelCase.bell(shape, random);
      assertSums(layer, "unpruned", 9, random);
      for (KernelProvider provider : Providers.ALL) {
        assertThat(provider.prepare(layer.weights()).heapBytes() / (double) shape.weights())
            .as("bytes a weight, %s, %s", provider.name(), shape)
            .isBetween(1.0, 1.75);
      }
    }
  }

  /**
   * Offsets of all channels do not fit an entry, nor are there as many in every block; the second
   * picture's channel alone is longer than an offset may be.
   */
  @Test
  void largePicturesAreReadInBlocksOfChannels() {
    Random random = new Random(10);
    Window same = Window.square(3, 1, 1);
    for (LayerShape shape :
        List.of(
            new LayerShape(5, 1300, 1300, 1, same, 1), new LayerShape(2, 2900, 2900, 1, same, 1))) {
      for (double density : new double[] {0.35, 1}) {
        assertSums(KernelCase.random(shape, density, random), "density " + density, 10, random);
      }
    }
  }

  @Test
  void extremesDoNotOverflow() {
    Random random = new Random(1);
    LayerShape shape = new LayerShape(40, 10, 10, 2, Window.square(3, 1, 1), 1);
    for (byte weight : new byte[] {-128, 127, 1}) {
      for (byte value : new byte[] {-128, 127, (byte) 255}) {
        for (boolean signed : new boolean[] {false, true}) {
          for (int zeroPoint : signed ? new int[] {-128, 0, 127} : new int[] {0, 255}) {
            byte[] weights = new byte[shape.weights()];
            Arrays.fill(weights, weight);
            byte[] input = new byte[4000];
            Arrays.fill(input, value);
            KernelCase layer = new KernelCase(shape, weights, input, signed, zeroPoint);
            for (KernelProvider provider : Providers.ALL) {
              assertThat(layer.actual(provider, random))
                  .as("%s, %s, weight %s, input %s", provider.name(), layer, weight, value)
                  .isEqualTo(layer.expected());
            }
          }
        }
      }
    }
  }

  static Stream<Arguments> atTheBound() {
    LayerShape small = new LayerShape(1, 9, 9, 20, Window.square(2), 1);
    LayerShape points = new LayerShape(2, 40, 40, 6, Window.square(1), 1);
    // Nearly all weights of these are there, so they stay in order.
    byte[] period = {-128, -128, -127, -1, -1, -1, -1, -1, -1, -1, -1, -1};
    return Stream.of(
        Arguments.of(small, new byte[] {-128, -127, 0, 0}),
        Arguments.of(small, new byte[] {-128, -128, 0, 0}),
        Arguments.of(points, new byte[] {-128, -127}),
        Arguments.of(points, new byte[] {-128, -128}),
        Arguments.of(new LayerShape(40, 10, 10, 4, Window.square(3, 1, 1), 1), period),
        Arguments.of(new LayerShape(360, 12, 11, 4, Window.square(1), 1), period));
  }

  /**
   * Negative weights that add up to exactly 255 in a chunk, or would to 256 if one more were taken,
   * with inputs of -128: 255 * 128 fits 16 bits, 256 * 128 does not.
   */
  @ParameterizedTest
  @MethodSource("atTheBound")
  void chunksAtTheBoundDoNotOverflow(LayerShape shape, byte[] period) {
    Random random = new Random(2);
    byte[] weights = new byte[shape.weights()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = period[i % period.length];
    }
    byte[] input = new byte[shape.channels() * shape.height() * shape.width()];
    Arrays.fill(input, (byte) -128);
    for (int zeroPoint : new int[] {-128, 0, 127}) {
      KernelCase layer = new KernelCase(shape, weights, input, true, zeroPoint);
      int[] expected = layer.expected();
      for (KernelProvider provider : Providers.ALL) {
        assertThat(layer.actual(provider, random))
            .as("%s, %s, weights %s", provider.name(), layer, Arrays.toString(period))
            .isEqualTo(expected);
      }
    }
  }

  /** Many weights of the same value, among them those that no chunk could hold two of. */
  @ParameterizedTest
  @ValueSource(ints = {13, 15, 27})
  void weightsThatShareTheirValueDoNotOverflow(int side) {
    Random random = new Random(3);
    LayerShape shape = new LayerShape(64, side, side, 3, Window.square(3, 1, 1), 1);
    byte[][] periods = {
      {-128, 0}, {-127, 0}, {127, 0, -127, 0}, {1, 0, 0}, {-64, 0, 63, 0, -1, 0, 2}, {-128, 127, 0}
    };
    for (byte[] period : periods) {
      byte[] weights = new byte[shape.weights()];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = period[i % period.length];
      }
      for (int value : new int[] {-128, 127, 255, 256}) {
        byte[] input = new byte[shape.channels() * side * side];
        random.nextBytes(input);
        if (value < 256) {
          Arrays.fill(input, (byte) value);
        }
        boolean signed = value < 255;
        KernelCase layer = new KernelCase(shape, weights, input, signed, signed ? -128 : 0);
        assertSums(layer, Arrays.toString(period) + ", inputs " + value, 3, random);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void vectorAndScalarGiveTheSameBytesAndFloats(LayerShape shape) {
    Random random = new Random(shape.hashCode());
    KernelCase layer = KernelCase.random(shape, 0.35, random);
    Epilogue epilogue = Epilogues.random(shape.filters(), random);
    byte[][] bytes = new byte[2][shape.filters() * shape.outputPlane()];
    float[][] floats = new float[2][bytes[0].length];
    for (int i = 0; i < 2; i++) {
      KernelProvider provider = Providers.ALL.get(i);
      Target target = new Target(new int[0]);
      target.set(bytes[i], null, 0.7f);
      layer.run(provider, provider.toBytes(epilogue), target, random);
      target.set(null, floats[i], 0.7f);
      layer.run(provider, provider.toFloats(epilogue), target, random);
    }
    assertThat(bytes[1]).as("%s", layer).isEqualTo(bytes[0]);
    assertThat(floats[1]).as("%s", layer).isEqualTo(floats[0]);
  }
}
