package io.deepcompress.pipeline.train;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Direct access to the memory of an ND4J array.
 *
 * <p>Pointers and buffers do not keep the array alive; hold a reference to it while they are used.
 */
final class NativeArrays {
  private NativeArrays() {}

  /** The address of the first element of a float array, offsets of views included. */
  static FloatPointer pointer(INDArray array) {
    return new FloatPointer(array.data().addressPointer()).capacity(array.length());
  }

  /** The array's elements in the order they lie in memory; the array must be contiguous. */
  static FloatBuffer buffer(INDArray array) {
    return pointer(array).asBuffer();
  }

  /** A new row-major array of these values, outside any workspace that is open. */
  static INDArray create(float[] values, long... shape) {
    INDArray array = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', shape);
    buffer(array).put(values);
    return array;
  }

  /** Whether the array lies in memory without gaps, last dimension fastest. */
  static boolean isRowMajor(INDArray array) {
    long expected = 1;
    for (int d = array.rank() - 1; d >= 0; d--) {
      if (array.size(d) != 1 && array.stride(d) != expected) {
        return false;
      }
      expected *= array.size(d);
    }
    return true;
  }

  /** The array itself if it is row-major, else a row-major copy. */
  static INDArray rowMajor(INDArray array) {
    return isRowMajor(array) ? array : array.dup('c');
  }
}
