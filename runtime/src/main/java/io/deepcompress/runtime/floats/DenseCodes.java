package io.deepcompress.runtime.floats;

import io.deepcompress.codec.SharedTensor;
import java.util.Arrays;

/** One byte a weight: its code. */
final class DenseCodes implements WeightRows {
  private final float[] table;
  private final float[] scales;
  private final int perRow;
  private final byte[] codes;

  DenseCodes(SharedTensor tensor, byte[] dense) {
    table = Tables.values(tensor.codebook());
    scales = Tables.rowScales(tensor.channelScales(), tensor.shape().channels());
    perRow = tensor.shape().planeSize();
    codes = Arrays.copyOf(dense, tensor.shape().size());
  }

  @Override
  public float dot(int row, float[] vector, int from) {
    float even = 0f;
    float odd = 0f;
    int start = row * perRow;
    int i = 0;
    for (; i + 1 < perRow; i += 2) {
      even += table[codes[start + i] & 0xff] * vector[from + i];
      odd += table[codes[start + i + 1] & 0xff] * vector[from + i + 1];
    }
    if (i < perRow) {
      even += table[codes[start + i] & 0xff] * vector[from + i];
    }
    return (even + odd) * scales[row];
  }

  @Override
  public int expand(int row, int[] positions, float[] values) {
    int count = 0;
    for (int i = 0; i < perRow; i++) {
      int code = codes[row * perRow + i] & 0xff;
      positions[count] = i;
      values[count] = table[code] * scales[row];
      count += code == 0 ? 0 : 1;
    }
    return count;
  }

  @Override
  public long heapBytes() {
    return codes.length + 4L * (scales.length + table.length);
  }
}
