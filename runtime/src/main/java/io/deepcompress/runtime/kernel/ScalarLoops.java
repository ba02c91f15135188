package io.deepcompress.runtime.kernel;

/** One element at a time. */
final class ScalarLoops implements Loops {
  /** Adding and subtracting 1.5 * 2^23 rounds to an integer, half to even, below 2^22. */
  private static final float ROUND = 12582912f;

  @Override
  public void quantize(
      float[] x, byte[] y, int from, int end, float scale, int zeroPoint, boolean signed) {
    float least = (signed ? -128 : 0) - zeroPoint;
    float most = least + 255;
    for (int i = from; i < end; i++) {
      float scaled = Math.max(least, Math.min(most, x[i] / scale));
      y[i] = (byte) ((int) (scaled + ROUND - ROUND) + zeroPoint);
    }
  }

  @Override
  public void addSquares(float[] x, int from, float[] sums, int count) {
    for (int i = 0; i < count; i++) {
      sums[i] += x[from + i] * x[from + i];
    }
  }

  @Override
  public void normalize(
      float[] x, float[] y, int from, float[] sums, int count, float k, float alpha) {
    for (int i = 0; i < count; i++) {
      float root = (float) Math.sqrt(k + alpha * sums[i]);
      y[from + i] = x[from + i] / (root * (float) Math.sqrt(root));
    }
  }

  @Override
  public void join(
      float[] x, int from, int step, int runs, boolean largest, float[] y, int to, int count) {
    for (int i = 0; i < count; i++) {
      float joined = x[from + i];
      for (int run = 1; run < runs; run++) {
        float value = x[from + run * step + i];
        joined = largest ? Math.max(joined, value) : joined + value;
      }
      y[to + i] = joined;
    }
  }

  @Override
  public void largestOfRows(
      byte[] x, int from, int step, int rows, byte flip, byte[] y, int to, int count) {
    for (int i = 0; i < count; i++) {
      int largest = Byte.MIN_VALUE;
      for (int row = 0; row < rows; row++) {
        largest = Math.max(largest, (byte) (x[from + row * step + i] ^ flip));
      }
      y[to + i] = (byte) largest;
    }
  }

  @Override
  public void largestOfTaps(
      byte[] x, int taps, int dilation, int stride, byte flip, byte[] y, int to, int count) {
    for (int i = 0; i < count; i++) {
      int largest = x[i * stride];
      for (int tap = 1; tap < taps; tap++) {
        largest = Math.max(largest, x[i * stride + tap * dilation]);
      }
      y[to + i] = (byte) (largest ^ flip);
    }
  }

  @Override
  public int packedProduct(byte[] codes, int from, int length, int bits, byte[] values, short[] x) {
    int mask = (1 << bits) - 1;
    int half = length / 2;
    int even = 0;
    int odd = 0;
    if (bits == Byte.SIZE) {
      for (int i = 0; i < half; i++) {
        even += codes[from + 2 * i] * x[i];
        odd += codes[from + 2 * i + 1] * x[half + i];
      }
      return even + odd;
    }
    for (int k = 0; k < 8 / bits; k += 2) {
      int low = k * bits;
      int high = low + bits;
      int at = k * length;
      for (int i = 0; i < half; i++, at++) {
        int first = codes[from + 2 * i];
        int second = codes[from + 2 * i + 1];
        even += values[first >>> low & mask] * x[at] + values[second >>> low & mask] * x[at + half];
        odd +=
            values[first >>> high & mask] * x[at + length]
                + values[second >>> high & mask] * x[at + length + half];
      }
    }
    return even + odd;
  }
}
