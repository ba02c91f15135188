package io.deepcompress.runtime.floats;

import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Step;

/** {@code y = x / max(epsilon, |x|)} over all elements. */
public final class FloatL2Normalize implements Step {
  private final float epsilon;
  private final int size;
  private final int in;
  private final int out;

  /** From slot {@code in} to slot {@code out}, which may share an array. */
  public FloatL2Normalize(float epsilon, int size, int in, int out) {
    this.epsilon = epsilon;
    this.size = size;
    this.in = in;
    this.out = out;
  }

  @Override
  public void run(Frame frame) {
    float[] x = frame.floats(in);
    float[] y = frame.floats(out);
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += (double) x[i] * x[i];
    }
    float norm = Math.max(epsilon, (float) Math.sqrt(sum));
    for (int i = 0; i < size; i++) {
      y[i] = x[i] / norm;
    }
  }
}
