package io.deepcompress.runtime.integers;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Piece;
import io.deepcompress.runtime.execution.Step;

/**
 * Joins 8-bit integers of different scales: each is looked up in units of 2^-16 of the output's
 * step, and the sum or the largest is rounded half up. A product keeps its upper 31 bits from one
 * input to the next and is scaled in fixed point.
 */
public final class IntegerElementwise implements Step, Piece {
  private static final int SHIFT = 16;
  private static final int PIECE = 1 << 12;

  /** A sum of 2^17 clipped entries stays in 64 bits, and one entry is 2^30 steps. */
  private static final long CLIP = 1L << SHIFT + 30;

  private final Operation.Join join;
  private final long[][] tables;

  /** Of a product: {@code multiplier * 2^-shift} output steps, the multiplier of 31 bits. */
  private final long multiplier;

  private final int shift;
  private final ActivationQuantization to;
  private final int size;
  private final int[] in;
  private final int out;

  /**
   * From byte slots {@code in} to byte slot {@code out}, which may share the first one's array.
   *
   * @param from quantization of each input
   */
  public IntegerElementwise(
      Operation.Join join,
      ActivationQuantization[] from,
      ActivationQuantization to,
      int size,
      int[] in,
      int out) {
    this.join = join;
    this.to = to;
    this.size = size;
    this.in = in.clone();
    this.out = out;
    this.tables = new long[from.length][256];
    double scales = 1;
    for (int k = 0; k < from.length; k++) {
      scales *= from[k].scale();
      double factor = from[k].scale() / (double) to.scale();
      factor = join == Operation.Join.AVERAGE ? factor / from.length : factor;
      factor = join == Operation.Join.SUBTRACT && k == 1 ? -factor : factor;
      for (int q = from[k].min(); q <= from[k].max(); q++) {
        int centred = q - from[k].zeroPoint();
        tables[k][q & 0xff] =
            join == Operation.Join.PRODUCT
                ? centred
                : (long)
                    Math.max(-CLIP, Math.min(CLIP, Math.rint(centred * factor * (1 << SHIFT))));
      }
    }
    this.shift = 30 - Math.getExponent(scales / to.scale());
    this.multiplier = Math.round(Math.scalb(scales / to.scale(), shift));
  }

  @Override
  public void run(Frame frame) {
    frame.workers().run(this, (size + PIECE - 1) / PIECE, frame);
  }

  @Override
  public void run(int piece, int worker, Frame frame) {
    byte[] y = frame.bytes(out);
    int end = Math.min(size, (piece + 1) * PIECE);
    for (int i = piece * PIECE; i < end; i++) {
      long value = join == Operation.Join.PRODUCT ? product(frame, i) : sum(frame, i);
      y[i] = Rounding.saturate(value, to);
    }
  }

  private long product(Frame frame, int i) {
    long value = 1;
    int rest = shift;
    for (int k = 0; k < in.length; k++) {
      value *= tables[k][frame.bytes(in[k])[i] & 0xff];
      int excess = Math.max(0, 33 - Long.numberOfLeadingZeros(Math.abs(value)));
      value >>= excess;
      rest -= excess;
    }
    value *= multiplier;
    if (rest > 62) {
      return 0;
    }
    // Without a shift, anything but 0 is beyond 2^30 steps.
    return rest <= 0 ? value : value + (1L << rest - 1) >> rest;
  }

  private long sum(Frame frame, int i) {
    long value = tables[0][frame.bytes(in[0])[i] & 0xff];
    for (int k = 1; k < in.length; k++) {
      long next = tables[k][frame.bytes(in[k])[i] & 0xff];
      value = join == Operation.Join.MAX ? Math.max(value, next) : value + next;
    }
    return value + (1 << SHIFT - 1) >> SHIFT;
  }
}
