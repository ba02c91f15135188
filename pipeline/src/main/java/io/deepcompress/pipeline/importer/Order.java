package io.deepcompress.pipeline.importer;

/**
 * Where DL4J keeps the elements of a tensor: for each codec index, the index in DL4J's flattened
 * parameter. Nearly always the same.
 */
public final class Order {
  /** DL4J keeps the elements in the codec's order. */
  public static final Order SAME = new Order(new int[0], new int[0]);

  private final int[] shape;
  private final int[] axes;

  /** Worked out when first asked for: a configuration may claim sizes that no file backs. */
  private volatile int[] indexes;

  private Order(int[] shape, int[] axes) {
    this.shape = shape;
    this.axes = axes;
  }

  /**
   * A tensor that DL4J keeps transposed.
   *
   * @param shape of DL4J's tensor, in C order
   * @param axes for each axis of the codec's tensor, which of DL4J's it is
   */
  static Order transposed(int[] shape, int... axes) {
    return new Order(shape.clone(), axes.clone());
  }

  /** Weights of a transposed convolution, {@code [in, out, kH, kW]} in DL4J. */
  public static Order deconvolution(int in, int out, int kernelHeight, int kernelWidth) {
    return transposed(new int[] {in, out, kernelHeight, kernelWidth}, 1, 0, 2, 3);
  }

  /** Weights of a depthwise convolution, {@code [kH, kW, in, multiplier]} in DL4J. */
  public static Order depthwise(int kernelHeight, int kernelWidth, int in, int multiplier) {
    return transposed(new int[] {kernelHeight, kernelWidth, in, multiplier}, 2, 3, 0, 1);
  }

  /** A tensor of the given shape that DL4J keeps in Fortran order. */
  public static Order fortran(int[] shape) {
    int rank = shape.length;
    int[] reversed = new int[rank];
    int[] descending = new int[rank];
    for (int i = 0; i < rank; i++) {
      reversed[i] = shape[rank - 1 - i];
      descending[i] = rank - 1 - i;
    }
    return new Order(reversed, descending);
  }

  /** Whether no element moves. */
  public boolean isSame() {
    return this == SAME;
  }

  /** DL4J's index of the element that has the given index in the codec. */
  public int toDl4j(int index) {
    if (this == SAME) {
      return index;
    }
    int[] known = indexes;
    if (known == null) {
      known = indexes();
      indexes = known;
    }
    return known[index];
  }

  private int[] indexes() {
    int rank = shape.length;
    int[] strides = new int[rank];
    int size = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
      strides[axis] = size;
      size = Math.multiplyExact(size, shape[axis]);
    }
    int[] result = new int[size];
    int[] position = new int[rank];
    for (int i = 0; i < size; i++) {
      int index = 0;
      for (int axis = 0; axis < rank; axis++) {
        index += position[axis] * strides[axes[axis]];
      }
      result[i] = index;
      for (int axis = rank - 1; axis >= 0; axis--) {
        if (++position[axis] < shape[axes[axis]]) {
          break;
        }
        position[axis] = 0;
      }
    }
    return result;
  }
}
