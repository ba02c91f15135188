package io.deepcompress.runtime.moves;

import io.deepcompress.codec.network.Shape;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Step;

/** Takes rows and columns off an image. */
public final class CropStep implements Step {
  private final Shape input;
  private final Shape output;
  private final int top;
  private final int left;
  private final int in;
  private final int out;

  /** From slot {@code in} to slot {@code out}. */
  public CropStep(Shape input, Shape output, int top, int left, int in, int out) {
    this.input = input;
    this.output = output;
    this.top = top;
    this.left = left;
    this.in = in;
    this.out = out;
  }

  @Override
  public void run(Frame frame) {
    int to = 0;
    for (int channel = 0; channel < output.channels(); channel++) {
      for (int row = 0; row < output.dimension(1); row++, to += output.dimension(2)) {
        int from = (channel * input.dimension(1) + row + top) * input.dimension(2) + left;
        Move.copy(frame.array(in), from, 1, frame.array(out), to, 1, output.dimension(2));
      }
    }
  }
}
