package io.deepcompress.runtime.integers;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Step;

/** Any function of one 8-bit integer, through a table of all 256, which may differ by channel. */
public final class TableStep implements Step {

  /** A function of a real value in a channel. */
  @FunctionalInterface
  public interface Function {
    /** The value that belongs to {@code x}. */
    float apply(int channel, float x);
  }

  private final byte[] tables;
  private final int plane;
  private final int in;
  private final int out;

  /**
   * From byte slot {@code in} to byte slot {@code out}, which may share an array.
   *
   * @param channels that the function tells apart
   * @param plane elements of a channel
   */
  public TableStep(
      Function function,
      ActivationQuantization from,
      ActivationQuantization to,
      int channels,
      int plane,
      int in,
      int out) {
    tables = new byte[256 * channels];
    for (int channel = 0; channel < channels; channel++) {
      for (int q = from.min(); q <= from.max(); q++) {
        float x = (q - from.zeroPoint()) * from.scale();
        tables[256 * channel + (q & 0xff)] =
            (byte) Rounding.quantize(function.apply(channel, x), to);
      }
    }
    this.plane = plane;
    this.in = in;
    this.out = out;
  }

  /** From one scale to another. */
  public static TableStep requantize(
      ActivationQuantization from, ActivationQuantization to, int size, int in, int out) {
    return new TableStep((channel, x) -> x, from, to, 1, size, in, out);
  }

  @Override
  public void run(Frame frame) {
    byte[] x = frame.bytes(in);
    byte[] y = frame.bytes(out);
    for (int table = 0, i = 0; table < tables.length; table += 256) {
      for (int end = i + plane; i < end; i++) {
        y[i] = tables[table + (x[i] & 0xff)];
      }
    }
  }
}
