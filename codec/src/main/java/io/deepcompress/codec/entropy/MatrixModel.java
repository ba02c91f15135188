package io.deepcompress.codec.entropy;

import io.deepcompress.codec.Codebook;

/** Contexts of fully connected layers and 1x1 convolutions. */
final class MatrixModel extends ContextModel {
  private static final int MOST_COLUMNS = 1 << 16;

  private final Adaptive flags;
  private final Adaptive signs;
  private final Mixer flagMixer;
  private final Mixer signMixer;

  MatrixModel(WeightLayout layout, Codebook codebook, RangeSettings settings, BinaryCoder coder) {
    super(layout, codebook, settings, coder, 2);
    int start = settings.startProbability();
    int limit = settings.limit();
    int columns = settings.mixed() ? Math.min(layout.columns(), MOST_COLUMNS) : 1;
    flags = new Adaptive(16, start, FLAG_COUNT, limit);
    signs = Adaptive.even(48, SIGN_COUNT, limit);
    flagMixer =
        new Mixer(
            flags,
            new Adaptive(columns, start, FLAG_COUNT, limit),
            new Adaptive(256, start, FLAG_COUNT, limit),
            1);
    signMixer =
        new Mixer(
            signs,
            Adaptive.even(columns, SIGN_COUNT, limit),
            Adaptive.even(81, SIGN_COUNT, limit),
            1);
  }

  @Override
  void codeRow(int output) {
    boolean mixed = settings.mixed();
    boolean bothSigns = hasBothSigns();
    int inRow = 0;
    for (int column = 0; column < layout.columns(); column++) {
      int p = column + pad;
      int value = row[p];
      int left = row[p - 1];
      int prev = above[p];
      int prevTwice = aboveTwice[p];
      int slot = Math.min(column, MOST_COLUMNS - 1);
      int flagContext =
          nonZero(left) << 3 | nonZero(row[p - 2]) << 2 | nonZero(prev) << 1 | nonZero(prevTwice);
      int flag =
          mixed
              ? flagMixer.code(
                  coder,
                  nonZero(value),
                  flagContext,
                  slot,
                  countClass(inRow) << 4 | countClass(column),
                  0)
              : flags.code(coder, nonZero(value), flagContext);
      if (flag == 0) {
        row[p] = 0;
        continue;
      }
      inRow++;
      double flagged = coder.bits();
      int sign = onlySign();
      if (bothSigns) {
        int signContext = ternary(prev) << 4 | bits(prev);
        sign =
            mixed
                ? signMixer.code(
                    coder, value >>> 31, signContext, slot, around(prevTwice, left, prev, p), 0)
                : signs.code(coder, value >>> 31, signContext);
      }
      row[p] = magnitude(sign, value, flagged);
    }
  }

  private int around(int prevTwice, int left, int prev, int p) {
    return ((ternary(prevTwice) * 3 + ternary(left)) * 3 + ternary(prev)) * 3
        + ternary(above[p - 1]);
  }
}
