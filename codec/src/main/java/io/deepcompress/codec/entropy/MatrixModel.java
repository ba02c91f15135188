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
    super(layout, codebook, settings, coder);
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
  void codeRow(byte[] codes, int output) {
    if (settings.mixed()) {
      mixedRow(codes, output);
    } else {
      plainRow(codes, output);
    }
  }

  private void plainRow(byte[] codes, int output) {
    int columns = layout.columns();
    int start = output * columns;
    int up = output > 0 ? columns : 0;
    int upTwice = output > 1 ? 2 * columns : 0;
    int left = 0;
    int leftTwice = 0;
    for (int i = start; i < start + columns; i++) {
      int value = signedCodes.signed(codes[i]);
      int above = up > 0 ? signedCodes.signed(codes[i - up]) : 0;
      int twice = upTwice > 0 ? nonZero(codes[i - upTwice]) : 0;
      int context = nonZero(left) << 3 | nonZero(leftTwice) << 2 | nonZero(above) << 1 | twice;
      leftTwice = left;
      left = 0;
      if (flags.code(coder, nonZero(value), context) != 0) {
        double flagged = coder.bits();
        int sign =
            hasBothSigns()
                ? signs.code(coder, value >>> 31, ternary(above) << 4 | bits(above))
                : onlySign();
        left = magnitude(sign, value, flagged);
      }
      if (coder.isDecoding()) {
        codes[i] = signedCodes.code(left);
      }
    }
  }

  private void mixedRow(byte[] codes, int output) {
    short[] signed = signedCodes.table();
    boolean decoding = coder.isDecoding();
    int columns = layout.columns();
    int start = output * columns;
    int inRow = 0;
    int inRowClass = 0;
    int left = 0;
    int aboveLeft = 0;
    int near = 0;
    for (int column = 0; column < columns; column++) {
      int i = start + column;
      int value = decoding ? 0 : signed[codes[i] & 0xff];
      int above = output > 0 ? signed[codes[i - columns] & 0xff] : 0;
      int twice = output > 1 ? codes[i - 2 * columns] : 0;
      int slot = Math.min(column, MOST_COLUMNS - 1);
      int context = near | nonZero(above) << 1 | nonZero(twice);
      int counts = inRowClass | countClass(column);
      int coded = 0;
      int flag = flagMixer.code(coder, nonZero(value), context, slot, counts, 0);
      if (flag != 0) {
        double flagged = coder.bits();
        inRow++;
        inRowClass = countClass(inRow) << 4;
        int sign = onlySign();
        if (hasBothSigns()) {
          int around =
              ((ternary(signed[twice & 0xff]) * 3 + ternary(left)) * 3 + ternary(above)) * 3
                  + ternary(aboveLeft);
          int beside = ternary(above) << 4 | bits(above);
          sign = signMixer.code(coder, value >>> 31, beside, slot, around, 0);
        }
        coded = magnitude(sign, value, flagged);
      }
      if (decoding) {
        codes[i] = signedCodes.code(coded);
      }
      near = flag << 3 | near >> 1 & 4;
      left = coded;
      aboveLeft = above;
    }
  }
}
