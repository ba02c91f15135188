package io.deepcompress.runtime.moves;

import io.deepcompress.codec.network.Shape;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Step;
import java.util.Arrays;

/** Puts zeros around an image. */
public final class PadStep implements Step {
  private final Shape input;
  private final Shape output;
  private final int top;
  private final int left;
  private final byte zero;
  private final int in;
  private final int out;

  /**
   * From slot {@code in} to slot {@code out}.
   *
   * @param zero the byte that stands for 0, where the slots hold bytes
   */
  public PadStep(Shape input, Shape output, int top, int left, byte zero, int in, int out) {
    this.input = input;
    this.output = output;
    this.top = top;
    this.left = left;
    this.zero = zero;
    this.in = in;
    this.out = out;
  }

  @Override
  public void run(Frame frame) {
    if (frame.array(out) instanceof float[] y) {
      Arrays.fill(y, 0, output.size(), 0f);
    } else {
      Arrays.fill(frame.bytes(out), 0, output.size(), zero);
    }
    int from = 0;
    for (int channel = 0; channel < input.channels(); channel++) {
      for (int row = 0; row < input.dimension(1); row++, from += input.dimension(2)) {
        int to = (channel * output.dimension(1) + row + top) * output.dimension(2) + left;
        Move.copy(frame.array(in), from, 1, frame.array(out), to, 1, input.dimension(2));
      }
    }
  }
}
