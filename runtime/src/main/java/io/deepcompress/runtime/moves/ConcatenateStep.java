package io.deepcompress.runtime.moves;

import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Step;

/** Puts values one behind the other. */
public final class ConcatenateStep implements Step {
  private final int[] in;
  private final int[] sizes;
  private final int out;

  /**
   * From slots {@code in} to slot {@code out}.
   *
   * @param sizes elements of each
   */
  public ConcatenateStep(int[] in, int[] sizes, int out) {
    this.in = in.clone();
    this.sizes = sizes.clone();
    this.out = out;
  }

  @Override
  public void run(Frame frame) {
    int to = 0;
    for (int i = 0; i < in.length; i++) {
      Move.copy(frame.array(in[i]), 0, 1, frame.array(out), to, 1, sizes[i]);
      to += sizes[i];
    }
  }
}
