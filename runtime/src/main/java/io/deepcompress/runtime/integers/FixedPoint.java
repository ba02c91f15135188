package io.deepcompress.runtime.integers;

/**
 * A real factor as {@code multiplier * 2^-shift} with a multiplier of at most 31 bits, so that a
 * 32-bit integer is scaled by one 64-bit product, one addition and one shift.
 *
 * @param multiplier absolute value below 2^31
 * @param shift 0 to 62
 */
record FixedPoint(int multiplier, int shift) {

  /** The nearest to a factor, to 31 bits where it is not below 2^-32. */
  static FixedPoint of(double factor) {
    if (factor == 0) {
      return new FixedPoint(0, 0);
    }
    int shift = Math.max(0, Math.min(62, 30 - Math.getExponent(factor)));
    long multiplier = Math.round(Math.scalb(factor, shift));
    long most = Integer.MAX_VALUE;
    return new FixedPoint((int) Math.max(-most, Math.min(most, multiplier)), shift);
  }

  /** A real number in units of {@code 2^-shift}, saturated where it could overflow a sum. */
  long units(double value) {
    double limit = 0x1p61;
    return Math.round(Math.max(-limit, Math.min(limit, Math.scalb(value, shift))));
  }

  /** Rounds units to an integer, half up. */
  long round(long units) {
    return shift == 0 ? units : units + (1L << shift - 1) >> shift;
  }

  /** The scaled integer, rounded half up. */
  long scale(long value) {
    return round(value * multiplier);
  }
}
