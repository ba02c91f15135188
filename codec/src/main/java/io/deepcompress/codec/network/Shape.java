package io.deepcompress.codec.network;

import java.util.Arrays;

/**
 * The shape of one sample, without the batch axis: a vector {@code [n]}, a sequence {@code [n,
 * time]} or an image {@code [channels, height, width]}. Values are laid out in C order.
 *
 * <p>Parameter tensors use the same class with up to four axes, for instance {@code [out, in, kH,
 * kW]}.
 */
public final class Shape {
  private final int[] dimensions;

  private Shape(int[] dimensions) {
    this.dimensions = dimensions;
  }

  /**
   * A shape of the given sizes.
   *
   * @throws IllegalArgumentException unless there are 1 to 4 axes, each at least 1, with a product
   *     below 2^31
   */
  public static Shape of(int... dimensions) {
    if (dimensions.length < 1 || dimensions.length > 4) {
      throw new IllegalArgumentException("a shape has 1 to 4 axes, not " + dimensions.length);
    }
    long size = 1;
    for (int dimension : dimensions) {
      if (dimension < 1) {
        throw new IllegalArgumentException(
            "sizes must be positive: " + Arrays.toString(dimensions));
      }
      size *= dimension;
      if (size > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("too large: " + Arrays.toString(dimensions));
      }
    }
    return new Shape(dimensions.clone());
  }

  /** Number of axes, 1 to 4. */
  public int rank() {
    return dimensions.length;
  }

  /** Size of one axis. */
  public int dimension(int axis) {
    return dimensions[axis];
  }

  /** The first axis: features of a vector or sequence, channels of an image, outputs of weights. */
  public int channels() {
    return dimensions[0];
  }

  /** Elements behind each channel: height x width of an image, time steps of a sequence, else 1. */
  public int planeSize() {
    return size() / dimensions[0];
  }

  /** Number of elements. */
  public int size() {
    int size = 1;
    for (int dimension : dimensions) {
      size *= dimension;
    }
    return size;
  }

  /** All sizes, a copy. */
  public int[] toArray() {
    return dimensions.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dimensions, shape.dimensions);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dimensions);
  }

  /** For instance {@code 3x224x224}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int dimension : dimensions) {
      text.append(text.isEmpty() ? "" : "x").append(dimension);
    }
    return text.toString();
  }
}
