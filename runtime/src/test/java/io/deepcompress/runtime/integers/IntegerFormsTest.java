package io.deepcompress.runtime.integers;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Operation.Join;
import io.deepcompress.codec.network.Operation.Pool;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Step;
import io.deepcompress.runtime.execution.Workers;
import io.deepcompress.runtime.floats.FloatPRelu;
import io.deepcompress.runtime.kernel.Scratch;
import io.deepcompress.runtime.kernel.ScratchSize;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Steps on 8-bit integers against the real numbers that their inputs stand for, in double: an
 * output is the nearest integer, but for halves that a small error decides otherwise.
 */
class IntegerFormsTest {
  private static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  private static ActivationQuantization quantization(Random random, double scale) {
    boolean signed = random.nextBoolean();
    int[] points = {0, 255, random.nextInt(256), 128};
    int zeroPoint = points[random.nextInt(points.length)] - (signed ? 128 : 0);
    return new ActivationQuantization((float) scale, zeroPoint, signed);
  }

  /** From {@code least} to {@code most}, each power of ten as often. */
  private static double scale(Random random, double least, double most) {
    return least * Math.pow(most / least, random.nextDouble());
  }

  /** Random bytes, at times all of one value or of the extremes only. */
  private static byte[] bytes(Random random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    int kind = random.nextInt(5);
    for (int i = 0; i < size && kind < 2; i++) {
      bytes[i] = kind == 0 ? bytes[0] : (byte) (bytes[i] < 0 ? 0x80 : bytes[i] < 64 ? 0x7f : 0xff);
    }
    return bytes;
  }

  private static double[] reals(byte[] bytes, ActivationQuantization of) {
    return IntStream.range(0, bytes.length)
        .mapToDouble(
            i ->
                ((of.signed() ? bytes[i] : bytes[i] & 0xff) - of.zeroPoint()) * (double) of.scale())
        .toArray();
  }

  /** Runs a step from slots 0, 1, .. to the next, on one thread and on three. */
  private static byte[] run(Step step, int size, byte[]... inputs) {
    byte[][] results = new byte[2][];
    for (int k = 0; k < 2; k++) {
      Object[] slots = Arrays.copyOf(inputs, inputs.length + 1, Object[].class);
      byte[] out = new byte[size];
      slots[inputs.length] = out;
      int threads = 1 + 2 * k;
      try (Workers workers = new Workers(threads)) {
        step.run(
            new Frame(slots, new Scratch(ScratchSize.NONE.max(step.scratch()), threads), workers));
      }
      results[k] = out;
    }
    assertThat(results[0]).isEqualTo(results[1]);
    return results[0];
  }

  /** Within half a step and {@code error} steps of the real numbers, or at the end of the range. */
  private static void assertRounded(
      byte[] actual, double[] expected, ActivationQuantization to, double error, String what) {
    assertThat(actual.length).isEqualTo(expected.length);
    for (int i = 0; i < actual.length; i++) {
      double real = expected[i] / to.scale() + to.zeroPoint();
      double nearest = Math.max(to.min(), Math.min(to.max(), real));
      int q = to.signed() ? actual[i] : actual[i] & 0xff;
      assertThat((double) q)
          .as("%s, element %d, %s to %s", what, i, real, to)
          .isBetween(nearest - 0.5 - error, nearest + 0.5 + error);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void softmax(int seed) {
    Random random = new Random(seed);
    Shape shape = Shape.of(1 + random.nextInt(seed % 5 == 0 ? 2000 : 40), 1 + random.nextInt(6));
    ActivationQuantization from = quantization(random, scale(random, 1e-4, 10));
    ActivationQuantization to = quantization(random, scale(random, 1e-5, 1));
    byte[] in = bytes(random, shape.size());
    double[] x = reals(in, from);
    double[] expected = new double[x.length];
    int plane = shape.planeSize();
    for (int i = 0; i < x.length; i++) {
      double sum = 0;
      for (int k = i % plane; k < x.length; k += plane) {
        sum += Math.exp(x[k] - x[i]);
      }
      expected[i] = 1 / sum;
    }
    byte[] actual = run(new IntegerSoftmax(shape, from, to, 0, 1), x.length, in);
    // Powers are rounded to 2^-30, so a share of the sum may be off by about as much.
    assertRounded(actual, expected, to, 1e-6 + 0x1p-29 / to.scale(), "seed " + seed);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void l2Normalize(int seed) {
    Random random = new Random(seed);
    int size = 1 + random.nextInt(seed % 5 == 0 ? 100_000 : 200);
    ActivationQuantization from = quantization(random, scale(random, 1e-6, 100));
    ActivationQuantization to = quantization(random, scale(random, 1e-5, 1));
    byte[] in = bytes(random, size);
    double[] x = reals(in, from);
    double norm = Math.sqrt(Arrays.stream(x).map(value -> value * value).sum());
    float[] epsilons = {0f, 1e-10f, (float) (norm * 0.99), (float) (norm * 3), 1e30f};
    float epsilon = epsilons[seed % epsilons.length];
    double divisor = Math.max(epsilon, norm);
    double[] expected = Arrays.stream(x).map(value -> divisor == 0 ? 0 : value / divisor).toArray();
    byte[] actual = run(new IntegerL2Normalize(epsilon, size, from, to, 0, 1), size, in);
    // Epsilon counts in units of 2^-14 of a squared step.
    double error = epsilon > norm ? 0x1p-15 : 0x1p-27;
    assertRounded(actual, expected, to, error / to.scale(), "seed " + seed);
  }

  @ParameterizedTest
  @ValueSource(floats = {0f, -1f, Float.NaN, Float.POSITIVE_INFINITY})
  void normOfZerosIsNoDivisor(float epsilon) {
    ActivationQuantization range = new ActivationQuantization(0.1f, 7, true);
    byte[] zeros = {7, 7, 7};
    IntegerL2Normalize step = new IntegerL2Normalize(epsilon, 3, range, range, 0, 1);
    assertThat(run(step, 3, zeros)).isEqualTo(zeros);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void squareRoots(int seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      long square = random.nextLong() >>> 2 + random.nextInt(60);
      long root = IntegerL2Normalize.squareRoot(square);
      assertThat(root * root).as("root of %d, seed %d", square, seed).isLessThanOrEqualTo(square);
      assertThat((root + 1) * (root + 1))
          .as("root of %d, seed %d", square, seed)
          .isGreaterThan(square);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void pReluWithSlopesOfSomeAxes(int seed) {
    Random random = new Random(seed);
    int[] size = {1 + random.nextInt(5), 1 + random.nextInt(5), 1 + random.nextInt(5)};
    int shared = seed % 8;
    int[] slopeSize = size.clone();
    for (int axis = 0; axis < 3; axis++) {
      slopeSize[axis] = (shared >> axis & 1) != 0 ? 1 : size[axis];
    }
    Shape shape = Shape.of(size);
    Shape slopeShape = Shape.of(slopeSize);
    float[] slopes = new float[slopeShape.size()];
    for (int i = 0; i < slopes.length; i++) {
      slopes[i] = (float) (random.nextGaussian() * scale(random, 1e-4, 20));
    }
    ActivationQuantization from = quantization(random, scale(random, 1e-3, 1));
    ActivationQuantization to = quantization(random, scale(random, 1e-3, 1));
    byte[] in = bytes(random, shape.size());
    double[] x = reals(in, from);
    double[] expected = x.clone();
    for (int i = 0; i < x.length; i++) {
      int a = i / (size[1] * size[2]) % slopeSize[0];
      int b = i / size[2] % size[1] % slopeSize[1];
      int c = i % size[2] % slopeSize[2];
      float slope = slopes[(a * slopeSize[1] + b) * slopeSize[2] + c];
      expected[i] = x[i] < 0 ? slope * x[i] : x[i];
    }
    FloatPRelu prelu = new FloatPRelu(shape, slopeShape, slopes, 0, 1);
    byte[] actual = run(new IntegerPRelu(prelu, x.length, from, to, 0, 1), x.length, in);
    assertRounded(actual, expected, to, 1e-4, "seed " + seed);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void joinsOfManyInputs(int seed) {
    Random random = new Random(seed);
    Join join = Join.values()[seed % Join.values().length];
    int inputs = join == Join.SUBTRACT ? 2 : 2 + random.nextInt(seed % 3 == 0 ? 40 : 4);
    int size = 200;
    byte[][] in = new byte[inputs][];
    double[][] x = new double[inputs][];
    ActivationQuantization[] from = new ActivationQuantization[inputs];
    double product = 1;
    for (int k = 0; k < inputs; k++) {
      from[k] = quantization(random, scale(random, 1e-3, join == Join.PRODUCT ? 0.1 : 1));
      in[k] = bytes(random, size);
      x[k] = reals(in[k], from[k]);
      product *= 60 * from[k].scale();
    }
    double least = join == Join.PRODUCT ? product / 100 : 1e-3;
    ActivationQuantization to =
        quantization(random, Math.max(Float.MIN_NORMAL, scale(random, least, least * 10_000)));
    double[] expected = x[0].clone();
    for (int i = 0; i < size; i++) {
      for (int k = 1; k < inputs; k++) {
        double next = x[k][i];
        expected[i] =
            switch (join) {
              case ADD, AVERAGE -> expected[i] + next;
              case PRODUCT -> expected[i] * next;
              case SUBTRACT -> expected[i] - next;
              case MAX -> Math.max(expected[i], next);
            };
      }
      expected[i] /= join == Join.AVERAGE ? inputs : 1;
    }
    int[] slots = IntStream.range(0, inputs).toArray();
    Step step = new IntegerElementwise(join, from, to, size, slots, inputs);
    assertRounded(run(step, size, in), expected, to, inputs * 0x1p-16, join + " of seed " + seed);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void pNormPooling(int seed) {
    Random random = new Random(seed);
    Window window =
        new Window(
            1 + random.nextInt(4),
            1 + random.nextInt(4),
            1 + random.nextInt(3),
            1 + random.nextInt(3),
            random.nextInt(6),
            random.nextInt(6),
            random.nextInt(6),
            random.nextInt(6),
            1 + random.nextInt(2),
            1 + random.nextInt(2));
    Shape shape = Shape.of(2, 7 + random.nextInt(5), 7 + random.nextInt(5));
    Operation.Pooling pooling = new Operation.Pooling(Pool.P_NORM, window, false, 1 + seed % 7);
    assertThat(IntegerSumPooling.fits(pooling, shape)).isTrue();
    ActivationQuantization from = quantization(random, scale(random, 1e-3, 1));
    ActivationQuantization to = quantization(random, scale(random, 1e-3, 1));
    byte[] in = bytes(random, shape.size());
    double[] x = reals(in, from);
    int rows = window.outputHeight(shape.dimension(1));
    int columns = window.outputWidth(shape.dimension(2));
    double[] expected = new double[2 * rows * columns];
    for (int i = 0; i < expected.length; i++) {
      double sum = 0;
      for (int tap = 0; tap < window.kernelHeight() * window.kernelWidth(); tap++) {
        int row =
            i / columns % rows * window.strideHeight()
                + tap / window.kernelWidth() * window.dilationHeight()
                - window.top();
        int column =
            i % columns * window.strideWidth()
                + tap % window.kernelWidth() * window.dilationWidth()
                - window.left();
        if (row >= 0 && row < shape.dimension(1) && column >= 0 && column < shape.dimension(2)) {
          int at = (i / (rows * columns) * shape.dimension(1) + row) * shape.dimension(2) + column;
          sum += Math.pow(Math.abs(x[at]), pooling.p());
        }
      }
      expected[i] = Math.pow(sum, 1.0 / pooling.p());
    }
    Step step = new IntegerSumPooling(pooling, shape, from, to, 0, 1);
    assertRounded(run(step, expected.length, in), expected, to, 1e-4, "seed " + seed);
  }
}
