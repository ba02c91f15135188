package io.deepcompress.runtime.kernel;

import java.util.Arrays;

/**
 * What is not zero of a matrix by rows, two bytes each: the gap from the entry before and the
 * weight. A gap beyond a byte takes filler entries of weight 0.
 */
public abstract class SparseRows {
  /** First entry of each row, and one past the last of all. */
  protected final int[] starts;

  /** Distance from the entry before, as an unsigned byte; the first counts from position -1. */
  protected final byte[] gaps;

  /** Weight of each entry. */
  protected final byte[] weights;

  /** Collects the weights of a fully connected layer, a row for each output. */
  protected SparseRows(IntegerWeights source) {
    int rows = source.shape().filters();
    int perRow = source.shape().channels();
    starts = new int[rows + 1];
    byte[] gapList = new byte[source.nonZeros() + rows];
    byte[] weightList = new byte[gapList.length];
    int count = 0;
    for (int row = 0; row < rows; row++) {
      int last = -1;
      for (int i = 0; i < perRow; i++) {
        int weight = source.weight(row * perRow + i);
        if (weight == 0) {
          continue;
        }
        int gap = i - last;
        if (count + gap / 255 >= gapList.length) {
          int longer = count + gap / 255 + 1 + gapList.length / 8;
          gapList = Arrays.copyOf(gapList, longer);
          weightList = Arrays.copyOf(weightList, longer);
        }
        for (; gap > 255; gap -= 255) {
          gapList[count++] = (byte) 255;
        }
        gapList[count] = (byte) gap;
        weightList[count++] = (byte) weight;
        last = i;
      }
      starts[row + 1] = count;
    }
    gaps = Arrays.copyOf(gapList, count);
    weights = Arrays.copyOf(weightList, count);
  }

  /** Heap that the entries hold, in bytes. */
  public long heapBytes() {
    return 4L * starts.length + gaps.length + weights.length;
  }
}
