package io.deepcompress.codec.entropy;

/**
 * Codes floating-point values bit by bit: sign, exponent in an adaptive tree, whether the fraction
 * is zero, the fraction. A value that equals the one before it takes one flag.
 */
final class FloatModel {
  private static final int START_COUNT = 1;
  private static final int LIMIT = 255;

  private final int exponentBits;
  private final int fractionBits;
  private final Adaptive same = Adaptive.even(2, START_COUNT, LIMIT);
  private final Adaptive sign = Adaptive.even(1, START_COUNT, LIMIT);
  private final Adaptive exponent;
  private final Adaptive round = Adaptive.even(1, START_COUNT, LIMIT);
  private boolean canonical = true;

  /** A model of a binary interchange format of IEEE 754. */
  FloatModel(int exponentBits, int fractionBits) {
    this.exponentBits = exponentBits;
    this.fractionBits = fractionBits;
    exponent = Adaptive.even(1 << exponentBits, START_COUNT, LIMIT);
  }

  /** Whether all values so far were coded in the one form that an encoder uses. */
  boolean isCanonical() {
    return canonical;
  }

  /** Codes the bits of one value that has none before it. */
  int single(BinaryCoder coder, int value) {
    int codedSign = sign.code(coder, value >>> exponentBits + fractionBits & 1, 0);
    int exponentMask = (1 << exponentBits) - 1;
    int codedExponent =
        exponent.tree(coder, value >>> fractionBits & exponentMask, 0, exponentBits);
    int fraction = value & (1 << fractionBits) - 1;
    int codedFraction = 0;
    if (round.code(coder, fraction == 0 ? 1 : 0, 0) == 0) {
      codedFraction = coder.raw(fraction, fractionBits);
      canonical &= codedFraction != 0;
    }
    return (codedSign << exponentBits | codedExponent) << fractionBits | codedFraction;
  }

  /** Codes the bits of values one after the other, in place. */
  void all(BinaryCoder coder, int[] values) {
    int wasSame = 0;
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        wasSame = same.code(coder, values[i] == values[i - 1] ? 1 : 0, wasSame);
      }
      if (wasSame != 0) {
        values[i] = values[i - 1];
      } else {
        values[i] = single(coder, values[i]);
        canonical &= i == 0 || values[i] != values[i - 1];
      }
    }
  }
}
