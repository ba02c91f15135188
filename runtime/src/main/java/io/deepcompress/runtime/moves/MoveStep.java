package io.deepcompress.runtime.moves;

import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Step;
import java.util.Arrays;
import java.util.List;

/** Moves blocks of elements to a slot, over zeros where they do not fill it. */
public final class MoveStep implements Step {
  private final List<Move> moves;
  private final int zeros;
  private final byte zero;
  private final int out;

  /**
   * Moves blocks to slot {@code out}, one after the other.
   *
   * @param zeros elements that are zero before
   * @param zero the byte that stands for 0, where the slots hold bytes
   */
  public MoveStep(List<Move> moves, int zeros, byte zero, int out) {
    this.moves = List.copyOf(moves);
    this.zeros = zeros;
    this.zero = zero;
    this.out = out;
  }

  @Override
  public void run(Frame frame) {
    if (frame.array(out) instanceof float[] y) {
      Arrays.fill(y, 0, zeros, 0f);
    } else {
      Arrays.fill(frame.bytes(out), 0, zeros, zero);
    }
    for (int i = 0; i < moves.size(); i++) {
      moves.get(i).run(frame, out);
    }
  }
}
