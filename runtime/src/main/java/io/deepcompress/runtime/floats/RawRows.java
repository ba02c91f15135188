package io.deepcompress.runtime.floats;

import io.deepcompress.codec.RawTensor;

/** Weights that are not shared: the tensor itself, four or two bytes each. */
final class RawRows implements WeightRows {
  private final int perRow;
  private final RawTensor weights;

  RawRows(RawTensor tensor) {
    perRow = tensor.shape().planeSize();
    weights = tensor;
  }

  @Override
  public float dot(int row, float[] vector, int from) {
    float a = 0f;
    float b = 0f;
    float c = 0f;
    float d = 0f;
    int start = row * perRow;
    int i = 0;
    for (; i + 3 < perRow; i += 4) {
      a += weights.value(start + i) * vector[from + i];
      b += weights.value(start + i + 1) * vector[from + i + 1];
      c += weights.value(start + i + 2) * vector[from + i + 2];
      d += weights.value(start + i + 3) * vector[from + i + 3];
    }
    for (; i < perRow; i++) {
      a += weights.value(start + i) * vector[from + i];
    }
    return a + b + (c + d);
  }

  @Override
  public int expand(int row, int[] positions, float[] values) {
    int count = 0;
    for (int i = 0; i < perRow; i++) {
      float weight = weights.value(row * perRow + i);
      positions[count] = i;
      values[count] = weight;
      count += weight == 0f ? 0 : 1;
    }
    return count;
  }

  @Override
  public long heapBytes() {
    return weights.heapBytes();
  }
}
