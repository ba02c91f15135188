package io.deepcompress.pipeline.importer;

/** Permutations of tensors. */
final class Orders {
  private Orders() {}

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

  /** The sizes from last to first: a Fortran-ordered tensor is a C-ordered one of these. */
  static int[] reversed(int[] shape) {
    int[] result = new int[shape.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = shape[shape.length - 1 - i];
    }
    return result;
  }

  /** The axes from last to first. */
  static int[] descending(int[] shape) {
    int[] result = new int[shape.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = shape.length - 1 - i;
    }
    return result;
  }
}
