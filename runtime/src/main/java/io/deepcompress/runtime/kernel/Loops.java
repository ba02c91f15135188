package io.deepcompress.runtime.kernel;

/** Loops over arrays that take a share of a network's time beside its layers. */
public interface Loops {
  /**
   * From floats to 8-bit integers: {@code saturate(round(x / scale) + zeroPoint)}, half to even,
   * not a number to the zero point, for elements {@code from} to {@code end - 1}.
   */
  void quantize(float[] x, byte[] y, int from, int end, float scale, int zeroPoint, boolean signed);

  /** {@code sums[i] += x[from + i]^2}. */
  void addSquares(float[] x, int from, float[] sums, int count);

  /** {@code y[from + i] = x[from + i] / (k + alpha * sums[i])^0.75}, by two square roots. */
  void normalize(float[] x, float[] y, int from, float[] sums, int count, float k, float alpha);

  /**
   * The sum of some runs, or the largest of them: {@code y[to + i] = sum over r of x[from + r *
   * step + i]}. May write up to 64 elements more.
   *
   * @param runs at least 1
   */
  void join(float[] x, int from, int step, int runs, boolean largest, float[] y, int to, int count);

  /**
   * The largest of each column of some rows, as int8 after {@code flip}: {@code y[to + i] = max
   * over r of x[from + r * step + i] ^ flip}. May write up to 64 elements more.
   *
   * @param rows at least 1
   */
  void largestOfRows(
      byte[] x, int from, int step, int rows, byte flip, byte[] y, int to, int count);

  /**
   * {@code y[to + i] = flip ^ (max over taps k of x[i * stride + k * dilation])} as int8. May write
   * up to 64 elements more.
   *
   * @param x at least 192 elements longer than what is read
   */
  void largestOfTaps(
      byte[] x, int taps, int dilation, int stride, byte flip, byte[] y, int to, int count);

  /**
   * The product of a row of packed weights and the inputs: {@code sum over i < length and k < 8 /
   * bits of values[codes[from + i] >>> k * bits & 2^bits - 1] * x(i, k)}, where {@code x(i, k)}
   * stands at {@code k * length + i / 2}, and {@code length / 2} further where {@code i} is odd.
   *
   * @param length a multiple of {@link PackedDense#ROW_STEP}
   * @param bits 2, 4 or 8
   * @param values {@link PackedDense#ROW_STEP}, of which 4 or 16 are used; with 8 bits, the codes
   *     themselves are the values; none is -128
   * @param x within -128..127
   */
  int packedProduct(byte[] codes, int from, int length, int bits, byte[] values, short[] x);
}
