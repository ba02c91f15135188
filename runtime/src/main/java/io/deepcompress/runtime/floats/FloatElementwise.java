package io.deepcompress.runtime.floats;

import io.deepcompress.codec.network.Operation;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Step;

/** Joins values of one shape, element by element. */
public final class FloatElementwise implements Step {
  private final Operation.Join join;
  private final int size;
  private final int[] in;
  private final int out;

  /** From slots {@code in} to slot {@code out}, which may share the first one's array. */
  public FloatElementwise(Operation.Join join, int size, int[] in, int out) {
    this.join = join;
    this.size = size;
    this.in = in.clone();
    this.out = out;
  }

  @Override
  public void run(Frame frame) {
    float[] y = frame.floats(out);
    float[] a = frame.floats(in[0]);
    for (int k = 1; k < in.length; k++) {
      join(a, frame.floats(in[k]), y);
      a = y;
    }
    if (join == Operation.Join.AVERAGE) {
      for (int i = 0; i < size; i++) {
        y[i] /= in.length;
      }
    }
  }

  private void join(float[] a, float[] b, float[] y) {
    if (join == Operation.Join.PRODUCT) {
      for (int i = 0; i < size; i++) {
        y[i] = a[i] * b[i];
      }
    } else if (join == Operation.Join.SUBTRACT) {
      for (int i = 0; i < size; i++) {
        y[i] = a[i] - b[i];
      }
    } else if (join == Operation.Join.MAX) {
      for (int i = 0; i < size; i++) {
        y[i] = Math.max(a[i], b[i]);
      }
    } else {
      for (int i = 0; i < size; i++) {
        y[i] = a[i] + b[i];
      }
    }
  }
}
