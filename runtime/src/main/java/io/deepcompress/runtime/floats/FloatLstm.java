package io.deepcompress.runtime.floats;

import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Piece;
import io.deepcompress.runtime.execution.Step;
import io.deepcompress.runtime.kernel.ScratchSize;
import java.util.Arrays;

/**
 * Long short-term memory, from a zero state. Rows of the weights come in the blocks: block input,
 * forget gate, output gate, input gate; peepholes in the order forget, output, input.
 */
public final class FloatLstm implements Step, Piece {
  private static final int ROWS_PER_PIECE = 32;

  private final Operation.Lstm lstm;
  private final int features;
  private final int time;
  private final WeightRows weights;
  private final WeightRows recurrent;
  private final float[] bias;
  private final float[] peepholes;
  private final int in;
  private final int out;

  /**
   * From slot {@code in} to slot {@code out}.
   *
   * @param input {@code [features, time]}
   * @param peepholes empty where the layer has none
   */
  public FloatLstm(
      Operation.Lstm lstm,
      Shape input,
      WeightRows weights,
      WeightRows recurrent,
      float[] bias,
      float[] peepholes,
      int in,
      int out) {
    this.lstm = lstm;
    this.features = input.dimension(0);
    this.time = input.dimension(1);
    this.weights = weights;
    this.recurrent = recurrent;
    this.bias = bias;
    this.peepholes = peepholes;
    this.in = in;
    this.out = out;
  }

  /** The floats hold: cells, the four blocks of sums, this step's input, the last step's output. */
  @Override
  public ScratchSize scratch() {
    return new ScratchSize(0, 0, 0, 6 * lstm.units() + features, 0, 0, 0);
  }

  @Override
  public void run(Frame frame) {
    float[] x = frame.floats(in);
    float[] y = frame.floats(out);
    float[] state = frame.scratch().floats();
    int units = lstm.units();
    int inputs = 5 * units;
    int outputs = inputs + features;
    Arrays.fill(state, 0, units, 0f);
    Arrays.fill(state, outputs, outputs + units, 0f);
    for (int step = 0; step < time; step++) {
      for (int feature = 0; feature < features; feature++) {
        state[inputs + feature] = x[feature * time + step];
      }
      frame.workers().run(this, (4 * units + ROWS_PER_PIECE - 1) / ROWS_PER_PIECE, frame);
      for (int unit = 0; unit < units; unit++) {
        float output = advance(state, unit);
        state[outputs + unit] = output;
        y[unit * time + step] = output;
      }
    }
  }

  @Override
  public void run(int number, int worker, Frame frame) {
    float[] state = frame.scratch().floats();
    int units = lstm.units();
    int end = Math.min(4 * units, (number + 1) * ROWS_PER_PIECE);
    for (int row = number * ROWS_PER_PIECE; row < end; row++) {
      state[units + row] =
          bias[row]
              + weights.dot(row, state, 5 * units)
              + recurrent.dot(row, state, 5 * units + features);
    }
  }

  /** Advances one memory cell by a step and returns its output. */
  private float advance(float[] state, int unit) {
    int units = lstm.units();
    boolean peeps = lstm.peepholes();
    float before = state[unit];
    float block = cell(state[units + unit]);
    float forget = gate(state[2 * units + unit] + (peeps ? peepholes[unit] * before : 0f));
    float input =
        gate(state[4 * units + unit] + (peeps ? peepholes[2 * units + unit] * before : 0f));
    float after = forget * before + input * block;
    state[unit] = after;
    float output = gate(state[3 * units + unit] + (peeps ? peepholes[units + unit] * after : 0f));
    return output * cell(after);
  }

  private float gate(float x) {
    return Activations.apply(lstm.gate(), 0f, x);
  }

  private float cell(float x) {
    return Activations.apply(lstm.cell(), 0f, x);
  }
}
