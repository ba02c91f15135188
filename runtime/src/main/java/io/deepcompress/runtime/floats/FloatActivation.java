package io.deepcompress.runtime.floats;

import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Piece;
import io.deepcompress.runtime.execution.Step;

/** An element-wise activation function. */
public final class FloatActivation implements Step, Piece {
  private static final int ELEMENTS_PER_PIECE = 1 << 14;

  private final ActivationFunction function;
  private final float parameter;
  private final int size;
  private final int in;
  private final int out;

  /** Of {@code size} elements of slot {@code in}, to slot {@code out}. */
  public FloatActivation(ActivationFunction function, float parameter, int size, int in, int out) {
    this.function = function;
    this.parameter = parameter;
    this.size = size;
    this.in = in;
    this.out = out;
  }

  @Override
  public void run(Frame frame) {
    frame.workers().run(this, (size + ELEMENTS_PER_PIECE - 1) / ELEMENTS_PER_PIECE, frame);
  }

  @Override
  public void run(int number, int worker, Frame frame) {
    int from = number * ELEMENTS_PER_PIECE;
    int end = (int) Math.min(size, (long) from + ELEMENTS_PER_PIECE);
    Activations.apply(function, parameter, frame.floats(in), frame.floats(out), from, end);
  }
}
