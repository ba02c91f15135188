package io.deepcompress.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final int SIZE = 28;
  private static final ImageShape GRAY = new ImageShape(1, SIZE, SIZE);

  @Test
  void strengthZeroChangesNothing() {
    float[] source = noise(3 * 8 * 5);
    float[] target = new float[source.length + 2];

    Augmentation.affine(new ImageShape(3, 8, 5), 0).apply(source, 0, target, 2, 77);

    assertThat(Arrays.copyOfRange(target, 2, target.length)).containsExactly(source);
  }

  @Test
  void sameSeedSameResult() {
    float[] source = noise(GRAY.length());
    float[] first = apply(Augmentation.affine(GRAY, 1).withBend(1), source, 5);

    assertThat(apply(Augmentation.affine(GRAY, 1).withBend(1), source, 5)).containsExactly(first);
    assertThat(apply(Augmentation.affine(GRAY, 1).withBend(1), source, 6)).isNotEqualTo(first);
    Augmentation used = Augmentation.affine(GRAY, 1).withBend(1);
    apply(used, source, 6);
    assertThat(apply(used, source, 5)).containsExactly(first);
  }

  @Test
  void constantPicturesStayConstant() {
    float[] source = new float[GRAY.length()];
    Arrays.fill(source, 0.625f);
    for (int seed = 0; seed < 20; seed++) {
      assertThat(apply(Augmentation.affine(GRAY, 2).withBend(3), source, seed))
          .containsOnly(0.625f);
    }
  }

  /**
   * Distorting the coordinates themselves shows the map: inside it must be affine to rounding, and
   * its turn, scales, shear and shift must lie within the documented limits.
   */
  @Test
  void mapIsAffineAndWithinItsLimits() {
    double[] largest = new double[6];
    for (int seed = 0; seed < 500; seed++) {
      float[][] map = map(Augmentation.affine(GRAY, 1), seed);
      // Differences over the middle 8 pixels, which no limit moves beyond the edge.
      double xx = (value(map[0], 14, 18) - value(map[0], 14, 10)) / 8;
      double yx = (value(map[1], 14, 18) - value(map[1], 14, 10)) / 8;
      double xy = (value(map[0], 18, 14) - value(map[0], 10, 14)) / 8;
      double yy = (value(map[1], 18, 14) - value(map[1], 10, 14)) / 8;
      double centreX = (value(map[0], 13, 13) + value(map[0], 14, 14)) / 2;
      double centreY = (value(map[1], 13, 13) + value(map[1], 14, 14)) / 2;
      for (int y = 10; y <= 18; y++) {
        for (int x = 10; x <= 18; x++) {
          assertThat((double) value(map[0], y, x))
              .isCloseTo(centreX + xx * (x - 13.5) + xy * (y - 13.5), within(1e-4));
          assertThat((double) value(map[1], y, x))
              .isCloseTo(centreY + yx * (x - 13.5) + yy * (y - 13.5), within(1e-4));
        }
      }
      // The first column is the scale turned; the rest follows.
      double scaleX = Math.hypot(xx, yx);
      double angle = Math.atan2(yx, xx);
      double scaleY = (xx * yy - xy * yx) / scaleX;
      double shear = (Math.cos(angle) * xy + Math.sin(angle) * yy) / scaleY;
      double[] found = {
        Math.toDegrees(angle) / 15,
        (scaleX - 1) / 0.15,
        (scaleY - 1) / 0.15,
        shear / 0.15,
        (centreX - 13.5) / 2,
        (centreY - 13.5) / 2
      };
      for (int i = 0; i < 6; i++) {
        assertThat(Math.abs(found[i])).as("limit %d, seed %d", i, seed).isLessThan(1.001);
        largest[i] = Math.max(largest[i], Math.abs(found[i]));
      }
    }
    assertThat(Arrays.stream(largest).min().orElseThrow()).isGreaterThan(0.95);
  }

  @Test
  void bendIsSmoothAndAsLargeAsAsked() {
    double squares = 0;
    int count = 0;
    for (int seed = 0; seed < 200; seed++) {
      float[][] map = map(Augmentation.affine(GRAY, 0).withBend(1.5), seed);
      for (int y = 8; y < 20; y++) {
        for (int x = 8; x < 20; x++) {
          double moved = value(map[0], y, x) - x;
          double next = value(map[0], y, x + 1) - x - 1;
          assertThat(Math.abs(next - moved)).isLessThan(0.9);
          squares += moved * moved;
          count++;
        }
      }
    }
    // A cubic B-spline keeps 0.48 of an independent grid's deviation along each of two axes.
    assertThat(Math.sqrt(squares / count)).isCloseTo(1.5 * 0.48, within(0.06));
  }

  @Test
  void fieldIsTheSameByPointAndByPixel() {
    ElasticField field = new ElasticField(11, 17, 4.3);
    field.draw(new SplitMix64(1), 2);
    double[] x = new double[11 * 17];
    double[] y = new double[11 * 17];
    field.addTo(x, y);
    for (int i = 0; i < x.length; i++) {
      double[] point = new double[2];
      field.addAt(i % 17 + 0.5, i / 17 + 0.5, point);
      assertThat(x[i]).isCloseTo(point[0], within(1e-12));
      assertThat(y[i]).isCloseTo(point[1], within(1e-12));
    }
  }

  @Test
  void seedsOfSamplesAndEpochsDiffer() {
    assertThat(
            new long[] {
              Augmentation.seed(1, 0, 0),
              Augmentation.seed(1, 0, 1),
              Augmentation.seed(1, 1, 0),
              Augmentation.seed(2, 0, 0)
            })
        .doesNotHaveDuplicates();
  }

  @Test
  void refusesNonsense() {
    for (double strength : new double[] {-0.1, 4.1, Double.NaN}) {
      assertThatIllegalArgumentException().isThrownBy(() -> Augmentation.affine(GRAY, strength));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Augmentation.affine(GRAY, 1).withBend(17));
  }

  /** Where each pixel comes from: x and y, as the distorted pictures of the coordinates. */
  private static float[][] map(Augmentation augmentation, long seed) {
    float[] x = new float[GRAY.length()];
    float[] y = new float[GRAY.length()];
    for (int i = 0; i < x.length; i++) {
      x[i] = i % SIZE;
      y[i] = i / SIZE;
    }
    return new float[][] {apply(augmentation, x, seed), apply(augmentation, y, seed)};
  }

  private static float value(float[] picture, int y, int x) {
    return picture[y * SIZE + x];
  }

  private static float[] apply(Augmentation augmentation, float[] source, long seed) {
    float[] target = new float[source.length];
    augmentation.apply(source, 0, target, 0, seed);
    return target;
  }

  private static float[] noise(int length) {
    SplitMix64 random = new SplitMix64(8);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextDouble();
    }
    return values;
  }
}
