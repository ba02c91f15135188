package io.deepcompress.runtime.floats;

import io.deepcompress.codec.SharedTensor;
import java.util.Arrays;

/** Two bytes a non-zero weight: the gap from the one before and the code. */
final class SparseCodes implements WeightRows {
  private final float[] table;
  private final float[] scales;
  private final int[] starts;
  private final byte[] gaps;
  private final byte[] codes;

  SparseCodes(SharedTensor tensor, byte[] dense, int nonZeros) {
    int rows = tensor.shape().channels();
    int perRow = tensor.shape().planeSize();
    table = Tables.values(tensor.codebook());
    scales = Tables.rowScales(tensor.channelScales(), rows);
    starts = new int[rows + 1];
    byte[] gapList = new byte[nonZeros + rows];
    byte[] codeList = new byte[gapList.length];
    int count = 0;
    for (int row = 0; row < rows; row++) {
      int last = -1;
      for (int i = 0; i < perRow; i++) {
        byte code = dense[row * perRow + i];
        if (code == 0) {
          continue;
        }
        int gap = i - last;
        if (count + gap / 255 >= gapList.length) {
          int longer = count + gap / 255 + 1 + gapList.length / 8;
          gapList = Arrays.copyOf(gapList, longer);
          codeList = Arrays.copyOf(codeList, longer);
        }
        // A gap beyond a byte takes filler entries of code 0.
        for (; gap > 255; gap -= 255) {
          gapList[count++] = (byte) 255;
        }
        gapList[count] = (byte) gap;
        codeList[count++] = code;
        last = i;
      }
      starts[row + 1] = count;
    }
    gaps = Arrays.copyOf(gapList, count);
    codes = Arrays.copyOf(codeList, count);
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
      even += table[codes[i] & 0xff] * vector[first];
      odd += table[codes[i + 1] & 0xff] * vector[position];
    }
    if (i < end) {
      even += table[codes[i] & 0xff] * vector[position + (gaps[i] & 0xff)];
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
      values[count] = table[codes[i] & 0xff] * scales[row];
      count += codes[i] == 0 ? 0 : 1;
    }
    return count;
  }

  @Override
  public long heapBytes() {
    return gaps.length + codes.length + 4L * (starts.length + scales.length + table.length);
  }
}
