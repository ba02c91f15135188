package io.deepcompress.codec;

/**
 * How a value (an input or a node's output) becomes 8-bit integers: {@code q = round(x / scale) +
 * zeroPoint}, saturated to -128..127 or 0..255.
 *
 * @param scale positive and finite
 * @param zeroPoint integer of an exact 0, within the range
 * @param signed int8 where true, uint8 where false
 */
public record ActivationQuantization(float scale, int zeroPoint, boolean signed) {
  /**
   * Checks the fields.
   *
   * @throws IllegalArgumentException if the scale is not positive and finite or the zero point is
   *     out of range
   */
  public ActivationQuantization {
    if (!Float.isFinite(scale) || scale <= 0) {
      throw new IllegalArgumentException("scale " + scale + " is not positive and finite");
    }
    if (zeroPoint < least(signed) || zeroPoint > least(signed) + 255) {
      throw new IllegalArgumentException("zero point " + zeroPoint + " is out of range");
    }
  }

  private static int least(boolean signed) {
    return signed ? -128 : 0;
  }

  /** Smallest integer: -128 or 0. */
  public int min() {
    return least(signed);
  }

  /** Largest integer: 127 or 255. */
  public int max() {
    return least(signed) + 255;
  }

  // What records have instead makes JVMs spin classes, for tens of milliseconds, at the first call.
  @Override
  public boolean equals(Object other) {
    return other instanceof ActivationQuantization that
        && scale == that.scale
        && zeroPoint == that.zeroPoint
        && signed == that.signed;
  }

  @Override
  public int hashCode() {
    return Float.hashCode(scale) + zeroPoint;
  }
}
