package io.deepcompress.runtime.integers;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.runtime.kernel.Kernels;

/**
 * To 8-bit integers and back: {@code saturate(round(x / scale) + zeroPoint)}, from floats half to
 * even.
 */
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

  /** How many steps an integer lies above the one that stands for 0. */
  static int centred(byte q, ActivationQuantization from) {
    return (from.signed() ? q : q & 0xff) - from.zeroPoint();
  }

  /** The integer so many steps above the one that stands for 0. */
  static byte saturate(long steps, ActivationQuantization to) {
    return (byte) Math.max(to.min(), Math.min(to.max(), steps + to.zeroPoint()));
  }

  /** Steps of an output in a fraction, given in units of 2^-31. */
  static FixedPoint fractions(ActivationQuantization to) {
    return FixedPoint.of(0x1p-31 / to.scale());
  }
}
