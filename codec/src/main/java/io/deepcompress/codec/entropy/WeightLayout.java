package io.deepcompress.codec.entropy;

import io.deepcompress.codec.network.Shape;

/**
 * A weight tensor {@code [out, in, kH, kW]} seen as a matrix: one row an output, {@code in * kH *
 * kW} columns. Axes that a shape does not have count as 1; three axes are {@code [out, in, kW]}.
 *
 * @param rows outputs
 * @param columns weights of an output
 * @param kernelHeight rows of a kernel
 * @param kernelWidth columns of a kernel
 */
record WeightLayout(int rows, int columns, int kernelHeight, int kernelWidth) {

  static WeightLayout of(Shape shape) {
    int[] sizes = shape.toArray();
    int width = sizes.length > 2 ? sizes[sizes.length - 1] : 1;
    int height = sizes.length > 3 ? sizes[2] : 1;
    return new WeightLayout(sizes[0], shape.size() / sizes[0], height, width);
  }

  /** Number of weights. */
  int size() {
    return rows * columns;
  }

  /** Weights of a kernel. */
  int kernelSize() {
    return kernelHeight * kernelWidth;
  }
}
