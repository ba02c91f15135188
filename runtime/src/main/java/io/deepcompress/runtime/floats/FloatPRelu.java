package io.deepcompress.runtime.floats;

import io.deepcompress.codec.network.Shape;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Step;

/** Leaky ReLU with learnt slopes, which may be shared along axes. */
public final class FloatPRelu implements Step {
  private final Shape shape;
  private final float[] slopes;
  private final int[] strides;
  private final int in;
  private final int out;

  /**
   * From slot {@code in} to slot {@code out}, which may share an array.
   *
   * @param slopes of the input's shape, with 1 for each shared axis
   */
  public FloatPRelu(Shape shape, Shape slopeShape, float[] slopes, int in, int out) {
    this.shape = shape;
    this.slopes = slopes;
    this.strides = new int[shape.rank()];
    int stride = 1;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      strides[axis] = slopeShape.dimension(axis) == 1 ? 0 : stride;
      stride *= slopeShape.dimension(axis);
    }
    this.in = in;
    this.out = out;
  }

  @Override
  public void run(Frame frame) {
    float[] x = frame.floats(in);
    float[] y = frame.floats(out);
    for (int i = 0; i < shape.size(); i++) {
      y[i] = x[i] < 0 ? slope(i) * x[i] : x[i];
    }
  }

  /** The slope of an element. */
  public float slope(int element) {
    int rest = element;
    int index = 0;
    for (int axis = strides.length - 1; axis >= 0; axis--) {
      index += rest % shape.dimension(axis) * strides[axis];
      rest /= shape.dimension(axis);
    }
    return slopes[index];
  }
}
