package io.deepcompress.runtime.integers;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Step;

/**
 * Joins 8-bit integers of different scales: each is looked up in units of 2^-16 of the output's
 * step, and the sum or the largest is rounded half up. A product is scaled in fixed point.
 */
public final class IntegerElementwise implements Step {
  /** Most inputs, so that a sum of clipped entries stays in 32 bits. */
  public static final int MAX_INPUTS = 16;

  private static final int SHIFT = 16;
  private static final int CLIP = 1 << 26;

  private final Operation.Join join;
  private final int[][] tables;
  private final FixedPoint product;
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
    this.tables = new int[from.length][256];
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
                : (int) Math.max(-CLIP, Math.min(CLIP, Math.rint(centred * factor * (1 << SHIFT))));
      }
    }
    this.product = FixedPoint.of(scales / to.scale());
  }

  /** Whether a join of so many inputs has an integer form. */
  public static boolean fits(Operation.Join join, int inputs) {
    return inputs <= (join == Operation.Join.PRODUCT ? 2 : MAX_INPUTS);
  }

  @Override
  public void run(Frame frame) {
    byte[] y = frame.bytes(out);
    for (int i = 0; i < size; i++) {
      long value = join == Operation.Join.PRODUCT ? product(frame, i) : sum(frame, i);
      long q = Math.max(to.min(), Math.min(to.max(), value + to.zeroPoint()));
      y[i] = (byte) q;
    }
  }

  private long product(Frame frame, int i) {
    int first = tables[0][frame.bytes(in[0])[i] & 0xff];
    return product.scale((long) first * tables[1][frame.bytes(in[1])[i] & 0xff]);
  }

  private int sum(Frame frame, int i) {
    int value = tables[0][frame.bytes(in[0])[i] & 0xff];
    for (int k = 1; k < in.length; k++) {
      int next = tables[k][frame.bytes(in[k])[i] & 0xff];
      value = join == Operation.Join.MAX ? Math.max(value, next) : value + next;
    }
    return value + (1 << SHIFT - 1) >> SHIFT;
  }
}
