package io.deepcompress.runtime.moves;

import io.deepcompress.codec.network.Shape;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Step;

/** Moves blocks of pixels into channels. */
public final class SpaceToDepthStep implements Step {
  private final int block;
  private final Shape input;
  private final int in;
  private final int out;

  /** From slot {@code in} to slot {@code out}. */
  public SpaceToDepthStep(int block, Shape input, int in, int out) {
    this.block = block;
    this.input = input;
    this.in = in;
    this.out = out;
  }

  @Override
  public void run(Frame frame) {
    int height = input.dimension(1);
    int width = input.dimension(2);
    int count = width / block;
    int to = 0;
    for (int corner = 0; corner < block * block; corner++) {
      for (int channel = 0; channel < input.channels(); channel++) {
        for (int row = corner / block; row < height; row += block, to += count) {
          int from = (channel * height + row) * width + corner % block;
          Move.copy(frame.array(in), from, block, frame.array(out), to, 1, count);
        }
      }
    }
  }
}
