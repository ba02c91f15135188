package io.deepcompress.runtime.floats;

import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.RawTensor;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.StoredTensor;

/**
 * Weights as float rows, one an output, kept as small as the file's form of them allows: codes of a
 * codebook stay codes, and pruned weights are left out.
 */
public interface WeightRows {
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
      int nonZeros = 0;
      for (int i = 0; i < shared.shape().size(); i++) {
        nonZeros += codes[i] == 0 ? 0 : 1;
      }
      return nonZeros < shared.shape().size() / 2
          ? new SparseCodes(shared, codes, nonZeros)
          : new DenseCodes(shared, codes);
    }
    return new RawRows((RawTensor) tensor);
  }
}
