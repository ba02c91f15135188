package io.deepcompress.runtime.integers;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Piece;
import io.deepcompress.runtime.execution.Step;

/**
 * Local response normalization of 8-bit integers: the sum of squares selects the factor from a
 * table with linear interpolation, in fixed point.
 */
public final class IntegerNormalization implements Step, Piece {
  private static final int INTERVALS = 1 << 12;
  private static final int FRACTION = 24;

  private final Shape shape;
  private final int half;
  private final ActivationQuantization from;
  private final ActivationQuantization to;
  private final int in;
  private final int out;
  private final long[] table = new long[INTERVALS + 2];
  private final int intervalBits;

  /** From byte slot {@code in} to byte slot {@code out}. */
  public IntegerNormalization(
      Operation.LocalResponseNormalization normalization,
      Shape shape,
      ActivationQuantization from,
      ActivationQuantization to,
      int in,
      int out) {
    this.shape = shape;
    this.half = normalization.size() / 2;
    this.from = from;
    this.to = to;
    this.in = in;
    this.out = out;
    long largest = Math.max(from.max() - from.zeroPoint(), from.zeroPoint() - from.min());
    long sums = largest * largest * Math.min(2L * half + 1, shape.channels());
    int bits = Long.SIZE - Long.numberOfLeadingZeros(sums);
    this.intervalBits = Math.max(0, bits - Integer.numberOfTrailingZeros(INTERVALS));
    double square = (double) from.scale() * from.scale();
    for (int i = 0; i < table.length; i++) {
      double sum = (double) ((long) i << intervalBits) * square;
      double factor =
          Math.pow(normalization.k() + normalization.alpha() * sum, -normalization.beta());
      table[i] = Math.round(factor * from.scale() / to.scale() * (1 << FRACTION));
    }
  }

  @Override
  public void run(Frame frame) {
    frame.workers().run(this, shape.channels(), frame);
  }

  @Override
  public void run(int channel, int worker, Frame frame) {
    byte[] x = frame.bytes(in);
    byte[] y = frame.bytes(out);
    int plane = shape.planeSize();
    int first = Math.max(0, channel - half);
    int last = Math.min(shape.channels() - 1, channel + half);
    for (int i = 0; i < plane; i++) {
      long sum = 0;
      for (int other = first; other <= last; other++) {
        int value = Rounding.centred(x[other * plane + i], from);
        sum += (long) value * value;
      }
      int interval = (int) (sum >> intervalBits);
      long within = sum - ((long) interval << intervalBits);
      long step = (table[interval + 1] - table[interval]) * within >> intervalBits;
      long scaled = Rounding.centred(x[channel * plane + i], from) * (table[interval] + step);
      y[channel * plane + i] = Rounding.saturate(scaled + (1L << FRACTION - 1) >> FRACTION, to);
    }
  }
}
