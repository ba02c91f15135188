package io.deepcompress.runtime.floats;

/** Sums of weighted runs; the inner loops are the kind that the JIT turns into vector code. */
final class Runs {
  private Runs() {}

  /**
   * Adds {@code values[k] * x[offsets[k] + from + i]} for every {@code k < count} to {@code
   * values[to + i]}, for {@code i < length}.
   *
   * @param values the weights, and further on the sums
   */
  static void add(
      float[] x, int[] offsets, float[] values, int count, int from, int to, int length) {
    int k = 0;
    for (; k + 3 < count; k += 4) {
      addFour(
          x,
          offsets[k] + from,
          offsets[k + 1] + from,
          offsets[k + 2] + from,
          offsets[k + 3] + from,
          values[k],
          values[k + 1],
          values[k + 2],
          values[k + 3],
          values,
          to,
          length);
    }
    for (; k < count; k++) {
      addOne(x, offsets[k] + from, values[k], values, to, length);
    }
  }

  private static void addOne(float[] x, int from, float weight, float[] sums, int to, int length) {
    for (int i = 0; i < length; i++) {
      sums[to + i] += weight * x[from + i];
    }
  }

  private static void addFour(
      float[] x,
      int a,
      int b,
      int c,
      int d,
      float wa,
      float wb,
      float wc,
      float wd,
      float[] sums,
      int to,
      int length) {
    for (int i = 0; i < length; i++) {
      sums[to + i] += wa * x[a + i] + wb * x[b + i] + (wc * x[c + i] + wd * x[d + i]);
    }
  }
}
