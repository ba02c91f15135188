package io.deepcompress.runtime.integers;

import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Piece;
import io.deepcompress.runtime.execution.Step;

/**
 * From floats to 8-bit integers with the scale that the values at hand ask for: uint8 from 0 where
 * none is negative, else int8 from the least to the largest value, with 0 exact.
 */
public final class DynamicQuantizeStep implements Step, Piece {
  private static final int ELEMENTS_PER_PIECE = 1 << 14;

  private final int size;
  private final int in;
  private final int out;

  /** From float slot {@code in} to byte slot {@code out}. */
  public DynamicQuantizeStep(int size, int in, int out) {
    this.size = size;
    this.in = in;
    this.out = out;
  }

  @Override
  public void run(Frame frame) {
    float[] x = frame.floats(in);
    float least = 0f;
    float most = 0f;
    for (int i = 0; i < size; i++) {
      float value = x[i];
      if (value < least) {
        least = value;
      }
      if (value > most) {
        most = value;
      }
    }
    boolean signed = least < 0;
    // A range too small for a normal step is all zeros in effect; one too large saturates.
    double range = Math.min((double) most - least, Float.MAX_VALUE);
    float scale = (float) Math.max(range / 255, Float.MIN_NORMAL);
    int zeroPoint =
        signed ? (int) Math.max(-128, Math.min(127, Math.rint(-128 - least / scale))) : 0;
    frame.setQuantization(out, scale, zeroPoint, signed);
    frame.workers().run(this, (size + ELEMENTS_PER_PIECE - 1) / ELEMENTS_PER_PIECE, frame);
  }

  @Override
  public void run(int number, int worker, Frame frame) {
    int from = number * ELEMENTS_PER_PIECE;
    int end = (int) Math.min(size, (long) from + ELEMENTS_PER_PIECE);
    Rounding.quantize(
        frame.floats(in),
        frame.bytes(out),
        from,
        end,
        frame.scale(out),
        frame.zeroPoint(out),
        frame.signed(out));
  }
}
