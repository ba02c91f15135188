package io.deepcompress.runtime.integers;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Step;
import io.deepcompress.runtime.floats.Activations;
import io.deepcompress.runtime.kernel.Epilogue;
import io.deepcompress.runtime.kernel.IntegerLayer;
import io.deepcompress.runtime.kernel.ScratchSize;
import java.util.Arrays;

/**
 * Long short-term memory on 8-bit inputs and outputs, from a zero state. A time step is two fully
 * connected layers, of the input and of the last output, whose sums become 32-bit integers in units
 * of 2^-16, as are the cells and the values of the functions; what is larger than 2^15 - 2^-16
 * saturates. Functions are tables with linear interpolation between 128 points from one power of 2
 * to the next, so that every argument is in them.
 */
public final class IntegerLstm implements Step {
  private static final double UNIT = 0x1p-16;
  private static final int POINTS = 128;

  /** Points of the arguments from 0 to 2^31 units; as many follow for those below 0. */
  private static final int SIDE = 25 * POINTS + 1;

  private final int units;
  private final int features;
  private final int time;
  private final IntegerLayerStep[] products = new IntegerLayerStep[2];
  private final FixedPoint[] peepholes;
  private final int[] gate;
  private final int[] cell;
  private final FixedPoint step;
  private final ActivationQuantization to;
  private final int[] slots;

  /** Index in the temporary ints of the sums of both layers and the cells, behind the layers'. */
  private final int place;

  /**
   * From a byte slot to a byte slot.
   *
   * @param input {@code [features, time]}
   * @param layers of the input and of the last output, each for one time step
   * @param scales of the weights of each row of each layer
   * @param bias of each row
   * @param peepholes three a unit, 0 where there are none
   * @param from quantization of the input
   * @param to quantization of the output
   * @param slots the input's, one for a time step of it, one for a time step of the output, and the
   *     output's
   */
  public IntegerLstm(
      Operation.Lstm lstm,
      Shape input,
      IntegerLayer[] layers,
      float[][] scales,
      float[] bias,
      float[] peepholes,
      ActivationQuantization from,
      ActivationQuantization to,
      int[] slots) {
    this.units = lstm.units();
    this.features = input.dimension(0);
    this.time = input.dimension(1);
    this.to = to;
    this.slots = slots.clone();
    this.place = Math.max(layers[0].scratch().ints(), layers[1].scratch().ints());
    for (int k = 0; k < 2; k++) {
      ActivationQuantization read = k == 0 ? from : to;
      float[] multiplier = new float[4 * units];
      float[] offset = new float[4 * units];
      for (int row = 0; row < 4 * units; row++) {
        multiplier[row] = (float) (read.scale() * (scales[k][row] / UNIT));
        offset[row] = k == 0 ? (float) (bias[row] / UNIT) : 0;
      }
      Epilogue epilogue =
          new Epilogue(
              multiplier,
              offset,
              1f,
              Float.POSITIVE_INFINITY,
              -Integer.MAX_VALUE,
              Integer.MAX_VALUE,
              0);
      int slot = slots[1 + k];
      products[k] =
          new IntegerLayerStep(
              layers[k],
              new FixedPointRequantizer(epilogue, place + 4 * units * k),
              read,
              slot,
              slot);
    }
    this.peepholes = new FixedPoint[3 * units];
    for (int i = 0; i < peepholes.length; i++) {
      this.peepholes[i] = FixedPoint.of(peepholes[i]);
    }
    this.gate = table(lstm.gate());
    this.cell = table(lstm.cell());
    this.step = FixedPoint.of(UNIT / to.scale());
  }

  private static int[] table(ActivationFunction function) {
    int[] table = new int[2 * SIDE];
    for (int i = 0; i < table.length; i++) {
      int point = i % SIDE;
      int octave = Math.max(0, point / POINTS - 1);
      long x = (long) (point - octave * POINTS) << octave;
      table[i] =
          saturate(
              Math.round(
                  Activations.apply(function, 0f, (float) ((i < SIDE ? x : -x) * UNIT)) / UNIT));
    }
    return table;
  }

  @Override
  public ScratchSize scratch() {
    return products[0]
        .scratch()
        .max(products[1].scratch())
        .max(new ScratchSize(0, 0, place + 9 * units, 0, 0, 0, 0));
  }

  @Override
  public void run(Frame frame) {
    byte[] x = frame.bytes(slots[0]);
    byte[] now = frame.bytes(slots[1]);
    byte[] last = frame.bytes(slots[2]);
    byte[] y = frame.bytes(slots[3]);
    int[] state = frame.scratch().ints();
    Arrays.fill(last, 0, units, (byte) to.zeroPoint());
    Arrays.fill(state, place + 8 * units, place + 9 * units, 0);
    for (int t = 0; t < time; t++) {
      for (int i = 0; i < features; i++) {
        now[i] = x[i * time + t];
      }
      products[0].run(frame);
      products[1].run(frame);
      for (int unit = 0; unit < units; unit++) {
        last[unit] = advance(state, unit);
        y[unit * time + t] = last[unit];
      }
    }
  }

  /** Advances one memory cell by a step and returns its output. */
  private byte advance(int[] state, int unit) {
    int at = place + 8 * units + unit;
    int before = state[at];
    long block = function(cell, sum(state, unit));
    long forget = function(gate, sum(state, units + unit) + peepholes[unit].scale(before));
    long input =
        function(gate, sum(state, 3 * units + unit) + peepholes[2 * units + unit].scale(before));
    int after = product(forget * before + input * block);
    state[at] = after;
    long output =
        function(gate, sum(state, 2 * units + unit) + peepholes[units + unit].scale(after));
    return Rounding.saturate(step.scale(product(output * function(cell, after))), to);
  }

  private long sum(int[] state, int row) {
    return (long) state[place + row] + state[place + 4 * units + row];
  }

  /** The value of a function in its table, rounded half up. */
  private static int function(int[] table, long x) {
    int size = saturate(Math.abs(x));
    // Of so many bits is the place between two points.
    int octave = Math.max(0, Integer.SIZE - Integer.numberOfLeadingZeros(size / (2 * POINTS)));
    int i = (size >> octave) + octave * POINTS + (x < 0 ? SIDE : 0);
    long within = size & (1 << octave) - 1;
    return table[i]
        + (int) (((long) table[i + 1] - table[i]) * within + (1L << octave >> 1) >> octave);
  }

  /** From units of 2^-32, rounded half up. */
  private static int product(long x) {
    return saturate(x + (1 << 15) >> 16);
  }

  private static int saturate(long x) {
    return (int) Math.max(-Integer.MAX_VALUE, Math.min(Integer.MAX_VALUE, x));
  }
}
