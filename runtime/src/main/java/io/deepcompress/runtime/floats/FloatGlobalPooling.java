package io.deepcompress.runtime.floats;

import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Step;

/** Pooling of each channel's whole plane, or over time. */
public final class FloatGlobalPooling implements Step {
  private final Pool pool;
  private final Shape input;
  private final int in;
  private final int out;

  /** Of a value in slot {@code in}, to slot {@code out}. */
  public FloatGlobalPooling(Operation.GlobalPooling pooling, Shape input, int in, int out) {
    this.pool = new Pool(pooling.pool(), pooling.p());
    this.input = input;
    this.in = in;
    this.out = out;
  }

  @Override
  public void run(Frame frame) {
    float[] x = frame.floats(in);
    float[] y = frame.floats(out);
    int plane = input.planeSize();
    for (int channel = 0; channel < input.channels(); channel++) {
      float result = pool.start();
      for (int i = channel * plane; i < (channel + 1) * plane; i++) {
        result = pool.join(result, x[i]);
      }
      y[channel] = pool.finish(result, plane);
    }
  }
}
