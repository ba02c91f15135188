package io.deepcompress.runtime.floats;

import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.RawTensor;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.runtime.kernel.IntegerWeights;
import io.deepcompress.runtime.kernel.LayerShape;

/**
 * Weights as float rows, one an output, kept as small as the file's form of them allows: codes of a
 * codebook stay codes, and pruned weights are left out.
 */
public interface WeightRows {
  /** Part of the weights that are not 0 from which on all of them take less memory. */
  double LEAST_DENSE = 0.5;

  /** Product of one row and the elements of a vector that start at {@code from}. */
  float dot(int row, float[] vector, int from);

  /**
   * Lists the non-zero weights of a row in order of position.
   *
   * @param positions receives places in the row
   * @param values receives the weights
   * @return how many
   */
  int expand(int row, int[] positions, float[] values);

  /** Heap in bytes. */
  long heapBytes();

  /**
   * Rows of a tensor {@code [rows, ...]}.
   *
   * @param codes buffer for the decoded codes, at least of the tensor's size where it is shared
   * @throws ModelFormatException if a tensor from a file turns out invalid
   */
  static WeightRows of(StoredTensor tensor, byte[] codes) throws ModelFormatException {
    if (tensor instanceof SharedTensor shared) {
      shared.decodeCodes(codes);
      Shape shape = tensor.shape();
      IntegerWeights whole =
          IntegerWeights.of(LayerShape.dense(shape.planeSize(), 1, shape.channels()), codes);
      return whole.keeps(LEAST_DENSE)
          ? new DenseCodes(shared, codes)
          : new SparseCodes(shared, whole);
    }
    return new RawRows((RawTensor) tensor);
  }
}
