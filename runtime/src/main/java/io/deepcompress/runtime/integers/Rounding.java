package io.deepcompress.runtime.integers;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.runtime.kernel.Kernels;

/** From floats to 8-bit integers: {@code saturate(round(x / scale) + zeroPoint)}, half to even. */
final class Rounding {
  /** Adding and subtracting 1.5 * 2^23 rounds to an integer, half to even, below 2^22. */
  private static final float ROUND = 12582912f;

  private Rounding() {}

  /** Converts elements {@code from} to {@code end - 1}. */
  static void quantize(
      float[] x, byte[] y, int from, int end, float scale, int zeroPoint, boolean signed) {
    Kernels.loops().quantize(x, y, from, end, scale, zeroPoint, signed);
  }

  /** The integer of one value, in the range of the quantization. */
  static int quantize(float x, ActivationQuantization to) {
    float scaled =
        Math.max(to.min() - to.zeroPoint(), Math.min(to.max() - to.zeroPoint(), x / to.scale()));
    return (int) (scaled + ROUND - ROUND) + to.zeroPoint();
  }
}
