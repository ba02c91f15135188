package io.deepcompress.datasets;

/**
 * How a picture of any size becomes one of the wanted size. All but {@link #STRETCH} keep the
 * proportions and cut the middle out: of n pixels along an axis, those from {@code (n - wanted) /
 * 2} (rounded down) on. A picture that has the wanted size already is taken as it is by every rule.
 *
 * <p>Scaling is bilinear when enlarging and averages over all pixels when reducing.
 */
public enum ImageFit {
  /**
   * Scales no more than needed, with the margin of ImageNet's 256 to 224. A picture smaller than
   * wanted is enlarged until it just covers. One that covers 8/7 of the wanted size or less is only
   * cut: for 3x227x227, a 256x256 picture gives its rows and columns 14 to 240. A larger one is
   * first reduced to cover 8/7 of the wanted size: its short side becomes 256 for 224, 259 for 227.
   */
  STANDARD,
  /** Cuts the middle out without scaling; smaller pictures are refused. */
  CROP,
  /** Scales until the picture just covers the wanted size. */
  FILL,
  /** Scales both axes to the wanted size, whatever that does to the proportions. */
  STRETCH;

  private static final double MARGIN = 256.0 / 224.0;

  /** The resampler from a picture of this size to the wanted one. */
  Resampler plan(int height, int width, ImageShape wanted) {
    double cover = Math.min((double) height / wanted.height(), (double) width / wanted.width());
    double factor =
        switch (this) {
          case CROP -> 1;
          case FILL, STRETCH -> 1 / cover;
          case STANDARD -> cover < 1 ? 1 / cover : cover <= MARGIN ? 1 : MARGIN / cover;
        };
    if (this == CROP && cover < 1) {
      throw new IllegalArgumentException(
          "is "
              + width
              + " pixels wide and "
              + height
              + " high, too small to cut "
              + wanted.width()
              + "x"
              + wanted.height()
              + " out of it");
    }
    return new Resampler(
        axis(width, wanted.width(), factor), axis(height, wanted.height(), factor));
  }

  private Resampler.Axis axis(int size, int wanted, double factor) {
    int scaled = this == STRETCH ? wanted : (int) Math.max(wanted, Math.round(size * factor));
    return new Resampler.Axis(size, scaled, (scaled - wanted) / 2, wanted);
  }
}
