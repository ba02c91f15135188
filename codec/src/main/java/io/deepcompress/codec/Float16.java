package io.deepcompress.codec;

/** Conversion between IEEE 754 binary16 and binary32 (the JDK's own came with Java 20). */
public final class Float16 {
  private Float16() {}

  /** The float32 of 16 bits; exact. */
  public static float toFloat(short half) {
    int bits = half & 0xffff;
    int sign = (bits & 0x8000) << 16;
    int exponent = bits >>> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f;
      return Float.intBitsToFloat(Float.floatToRawIntBits(magnitude) | sign);
    }
    int wide = exponent == 31 ? 0xff : exponent + 112;
    return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
  }

  /** Nearest 16-bit value, ties to even; a finite value beyond 65504 saturates there. */
  public static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00);
    }
    if (magnitude > 65504f) {
      return (short) (sign | (Float.isInfinite(value) ? 0x7c00 : 0x7bff));
    }
    if (magnitude < 0x1p-14f) {
      return (short) (sign | (int) Math.rint(magnitude * 0x1p24));
    }
    int rounded = (bits & 0x7fffffff) + 0xfff + (bits >>> 13 & 1);
    return (short) (sign | Math.min((rounded >>> 13) - (112 << 10), 0x7bff));
  }
}
