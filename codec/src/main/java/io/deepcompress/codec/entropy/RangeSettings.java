package io.deepcompress.codec.entropy;

/**
 * What an encoder chose for a tensor.
 *
 * @param mixed whether three contexts are mixed, or one taken alone, which is faster
 * @param steady whether flags and signs are taken to follow the same law everywhere
 * @param widths whether magnitudes start from the distances between centroids
 * @param density where the flags start: {@code 16 * density - 2048} in the logistic domain, 0..255
 */
record RangeSettings(boolean mixed, boolean steady, boolean widths, int density) {

  /** Codes the settings themselves. */
  RangeSettings code(BinaryCoder coder) {
    boolean codedMixed = coder.code(mixed ? 1 : 0, BinaryCoder.HALF) != 0;
    boolean codedSteady = coder.code(steady ? 1 : 0, BinaryCoder.HALF) != 0;
    boolean codedWidths = coder.code(widths ? 1 : 0, BinaryCoder.HALF) != 0;
    return new RangeSettings(codedMixed, codedSteady, codedWidths, coder.raw(density, 8));
  }

  /** Probability that the flags start from, in 2^22ths. */
  int startProbability() {
    return Logistic.squash(density * 16L - 2048)
        << Adaptive.STATE_BITS - BinaryCoder.PROBABILITY_BITS;
  }

  /** Largest count of the flags' and signs' states. */
  int limit() {
    return steady ? 1023 : 255;
  }

  /** The {@code density} nearest to a share of non-zero weights. */
  static int density(long nonZero, long all) {
    double odds = (nonZero + 0.01) / (all - nonZero + 0.01);
    return (int) Math.max(0, Math.min(255, Math.round(16 * Math.log(odds)) + 128));
  }
}
