package io.deepcompress.runtime.moves;

import io.deepcompress.codec.network.Shape;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Step;

/** Swaps the two axes of a sequence. */
public final class TransposeStep implements Step {
  private final Shape input;
  private final int in;
  private final int out;

  /** From slot {@code in} to slot {@code out}. */
  public TransposeStep(Shape input, int in, int out) {
    this.input = input;
    this.in = in;
    this.out = out;
  }

  @Override
  public void run(Frame frame) {
    int rows = input.dimension(0);
    int columns = input.dimension(1);
    for (int row = 0; row < rows; row++) {
      Move.copy(frame.array(in), row * columns, 1, frame.array(out), row, rows, columns);
    }
  }
}
