package io.deepcompress.runtime.floats;

import io.deepcompress.codec.RawTensor;

/** Weights that are not shared: four bytes each. */
final class RawRows implements WeightRows {
  private final int perRow;
  private final float[] weights;

  RawRows(RawTensor tensor) {
    perRow = tensor.shape().planeSize();
    weights = tensor.toFloats();
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
      a += weights[start + i] * vector[from + i];
      b += weights[start + i + 1] * vector[from + i + 1];
      c += weights[start + i + 2] * vector[from + i + 2];
      d += weights[start + i + 3] * vector[from + i + 3];
    }
    for (; i < perRow; i++) {
      a += weights[start + i] * vector[from + i];
    }
    return a + b + (c + d);
  }

  @Override
  public int expand(int row, int[] positions, float[] values) {
    int count = 0;
    for (int i = 0; i < perRow; i++) {
      float weight = weights[row * perRow + i];
      positions[count] = i;
      values[count] = weight;
      count += weight == 0f ? 0 : 1;
    }
    return count;
  }

  @Override
  public long heapBytes() {
    return 4L * weights.length;
  }
}
