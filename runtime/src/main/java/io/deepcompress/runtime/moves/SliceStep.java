package io.deepcompress.runtime.moves;

import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Step;

/** Copies every {@code step}-th element: neighbouring channels, or one time step. */
public final class SliceStep implements Step {
  private final int from;
  private final int step;
  private final int count;
  private final int in;
  private final int out;

  /** Copies {@code count} elements of slot {@code in} to slot {@code out}. */
  public SliceStep(int from, int step, int count, int in, int out) {
    this.from = from;
    this.step = step;
    this.count = count;
    this.in = in;
    this.out = out;
  }

  @Override
  public void run(Frame frame) {
    Move.copy(frame.array(in), from, step, frame.array(out), 0, 1, count);
  }
}
