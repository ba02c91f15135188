package io.deepcompress.datasets;

import java.util.Arrays;

/**
 * Makes distorted copies of training pictures: turned, scaled, sheared and shifted at random and,
 * if wanted, bent. Pixels are interpolated bilinearly; beyond the edge its pixels repeat, so any
 * values will do, raw or preprocessed.
 *
 * <pre>{@code
 * Augmentation augmentation = Augmentation.affine(shape, 0.5);
 * augmentation.apply(pixels, 0, distorted, 0, Augmentation.seed(seed, epoch, sample));
 * }</pre>
 *
 * <p>What comes out depends on the settings, the picture and the seed only. Not for use by several
 * threads at once: give each its own.
 */
public final class Augmentation {
  private static final double ROTATION = 15 * Math.PI / 180;
  private static final double SCALE = 0.15;
  private static final double SHEAR = 0.15;
  private static final double SHIFT = 2.0 / 28;

  private final ImageShape shape;
  private final double strength;
  private final double bend;
  private final ElasticField field;
  private final double[] shiftX;
  private final double[] shiftY;

  private Augmentation(ImageShape shape, double strength, double bend) {
    if (!(strength >= 0 && strength <= 4 && bend >= 0 && bend <= 16)) {
      throw new IllegalArgumentException(
          "augmentation of strength " + strength + " (0 to 4) and bend " + bend + " (0 to 16)");
    }
    this.shape = shape;
    this.strength = strength;
    this.bend = bend;
    int area = shape.height() * shape.width();
    double cell = Math.max(2, Math.max(shape.height(), shape.width()) / 4.0);
    this.field = new ElasticField(shape.height(), shape.width(), cell);
    this.shiftX = new double[area];
    this.shiftY = new double[area];
  }

  /**
   * Affine distortion. At strength 1 each is drawn evenly from: rotation by up to 15 degrees either
   * way, scaling of each axis by 0.85 to 1.15, shear by up to 0.15, shift of each axis by up to
   * 1/14 of its length (2 pixels of 28). At strength s all limits are multiplied by s; 0 changes
   * nothing.
   *
   * @param strength 0 to 4
   */
  public static Augmentation affine(ImageShape shape, double strength) {
    return new Augmentation(shape, strength, 0);
  }

  /**
   * The same with a smooth random displacement besides, whose grid points lie a quarter of the
   * longer side apart.
   *
   * @param pixels standard deviation of a grid point's offset along each axis, 0 to 16; 1.5 is much
   *     for 28x28
   */
  public Augmentation withBend(double pixels) {
    return new Augmentation(shape, strength, pixels);
  }

  /** A seed for one sample in one epoch, so that the order of work does not matter. */
  public static long seed(long seed, int epoch, int sample) {
    return new SplitMix64(seed, (long) epoch << 32 | sample).nextLong();
  }

  /**
   * Writes a distorted copy of one picture of {@code shape.length()} values in [C,H,W] order.
   *
   * @param source values from {@code sourceOffset} on
   * @param target another array or another part of it, written from {@code targetOffset} on
   */
  public void apply(float[] source, int sourceOffset, float[] target, int targetOffset, long seed) {
    if (strength == 0 && bend == 0) {
      System.arraycopy(source, sourceOffset, target, targetOffset, shape.length());
      return;
    }
    SplitMix64 random = new SplitMix64(seed);
    double angle = random.symmetric(ROTATION * strength);
    double scaleX = factor(random);
    double scaleY = factor(random);
    double shear = random.symmetric(SHEAR * strength);
    int height = shape.height();
    int width = shape.width();
    double moveX = random.symmetric(SHIFT * strength * width);
    double moveY = random.symmetric(SHIFT * strength * height);
    Arrays.fill(shiftX, 0);
    Arrays.fill(shiftY, 0);
    if (bend > 0) {
      field.draw(random, bend);
      field.addTo(shiftX, shiftY);
    }
    // From target to source about the centre: scale, then shear, then turn.
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double xx = cos * scaleX;
    double xy = (cos * shear - sin) * scaleY;
    double yx = sin * scaleX;
    double yy = (sin * shear + cos) * scaleY;
    double centreX = (width - 1) / 2.0;
    double centreY = (height - 1) / 2.0;
    for (int row = 0; row < height; row++) {
      double v = row - centreY;
      double x0 = xy * v + centreX + moveX - xx * centreX;
      double y0 = yy * v + centreY + moveY - yx * centreX;
      for (int column = 0; column < width; column++) {
        int at = row * width + column;
        double x = x0 + xx * column + shiftX[at];
        double y = y0 + yx * column + shiftY[at];
        interpolate(source, sourceOffset, x, y, target, targetOffset + at);
      }
    }
  }

  private double factor(SplitMix64 random) {
    return 1 + random.symmetric(SCALE * strength);
  }

  /** Sets one pixel of every channel. */
  private void interpolate(float[] source, int offset, double x, double y, float[] target, int at) {
    int height = shape.height();
    int width = shape.width();
    double u = Math.max(0, Math.min(width - 1, x));
    double v = Math.max(0, Math.min(height - 1, y));
    int left = (int) u;
    int top = (int) v;
    float fx = (float) (u - left);
    float fy = (float) (v - top);
    int area = height * width;
    int upper = offset + top * width + left;
    int right = left + 1 < width ? 1 : 0;
    int down = top + 1 < height ? width : 0;
    for (int c = 0; c < shape.channels(); c++, upper += area, at += area) {
      float a = source[upper];
      float b = source[upper + right];
      float c0 = source[upper + down];
      float d = source[upper + down + right];
      float above = a + fx * (b - a);
      float below = c0 + fx * (d - c0);
      target[at] = above + fy * (below - above);
    }
  }
}
