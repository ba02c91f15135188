package io.deepcompress.runtime.integers;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Piece;
import io.deepcompress.runtime.execution.Step;

/** From floats to 8-bit integers with a known scale. */
public final class QuantizeStep implements Step, Piece {
  private static final int ELEMENTS_PER_PIECE = 1 << 14;

  private final ActivationQuantization quantization;
  private final int size;
  private final int in;
  private final int out;

  /** From float slot {@code in} to byte slot {@code out}. */
  public QuantizeStep(ActivationQuantization quantization, int size, int in, int out) {
    this.quantization = quantization;
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
    Rounding.quantize(
        frame.floats(in),
        frame.bytes(out),
        from,
        end,
        quantization.scale(),
        quantization.zeroPoint(),
        quantization.signed());
  }
}
