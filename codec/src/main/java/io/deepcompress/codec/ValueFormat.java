package io.deepcompress.codec;

/**
 * How a file stores floating-point values.
 *
 * @param kind the representation
 * @param scale step of an {@link Kind#INT8} grid, a positive finite float32; else 0
 */
public record ValueFormat(Kind kind, float scale) {

  /** The representations; the order is part of the file format. */
  public enum Kind {
    /** IEEE 754 binary32, every bit kept. */
    FLOAT32,
    /** IEEE 754 binary16. */
    FLOAT16,
    /** An integer -127..127 times the scale, the product rounded to float32. */
    INT8
  }

  /** Exact float32. */
  public static final ValueFormat FLOAT32 = new ValueFormat(Kind.FLOAT32, 0f);

  /** Half precision. */
  public static final ValueFormat FLOAT16 = new ValueFormat(Kind.FLOAT16, 0f);

  /** A grid of 255 values symmetric around zero. */
  public static ValueFormat int8(float scale) {
    return new ValueFormat(Kind.INT8, scale);
  }

  /** Checks the scale. */
  public ValueFormat {
    boolean positive = Float.isFinite(scale) && scale > 0;
    if (kind == Kind.INT8 ? !positive : Float.floatToRawIntBits(scale) != 0) {
      throw new IllegalArgumentException("scale " + scale + " does not go with " + kind);
    }
  }

  /** Nearest representable value; ties to even. Values outside the range saturate. */
  public float round(float value) {
    if (kind == Kind.INT8) {
      return toInt8(value) * scale;
    }
    return kind == Kind.FLOAT16 ? Float16.toFloat(Float16.fromFloat(value)) : value;
  }

  /** The integer of an {@link Kind#INT8} value, -127..127, nearest with ties to even. */
  public int toInt8(float value) {
    return (int) Math.max(-127, Math.min(127, Math.rint(value / scale)));
  }

  /**
   * Checks that storing loses nothing.
   *
   * @throws IllegalArgumentException naming the first value that is not representable
   */
  void requireRepresentable(float[] values) {
    for (float value : values) {
      if (Float.floatToRawIntBits(round(value)) != Float.floatToRawIntBits(value)) {
        throw new IllegalArgumentException(value + " is not representable as " + this);
      }
    }
  }
}
