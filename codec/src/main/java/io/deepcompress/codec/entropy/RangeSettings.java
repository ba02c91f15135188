package io.deepcompress.codec.entropy;

/**
 * What an encoder chose for a tensor.
 *
 * @param mixed whether three contexts are mixed, or one taken alone, which is faster
 * @param steady whether flags and signs are taken to follow the same law everywhere
 * @param widths whether magnitudes start from the distances between centroids
 * @param occupied whether only rows and columns that are not empty are coded; only for matrices
 * @param density where the flags start: {@code 16 * density - 2048} in the logistic domain, 0..255
 */
record RangeSettings(boolean mixed, boolean steady, boolean widths, boolean occupied, int density) {
  private static final int DENSITY_BITS = 8;

  /** Codes the settings themselves; a decoder starts from any. */
  RangeSettings code(BinaryCoder coder, WeightLayout layout) {
    return new RangeSettings(
        flag(coder, mixed),
        flag(coder, steady),
        flag(coder, widths),
        layout.kernelSize() == 1 && flag(coder, occupied),
        coder.raw(density, DENSITY_BITS));
  }

  /** The same with flags that start from another density, as far as there is one. */
  RangeSettings denser(int by) {
    int moved = Math.max(0, Math.min((1 << DENSITY_BITS) - 1, density + by));
    return new RangeSettings(mixed, steady, widths, occupied, moved);
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
    return (int) Math.max(0, Math.min(255, Math.round(16 * StrictMath.log(odds)) + 128));
  }

  private static boolean flag(BinaryCoder coder, boolean value) {
    return coder.code(value ? 1 : 0, BinaryCoder.HALF) != 0;
  }
}
