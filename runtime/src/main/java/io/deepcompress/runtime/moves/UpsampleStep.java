package io.deepcompress.runtime.moves;

import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Step;

/** Repeats rows and columns. */
public final class UpsampleStep implements Step {
  private final Operation.Upsample upsample;
  private final Shape input;
  private final int in;
  private final int out;

  /** From slot {@code in} to slot {@code out}. */
  public UpsampleStep(Operation.Upsample upsample, Shape input, int in, int out) {
    this.upsample = upsample;
    this.input = input;
    this.in = in;
    this.out = out;
  }

  @Override
  public void run(Frame frame) {
    Object x = frame.array(in);
    Object y = frame.array(out);
    int width = input.dimension(2);
    int wide = width * upsample.width();
    for (int row = 0; row < input.channels() * input.dimension(1); row++) {
      int to = row * upsample.height() * wide;
      for (int shift = 0; shift < upsample.width(); shift++) {
        Move.copy(x, row * width, 1, y, to + shift, upsample.width(), width);
      }
      for (int again = 1; again < upsample.height(); again++) {
        Move.copy(y, to, 1, y, to + again * wide, 1, wide);
      }
    }
  }
}
