package io.deepcompress.pipeline.importer;

/**
 * Where DL4J keeps the elements of the tensors whose layout differs from the codec's: for each
 * codec index, the index in DL4J's flattened parameter.
 */
public final class Orders {
  private Orders() {}

  /** Weights of a transposed convolution, {@code [in, out, kH, kW]} in DL4J. */
  public static int[] deconvolution(int in, int out, int kernelHeight, int kernelWidth) {
    return transposed(new int[] {in, out, kernelHeight, kernelWidth}, 1, 0, 2, 3);
  }

  /** Weights of a depthwise convolution, {@code [kH, kW, in, multiplier]} in DL4J. */
  public static int[] depthwise(int kernelHeight, int kernelWidth, int in, int multiplier) {
    return transposed(new int[] {kernelHeight, kernelWidth, in, multiplier}, 2, 3, 0, 1);
  }

  /** A tensor of the given shape that DL4J keeps in Fortran order. */
  public static int[] fortran(int[] shape) {
    int rank = shape.length;
    int[] reversed = new int[rank];
    int[] descending = new int[rank];
    for (int i = 0; i < rank; i++) {
      reversed[i] = shape[rank - 1 - i];
      descending[i] = rank - 1 - i;
    }
    return transposed(reversed, descending);
  }

  /**
   * For each element of a transposed tensor in C order, its index in the original's C order.
   *
   * @param shape of the original
   * @param axes which axis of the original each axis of the result is
   */
  static int[] transposed(int[] shape, int... axes) {
    int rank = shape.length;
    int[] strides = new int[rank];
    int size = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
      strides[axis] = size;
      size *= shape[axis];
    }
    int[] order = new int[size];
    int[] position = new int[rank];
    for (int i = 0; i < size; i++) {
      int index = 0;
      for (int axis = 0; axis < rank; axis++) {
        index += position[axis] * strides[axes[axis]];
      }
      order[i] = index;
      for (int axis = rank - 1; axis >= 0; axis--) {
        if (++position[axis] < shape[axes[axis]]) {
          break;
        }
        position[axis] = 0;
      }
    }
    return order;
  }
}
