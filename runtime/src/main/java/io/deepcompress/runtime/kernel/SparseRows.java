package io.deepcompress.runtime.kernel;

import java.util.Arrays;

/**
 * Non-zero int8 weights of each filter, as gaps between positions. A gap beyond a byte takes filler
 * entries of weight 0.
 */
final class SparseRows {
  private final int[] starts;
  private final byte[] gaps;
  private final byte[] weights;

  SparseRows(IntegerWeights source) {
    int perFilter = source.shape().weightsPerFilter();
    int filters = source.shape().filters();
    starts = new int[filters + 1];
    byte[] gapList = new byte[source.nonZeros() + filters];
    byte[] weightList = new byte[gapList.length];
    int count = 0;
    for (int filter = 0; filter < filters; filter++) {
      int last = -1;
      for (int i = 0; i < perFilter; i++) {
        int weight = source.weight(filter * perFilter + i);
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
      starts[filter + 1] = count;
    }
    gaps = Arrays.copyOf(gapList, count);
    weights = Arrays.copyOf(weightList, count);
  }

  /** First entry of a filter; its last is before the next filter's first. */
  int start(int filter) {
    return starts[filter];
  }

  /** Distance from the entry before, as an unsigned byte; the first counts from position -1. */
  byte[] gaps() {
    return gaps;
  }

  /** The weight of each entry. */
  byte[] weights() {
    return weights;
  }

  long heapBytes() {
    return 4L * starts.length + gaps.length + weights.length;
  }
}
