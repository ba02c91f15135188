package io.deepcompress.runtime.floats;

import io.deepcompress.codec.network.Shape;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Step;

/** Softmax over the first axis. */
public final class FloatSoftmax implements Step {
  private final Shape shape;
  private final int in;
  private final int out;

  /** From slot {@code in} to slot {@code out}, which may share an array. */
  public FloatSoftmax(Shape shape, int in, int out) {
    this.shape = shape;
    this.in = in;
    this.out = out;
  }

  @Override
  public void run(Frame frame) {
    float[] x = frame.floats(in);
    float[] y = frame.floats(out);
    int plane = shape.planeSize();
    int size = shape.size();
    for (int place = 0; place < plane; place++) {
      float largest = Float.NEGATIVE_INFINITY;
      for (int i = place; i < size; i += plane) {
        largest = Math.max(largest, x[i]);
      }
      double sum = 0;
      for (int i = place; i < size; i += plane) {
        y[i] = (float) Math.exp(x[i] - largest);
        sum += y[i];
      }
      float factor = (float) (1 / sum);
      for (int i = place; i < size; i += plane) {
        y[i] *= factor;
      }
    }
  }
}
