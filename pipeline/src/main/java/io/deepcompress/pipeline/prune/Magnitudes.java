package io.deepcompress.pipeline.prune;

import java.util.Arrays;
import java.util.List;

/**
 * Selection of the largest magnitudes without sorting: the bits of {@code |w|} order as the
 * magnitudes do, so two counting passes over 16 and 15 of them find any rank exactly.
 */
final class Magnitudes {
  private static final int LOW_BITS = 15;

  /**
   * The rank's magnitude.
   *
   * @param bits of the smallest magnitude that is kept
   * @param ties how many of the values of exactly that magnitude are kept
   */
  record Threshold(int bits, long ties) {}

  private Magnitudes() {}

  static int bits(float value) {
    return Float.floatToRawIntBits(value) & 0x7fffffff;
  }

  /**
   * Finds the threshold that keeps exactly {@code keep} values of all arrays together.
   *
   * @param keep from 1 to the number of values
   */
  static Threshold threshold(List<float[]> arrays, long keep) {
    long[] high = new long[1 << 16];
    for (float[] array : arrays) {
      for (float value : array) {
        high[bits(value) >>> LOW_BITS]++;
      }
    }
    int bucket = high.length - 1;
    long left = keep;
    while (high[bucket] < left) {
      left -= high[bucket--];
    }
    long[] low = new long[1 << LOW_BITS];
    for (float[] array : arrays) {
      for (float value : array) {
        int bits = bits(value);
        if (bits >>> LOW_BITS == bucket) {
          low[bits & (1 << LOW_BITS) - 1]++;
        }
      }
    }
    int rest = low.length - 1;
    while (low[rest] < left) {
      left -= low[rest--];
    }
    return new Threshold(bucket << LOW_BITS | rest, left);
  }

  /** How many values of each array a threshold keeps; ties go to the earlier arrays. */
  static long[] counts(List<float[]> arrays, Threshold threshold) {
    long[] counts = new long[arrays.size()];
    long ties = threshold.ties();
    for (int i = 0; i < counts.length; i++) {
      for (float value : arrays.get(i)) {
        int bits = bits(value);
        if (bits > threshold.bits() || bits == threshold.bits() && ties-- > 0) {
          counts[i]++;
        }
      }
    }
    return counts;
  }

  /**
   * Sets all but the {@code keep} largest magnitudes to {@code +0.0}; of equal ones the first stay.
   */
  static void keepLargest(float[] values, long keep) {
    if (keep >= values.length) {
      return;
    }
    if (keep <= 0) {
      Arrays.fill(values, 0f);
      return;
    }
    Threshold threshold = threshold(List.of(values), keep);
    long ties = threshold.ties();
    for (int i = 0; i < values.length; i++) {
      int bits = bits(values[i]);
      if (bits < threshold.bits() || bits == threshold.bits() && ties-- <= 0) {
        values[i] = 0f;
      }
    }
  }
}
