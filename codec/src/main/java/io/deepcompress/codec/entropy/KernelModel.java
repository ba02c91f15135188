package io.deepcompress.codec.entropy;

import io.deepcompress.codec.Codebook;

/** Contexts of convolutions whose kernels have more than one weight. */
final class KernelModel extends ContextModel {
  private static final int MOST_PLACES = 64;
  private static final int MOST_COUNT = 15;

  private final Adaptive flags;
  private final Adaptive signs;
  private final Mixer flagMixer;
  private final Mixer signMixer;

  /** Non-zero weights of each column in the rows before; only for mixing. */
  private final int[] inColumn;

  KernelModel(WeightLayout layout, Codebook codebook, RangeSettings settings, BinaryCoder coder) {
    super(layout, codebook, settings, coder);
    int start = settings.startProbability();
    int limit = settings.limit();
    int places = Math.min(layout.kernelSize(), MOST_PLACES);
    inColumn = new int[settings.mixed() && layout.rows() > 1 ? layout.columns() : 0];
    flags = new Adaptive(places << 7, start, FLAG_COUNT, limit);
    signs = Adaptive.even(729, SIGN_COUNT, limit);
    flagMixer =
        new Mixer(
            flags,
            new Adaptive(places << 8, start, FLAG_COUNT, limit),
            new Adaptive(512, start, FLAG_COUNT, limit),
            places);
    signMixer =
        new Mixer(
            signs,
            Adaptive.even(729, SIGN_COUNT, limit),
            Adaptive.even(places * 289, SIGN_COUNT, limit),
            places);
  }

  @Override
  void codeRow(byte[] codes, int output) {
    int share = output == 0 ? 0 : (14 << 16) / output;
    for (int column = 0; column < layout.columns(); column += layout.kernelSize()) {
      codeKernel(codes, column, output, share);
    }
  }

  private void codeKernel(byte[] codes, int firstColumn, int output, int share) {
    short[] signed = signedCodes.table();
    boolean decoding = coder.isDecoding();
    boolean mixed = settings.mixed();
    int width = layout.kernelWidth();
    int size = layout.kernelSize();
    int columns = layout.columns();
    int start = output * columns + firstColumn;
    int outputClass = countClass(output) << 1;
    int inKernel = 0;
    long sum = 0;
    int last = 0;
    int x = 0;
    for (int place = 0; place < size; place++) {
      int i = start + place;
      int value = decoding ? 0 : signed[codes[i] & 0xff];
      int left = x > 0 ? last : 0;
      int up = place >= width ? signed[codes[i - width] & 0xff] : 0;
      int before = output > 0 ? signed[codes[i - columns] & 0xff] : 0;
      int set = Math.min(place, MOST_PLACES - 1);
      int counted = set << 4 | Math.min(inKernel, MOST_COUNT);
      int near = counted << 3 | nonZero(up) << 2 | nonZero(left) << 1 | nonZero(before);
      int flag;
      if (mixed) {
        int count = output > 0 ? inColumn[firstColumn + place] : 0;
        int ratio = output > 0 ? 1 + (count * share >>> 16) : 0;
        int column = countClass(count) << 5 | outputClass | nonZero(before);
        flag = flagMixer.code(coder, nonZero(value), near, counted << 4 | ratio, column, set);
      } else {
        flag = flags.code(coder, nonZero(value), near);
      }
      last = 0;
      if (flag != 0) {
        double flagged = coder.bits();
        inKernel++;
        if (inColumn.length > 0) {
          inColumn[firstColumn + place]++;
        }
        int sign = onlySign();
        if (hasBothSigns()) {
          int beside = (bits(left) * 9 + bits(up)) * 9 + ternary(left) * 3 + ternary(up);
          if (mixed) {
            int next = firstColumn > 0 ? signed[codes[i - size] & 0xff] : 0;
            int around =
                (ternary(left) * 3 + ternary(up)) * 81
                    + corners(codes, i, place, x) * 9
                    + ternary(next) * 3
                    + ternary(before);
            int rest = (int) Math.max(-255, Math.min(255, sum - left - up));
            int sums = (set * 17 + signedBits(left + up)) * 17 + signedBits(rest);
            sign = signMixer.code(coder, value >>> 31, beside, around, sums, set);
          } else {
            sign = signs.code(coder, value >>> 31, beside);
          }
        }
        last = magnitude(sign, value, flagged);
        sum += last;
      }
      if (decoding) {
        codes[i] = signedCodes.code(last);
      }
      x = x + 1 == width ? 0 : x + 1;
    }
  }

  /** Signs of the weights above to the left and to the right. */
  private int corners(byte[] codes, int i, int place, int x) {
    int width = layout.kernelWidth();
    boolean hasUp = place >= width;
    int upLeft = hasUp && x > 0 ? signedCodes.signed(codes[i - width - 1]) : 0;
    int upRight = hasUp && x + 1 < width ? signedCodes.signed(codes[i - width + 1]) : 0;
    return ternary(upLeft) * 3 + ternary(upRight);
  }
}
