package io.deepcompress.runtime.floats;

import io.deepcompress.codec.SharedTensor;
import io.deepcompress.runtime.kernel.IntegerWeights;
import io.deepcompress.runtime.kernel.SparseRows;

/** Sparse rows in which codes stand for the weights. */
final class SparseCodes extends SparseRows implements WeightRows {
  private final float[] table;
  private final float[] scales;

  SparseCodes(SharedTensor tensor, IntegerWeights codes) {
    super(codes);
    table = Tables.values(tensor.codebook());
    scales = Tables.rowScales(tensor.channelScales(), tensor.shape().channels());
  }

  @Override
  public float dot(int row, float[] vector, int from) {
    float even = 0f;
    float odd = 0f;
    int position = from - 1;
    int end = starts[row + 1];
    int i = starts[row];
    for (; i + 1 < end; i += 2) {
      int first = position + (gaps[i] & 0xff);
      position = first + (gaps[i + 1] & 0xff);
      even += table[weights[i] & 0xff] * vector[first];
      odd += table[weights[i + 1] & 0xff] * vector[position];
    }
    if (i < end) {
      even += table[weights[i] & 0xff] * vector[position + (gaps[i] & 0xff)];
    }
    return (even + odd) * scales[row];
  }

  @Override
  public int expand(int row, int[] positions, float[] values) {
    int count = 0;
    int position = -1;
    for (int i = starts[row]; i < starts[row + 1]; i++) {
      position += gaps[i] & 0xff;
      positions[count] = position;
      values[count] = table[weights[i] & 0xff] * scales[row];
      count += weights[i] == 0 ? 0 : 1;
    }
    return count;
  }

  @Override
  public long heapBytes() {
    return super.heapBytes() + 4L * (scales.length + table.length);
  }
}
