package io.deepcompress.runtime.floats;

import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Piece;
import io.deepcompress.runtime.execution.Step;

/** A fully connected layer of a vector. */
public final class FloatDense implements Step, Piece {
  private static final int UNITS_PER_PIECE = 32;

  private final int units;
  private final WeightRows weights;
  private final float[] bias;
  private final int in;
  private final int out;

  /**
   * From slot {@code in} to slot {@code out}.
   *
   * @param bias one a unit
   */
  public FloatDense(int units, WeightRows weights, float[] bias, int in, int out) {
    this.units = units;
    this.weights = weights;
    this.bias = bias;
    this.in = in;
    this.out = out;
  }

  @Override
  public void run(Frame frame) {
    frame.workers().run(this, (units + UNITS_PER_PIECE - 1) / UNITS_PER_PIECE, frame);
  }

  @Override
  public void run(int number, int worker, Frame frame) {
    float[] x = frame.floats(in);
    float[] y = frame.floats(out);
    int end = Math.min(units, (number + 1) * UNITS_PER_PIECE);
    for (int unit = number * UNITS_PER_PIECE; unit < end; unit++) {
      y[unit] = weights.dot(unit, x, 0) + bias[unit];
    }
  }
}
