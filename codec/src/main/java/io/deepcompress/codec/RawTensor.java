package io.deepcompress.codec;

import io.deepcompress.codec.network.Shape;
import java.util.Arrays;

/** A tensor stored value by value: biases, affine factors, and weights that are not shared. */
public final class RawTensor implements StoredTensor {
  private final Shape shape;
  private final ValueFormat format;
  private final float[] values;

  /**
   * Copies the values.
   *
   * @throws IllegalArgumentException if the count does not fit the shape, a value is not finite or
   *     is not representable in the format
   */
  public RawTensor(Shape shape, ValueFormat format, float[] values) {
    if (values.length != shape.size()) {
      throw new IllegalArgumentException(values.length + " values for shape " + shape);
    }
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException("a value is " + value);
      }
    }
    format.requireRepresentable(values);
    this.shape = shape;
    this.format = format;
    this.values = values.clone();
  }

  @Override
  public Shape shape() {
    return shape;
  }

  /** How a file stores the values. */
  public ValueFormat format() {
    return format;
  }

  @Override
  public float[] toFloats() {
    return values.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawTensor tensor
        && shape.equals(tensor.shape)
        && format.equals(tensor.format)
        && Arrays.equals(values, tensor.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }
}
