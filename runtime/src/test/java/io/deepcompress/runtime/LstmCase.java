package io.deepcompress.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Workers;
import io.deepcompress.runtime.integers.IntegerLstm;
import io.deepcompress.runtime.kernel.IntegerLayer;
import io.deepcompress.runtime.kernel.IntegerWeights;
import io.deepcompress.runtime.kernel.KernelProvider;
import io.deepcompress.runtime.kernel.Kernels;
import io.deepcompress.runtime.kernel.LayerShape;
import io.deepcompress.runtime.kernel.ScalarKernels;
import io.deepcompress.runtime.kernel.Scratch;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

/**
 * An LSTM in fixed point against the definition in double, of the same integers. The definition
 * takes the outputs so far from the one under test, so that roundings to bytes do not add up, and
 * carries a bound of the fixed-point errors along.
 */
final class LstmCase {
  /** What is told apart in fixed point. */
  private static final double UNIT = 0x1p-16;

  private static final double LIMIT = Integer.MAX_VALUE * UNIT;

  private static final Set<ActivationFunction> STRAIGHT =
      EnumSet.of(
          ActivationFunction.RELU,
          ActivationFunction.LEAKY_RELU,
          ActivationFunction.HARD_SIGMOID,
          ActivationFunction.HARD_TANH);

  final Random random;
  private final Operation.Lstm lstm;
  final int units;
  private final int features;
  final int time;
  final byte[][] weights = new byte[2][];
  final float[][] scales = new float[2][];
  final float[] bias;
  final float[] peepholes;
  final byte[] x;
  ActivationQuantization from;
  ActivationQuantization to;

  /** Weights of any density and sums of about 2, with a range of the output that it may exceed. */
  LstmCase(long seed, Operation.Lstm lstm) {
    this.random = new Random(seed);
    this.lstm = lstm;
    this.units = lstm.units();
    this.features = 1 + random.nextInt(90);
    this.time = 1 + random.nextInt(12);
    double density = random.nextDouble();
    for (int k = 0; k < 2; k++) {
      int inputs = k == 0 ? features : units;
      weights[k] = new byte[4 * units * inputs];
      for (int i = 0; i < weights[k].length; i++) {
        weights[k][i] = (byte) (random.nextDouble() < density ? random.nextInt(255) - 127 : 0);
      }
      scales[k] = new float[4 * units];
      for (int i = 0; i < scales[k].length; i++) {
        scales[k][i] = (float) ((0.5 + random.nextDouble()) / 30 / Math.sqrt(inputs * density + 1));
      }
    }
    this.bias = gaussians(4 * units, 1);
    this.peepholes = gaussians(3 * units, lstm.peepholes() ? 1 : 0);
    this.x = new byte[features * time];
    random.nextBytes(x);
    boolean signed = random.nextBoolean();
    this.from = new ActivationQuantization(0.02f, random.nextInt(256) - (signed ? 128 : 0), signed);
    this.to =
        random.nextBoolean()
            ? new ActivationQuantization(0.3f / 127, random.nextInt(21) - 10, true)
            : new ActivationQuantization(1f / 100, 100 + random.nextInt(50), false);
  }

  private float[] gaussians(int count, double deviation) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    return values;
  }

  /** Multiplies the sums. */
  LstmCase times(float factor) {
    for (float[] values : new float[][] {scales[0], scales[1], bias, peepholes}) {
      for (int i = 0; i < values.length; i++) {
        values[i] *= factor;
      }
    }
    return this;
  }

  /**
   * Compares, and compares kernels and threads with one another.
   *
   * @param most steps of the output that fixed point may be off
   * @param share of the outputs that must be that close; the others have bounds of their own
   * @return the outputs
   */
  byte[] closeToTheDefinition(double most, double share) {
    byte[] y = run(new ScalarKernels(), 1);
    for (int threads : new int[] {1, 2, 4}) {
      assertThat(run(Kernels.active(), threads)).as("%d threads of %s", threads, this).isEqualTo(y);
      assertThat(run(new ScalarKernels(), threads)).isEqualTo(y);
    }
    int close = 0;
    double[] cells = new double[units];
    double[] cellErrors = new double[units];
    for (int t = 0; t < time; t++) {
      for (int unit = 0; unit < units; unit++) {
        Value before = new Value(cells[unit], cellErrors[unit]);
        Value block = sum(unit, t, y).apply(lstm.cell());
        Value forget = sum(units + unit, t, y).plus(before.times(p(unit))).apply(lstm.gate());
        Value input =
            sum(3 * units + unit, t, y).plus(before.times(p(2 * units + unit))).apply(lstm.gate());
        Value after = forget.times(before).plus(input.times(block)).rounded();
        cells[unit] = after.value;
        cellErrors[unit] = after.error;
        Value output =
            sum(2 * units + unit, t, y).plus(after.times(p(units + unit))).apply(lstm.gate());
        Value out = output.times(after.apply(lstm.cell())).rounded();
        double q = out.value / to.scale() + to.zeroPoint();
        double error = out.error / to.scale() + 1e-6 * Math.abs(q);
        String what = this + ", unit " + unit + ", step " + t + ": " + q;
        close += error < most ? 1 : 0;
        assertThat((double) real(y[unit * time + t], to))
            .as(what)
            .isBetween(saturate(q - 0.5 - error), saturate(q + 0.5 + error));
      }
    }
    assertThat(close / (double) (units * time)).as(toString()).isGreaterThanOrEqualTo(share);
    return y;
  }

  private double saturate(double q) {
    return Math.max(to.min(), Math.min(to.max(), q));
  }

  private static int real(byte q, ActivationQuantization quantization) {
    return quantization.signed() ? q : q & 0xff;
  }

  private Value p(int i) {
    return new Value(peepholes[i], Math.abs(peepholes[i]) * 0x1p-30);
  }

  /** A row's sum of both layers, each of which saturates. */
  private Value sum(int row, int t, byte[] y) {
    double ofInput = 0;
    for (int i = 0; i < features; i++) {
      int centred = real(x[i * time + t], from) - from.zeroPoint();
      ofInput += (double) weights[0][row * features + i] * centred;
    }
    double ofLast = 0;
    for (int i = 0; t > 0 && i < units; i++) {
      int centred = real(y[i * time + t - 1], to) - to.zeroPoint();
      ofLast += (double) weights[1][row * units + i] * centred;
    }
    return part(ofInput * from.scale() * scales[0][row], bias[row])
        .plus(part(ofLast * to.scale() * scales[1][row], 0));
  }

  private static Value part(double product, double bias) {
    return new Value(product + bias, (Math.abs(product) + Math.abs(bias)) * 0x1p-23).rounded();
  }

  /** A real number and by how much the one in fixed point may differ. */
  private record Value(double value, double error) {
    Value plus(Value other) {
      return new Value(value + other.value, error + other.error);
    }

    Value times(Value other) {
      return new Value(
          value * other.value,
          Math.abs(value) * other.error + Math.abs(other.value) * error + error * other.error);
    }

    /** To units, half of which it may be off, within the limits, which cut the error as well. */
    Value rounded() {
      double clipped = clip(value);
      double cut = Math.max(clip(value + error) - clipped, clipped - clip(value - error));
      return new Value(clipped, cut + UNIT / 2);
    }

    private static double clip(double value) {
      return Math.max(-LIMIT, Math.min(LIMIT, value));
    }

    /**
     * The points of a table lie 1/128 of the argument or less apart and are rounded, as is what
     * lies between them; the argument may be off and was rounded, too.
     */
    Value apply(ActivationFunction function) {
      double x = rounded().value;
      double e = rounded().error;
      double y = at(function, x);
      double h = Math.max(UNIT, Math.abs(x) / 128);
      double moved = Math.max(Math.abs(at(function, x + e) - y), Math.abs(at(function, x - e) - y));
      // What is made of straight lines bends at points only.
      double bent =
          STRAIGHT.contains(function)
              ? 0
              : Math.abs(at(function, x + h) - 2 * y + at(function, x - h)) / 4;
      return new Value(y, moved + bent + 1.5 * UNIT + Math.abs(y) * 0x1p-22);
    }

    private static double at(ActivationFunction function, double x) {
      return clip(Reference.activate(function, 0, x));
    }
  }

  byte[] run(KernelProvider kernels, int threads) {
    byte[] identity = new byte[256];
    for (int i = 0; i < 256; i++) {
      identity[i] = (byte) i;
    }
    IntegerLayer[] layers = new IntegerLayer[2];
    for (int k = 0; k < 2; k++) {
      LayerShape shape = LayerShape.dense(k == 0 ? features : units, 1, 4 * units);
      layers[k] = kernels.prepare(new IntegerWeights(shape, weights[k], identity));
    }
    IntegerLstm step =
        new IntegerLstm(
            lstm,
            Shape.of(features, time),
            layers,
            scales,
            bias,
            peepholes,
            from,
            to,
            new int[] {0, 1, 2, 3});
    // Arrays may be longer than what is in them, and nothing in them is cleared.
    Object[] slots = {
      Arrays.copyOf(x, x.length + 7), dirty(features + 3), dirty(units + 5), dirty(units * time + 2)
    };
    try (Workers workers = new Workers(threads)) {
      Scratch scratch = new Scratch(step.scratch(), threads);
      Arrays.fill(scratch.ints(), 0x5a5a5a5a);
      Frame frame = new Frame(slots, scratch, workers);
      step.run(frame);
      byte[] first = Arrays.copyOf(frame.bytes(3), units * time);
      step.run(frame);
      assertThat(Arrays.copyOf(frame.bytes(3), units * time)).isEqualTo(first);
      return first;
    }
  }

  private static byte[] dirty(int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) 0x55);
    return bytes;
  }

  @Override
  public String toString() {
    return lstm + " of [" + features + ", " + time + "], from " + from + " to " + to;
  }
}
