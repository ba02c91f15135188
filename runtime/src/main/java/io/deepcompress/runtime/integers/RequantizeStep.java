package io.deepcompress.runtime.integers;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Step;

/** From one 8-bit scale to another, through a table of all 256 integers. */
public final class RequantizeStep implements Step {
  private final byte[] table = new byte[256];
  private final int size;
  private final int in;
  private final int out;

  /** From byte slot {@code in} to byte slot {@code out}, which may share an array. */
  public RequantizeStep(
      ActivationQuantization from, ActivationQuantization to, int size, int in, int out) {
    for (int q = from.min(); q <= from.max(); q++) {
      table[q & 0xff] = (byte) Rounding.quantize((q - from.zeroPoint()) * from.scale(), to);
    }
    this.size = size;
    this.in = in;
    this.out = out;
  }

  @Override
  public void run(Frame frame) {
    byte[] x = frame.bytes(in);
    byte[] y = frame.bytes(out);
    for (int i = 0; i < size; i++) {
      y[i] = table[x[i] & 0xff];
    }
  }
}
