package io.deepcompress.codec.entropy;

/** How wide a range of weights each centroid stands for, in integers. */
final class CentroidWidths {
  private static final int FRACTION_BITS = 23;

  private CentroidWidths() {}

  /** Magnitudes of the values with 24 bits at the largest one's exponent, rounded down. */
  static int[] fixedPoint(float[] values) {
    int largest = 1;
    for (float value : values) {
      largest = Math.max(largest, exponent(value));
    }
    int[] fixed = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      int bits = Float.floatToRawIntBits(values[i]);
      int exponent = bits >>> FRACTION_BITS & 0xff;
      int fraction = bits & (1 << FRACTION_BITS) - 1;
      int mantissa = exponent == 0 ? fraction : fraction | 1 << FRACTION_BITS;
      fixed[i] = mantissa >> Math.min(31, largest - exponent(values[i]));
    }
    return fixed;
  }

  /**
   * Width of the {@code i}-th of {@code count} centroids of one sign, at least 1: from the one
   * before to the one after, or twice the distance to its only neighbour.
   *
   * @param nearest index of the centroid of that sign nearest zero
   * @param direction 1 for positive centroids, -1 for negative ones
   */
  static long width(int[] fixed, int nearest, int direction, int count, int i) {
    int before = Math.max(0, i - 1);
    int after = Math.min(count - 1, i + 1);
    long distance = fixed[nearest + direction * after] - fixed[nearest + direction * before];
    return 1 + (after - before == 1 ? 2 * distance : distance);
  }

  private static int exponent(float value) {
    return Math.max(1, Float.floatToRawIntBits(value) >>> FRACTION_BITS & 0xff);
  }
}
