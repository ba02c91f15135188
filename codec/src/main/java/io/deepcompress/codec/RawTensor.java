package io.deepcompress.codec;

import io.deepcompress.codec.network.Shape;
import java.util.Arrays;

/**
 * A tensor stored value by value: biases, affine factors, and weights that are not shared. Values
 * of float16 take two bytes in memory, too.
 */
public final class RawTensor implements StoredTensor {
  private final Shape shape;
  private final ValueFormat format;
  private final float[] values;
  private final short[] halves;

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
    boolean half = format.kind() == ValueFormat.Kind.FLOAT16;
    this.values = half ? null : values.clone();
    this.halves = half ? new short[values.length] : null;
    for (int i = 0; half && i < values.length; i++) {
      halves[i] = Float16.fromFloat(values[i]);
    }
  }

  @Override
  public Shape shape() {
    return shape;
  }

  /** How a file stores the values. */
  public ValueFormat format() {
    return format;
  }

  /** One value, by its place in C order. */
  public float value(int index) {
    return halves == null ? values[index] : Float16.toFloat(halves[index]);
  }

  /** Heap that the values hold, in bytes. */
  public long heapBytes() {
    return halves == null ? 4L * values.length : 2L * halves.length;
  }

  @Override
  public float[] toFloats() {
    if (halves == null) {
      return values.clone();
    }
    float[] floats = new float[halves.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = Float16.toFloat(halves[i]);
    }
    return floats;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawTensor tensor
        && shape.equals(tensor.shape)
        && format.equals(tensor.format)
        && Arrays.equals(values, tensor.values)
        && Arrays.equals(halves, tensor.halves);
  }

  @Override
  public int hashCode() {
    return halves == null ? Arrays.hashCode(values) : Arrays.hashCode(halves);
  }
}
