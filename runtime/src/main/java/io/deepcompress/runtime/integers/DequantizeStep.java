package io.deepcompress.runtime.integers;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Step;

/** From 8-bit integers to floats. */
public final class DequantizeStep implements Step {
  private final float[] table = new float[256];
  private final int size;
  private final int in;
  private final int out;

  /** From byte slot {@code in} to float slot {@code out}. */
  public DequantizeStep(ActivationQuantization quantization, int size, int in, int out) {
    for (int q = quantization.min(); q <= quantization.max(); q++) {
      table[q & 0xff] = (q - quantization.zeroPoint()) * quantization.scale();
    }
    this.size = size;
    this.in = in;
    this.out = out;
  }

  @Override
  public void run(Frame frame) {
    byte[] x = frame.bytes(in);
    float[] y = frame.floats(out);
    for (int i = 0; i < size; i++) {
      y[i] = table[x[i] & 0xff];
    }
  }
}
