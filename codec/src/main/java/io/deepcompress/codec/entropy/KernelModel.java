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
  private final int[] inColumn;

  KernelModel(WeightLayout layout, Codebook codebook, RangeSettings settings, BinaryCoder coder) {
    super(layout, codebook, settings, coder, layout.kernelSize() + 1);
    int start = settings.startProbability();
    int limit = settings.limit();
    int places = Math.min(layout.kernelSize(), MOST_PLACES);
    inColumn = new int[layout.columns()];
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
  void codeRow(int output) {
    int share = output == 0 ? 0 : (14 << 16) / output;
    int kernelSize = layout.kernelSize();
    for (int kernel = pad; kernel < pad + layout.columns(); kernel += kernelSize) {
      codeKernel(kernel, output, share);
    }
  }

  private void codeKernel(int start, int output, int share) {
    boolean mixed = settings.mixed();
    boolean bothSigns = hasBothSigns();
    int width = layout.kernelWidth();
    int size = layout.kernelSize();
    int inKernel = 0;
    long sum = 0;
    int x = 0;
    for (int place = 0; place < size; place++, x = x + 1 == width ? 0 : x + 1) {
      int p = start + place;
      int value = row[p];
      boolean hasUp = place >= width;
      int left = x > 0 ? row[p - 1] : 0;
      int up = hasUp ? row[p - width] : 0;
      int prev = above[p];
      int set = Math.min(place, MOST_PLACES - 1);
      int counted = set << 4 | Math.min(inKernel, MOST_COUNT);
      int flagContext = counted << 3 | nonZero(up) << 2 | nonZero(left) << 1 | nonZero(prev);
      int flag;
      if (mixed) {
        int count = inColumn[p - pad];
        int ratio = output == 0 ? 0 : 1 + (count * share >>> 16);
        int columnContext = (countClass(count) << 4 | countClass(output)) << 1 | nonZero(prev);
        flag =
            flagMixer.code(
                coder, nonZero(value), flagContext, counted << 4 | ratio, columnContext, set);
      } else {
        flag = flags.code(coder, nonZero(value), flagContext);
      }
      if (flag == 0) {
        row[p] = 0;
        continue;
      }
      inKernel++;
      inColumn[p - pad]++;
      double flagged = coder.bits();
      int sign = onlySign();
      if (bothSigns) {
        int beside = (bits(left) * 9 + bits(up)) * 9 + ternary(left) * 3 + ternary(up);
        if (mixed) {
          int upLeft = hasUp && x > 0 ? row[p - width - 1] : 0;
          int upRight = hasUp && x + 1 < width ? row[p - width + 1] : 0;
          int around =
              (((ternary(left) * 3 + ternary(up)) * 3 + ternary(upLeft)) * 3 + ternary(upRight)) * 9
                  + ternary(row[p - size]) * 3
                  + ternary(prev);
          int near = left + up;
          int before = (int) Math.max(-255, Math.min(255, sum - near));
          int sums = (set * 17 + signedBits(near)) * 17 + signedBits(before);
          sign = signMixer.code(coder, value >>> 31, beside, around, sums, set);
        } else {
          sign = signs.code(coder, value >>> 31, beside);
        }
      }
      row[p] = magnitude(sign, value, flagged);
      sum += row[p];
    }
  }
}
