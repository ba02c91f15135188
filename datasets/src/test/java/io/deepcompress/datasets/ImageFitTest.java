package io.deepcompress.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ImageFitTest {
  @ParameterizedTest
  @EnumSource(ImageFit.class)
  void rightSizeIsTakenAsItIs(ImageFit fit) {
    byte[] plane = noise(28 * 20);

    assertThat(fit(fit, plane, 28, 20, 28, 20)).containsExactly(plane);
  }

  @ParameterizedTest
  @EnumSource(
      value = ImageFit.class,
      names = {"STANDARD", "CROP"})
  void cuts227Of256FromRow14To240(ImageFit fit) {
    byte[] plane = noise(256 * 256);
    byte[] result = fit(fit, plane, 256, 256, 227, 227);

    for (int row = 0; row < 227; row++) {
      int from = (14 + row) * 256 + 14;
      assertThat(Arrays.copyOfRange(result, row * 227, (row + 1) * 227))
          .containsExactly(Arrays.copyOfRange(plane, from, from + 227));
    }
  }

  /** Each rule against the plain formula: scale the whole picture, then cut its middle out. */
  @ParameterizedTest(name = "{0}: {1}x{2} to {3}x{4} by way of {5}x{6}")
  @CsvSource({
    "STANDARD, 500, 375, 224, 224, 341, 256",
    "STANDARD, 375, 500, 227, 227, 259, 346",
    "STANDARD, 100, 60, 224, 224, 373, 224",
    "STANDARD, 300, 256, 224, 224, 300, 256",
    "STANDARD, 64, 64, 28, 28, 32, 32",
    "STANDARD, 20, 20, 28, 28, 28, 28",
    "STANDARD, 90, 200, 30, 20, 34, 76",
    "FILL, 500, 375, 224, 224, 299, 224",
    "FILL, 28, 28, 32, 32, 32, 32",
    "STRETCH, 50, 375, 24, 44, 24, 44",
    "CROP, 61, 44, 28, 28, 61, 44",
  })
  void scalesThenCuts(ImageFit fit, int h, int w, int height, int width, int sh, int sw) {
    byte[] plane = noise(h * w);
    byte[] scaled = scale(plane, h, w, sh, sw);
    byte[] result = fit(fit, plane, h, w, height, width);

    int top = (sh - height) / 2;
    int left = (sw - width) / 2;
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int expected = scaled[(top + row) * sw + left + column] & 0xff;
        assertThat(Math.abs((result[row * width + column] & 0xff) - expected))
            .as("row %d, column %d", row, column)
            .isLessThanOrEqualTo(1);
      }
    }
  }

  @Test
  void refusesToCutOutMoreThanThereIs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageFit.CROP.plan(100, 300, new ImageShape(3, 224, 224)))
        .withMessage("is 300 pixels wide and 100 high, too small to cut 224x224 out of it");
  }

  private static byte[] fit(ImageFit fit, byte[] plane, int h, int w, int height, int width) {
    byte[] result = new byte[height * width];
    fit.plan(h, w, new ImageShape(1, height, width)).apply(plane, w, result, 0);
    return result;
  }

  /** Direct two-dimensional sum with triangular weights, in double. */
  private static byte[] scale(byte[] plane, int h, int w, int sh, int sw) {
    byte[] result = new byte[sh * sw];
    double ratioY = (double) h / sh;
    double ratioX = (double) w / sw;
    for (int y = 0; y < sh; y++) {
      for (int x = 0; x < sw; x++) {
        double sum = 0;
        double total = 0;
        for (int v = Math.max(0, (int) ((y - 1) * ratioY) - 2);
            v < Math.min(h, (y + 2) * ratioY + 2);
            v++) {
          double weightY = triangle(v + 0.5 - (y + 0.5) * ratioY, ratioY);
          for (int u = Math.max(0, (int) ((x - 1) * ratioX) - 2);
              u < Math.min(w, (x + 2) * ratioX + 2) && weightY > 0;
              u++) {
            double weight = weightY * triangle(u + 0.5 - (x + 0.5) * ratioX, ratioX);
            sum += weight * (plane[v * w + u] & 0xff);
            total += weight;
          }
        }
        result[y * sw + x] = (byte) Math.round(sum / total);
      }
    }
    return result;
  }

  private static double triangle(double distance, double ratio) {
    return Math.max(0, 1 - Math.abs(distance) / Math.max(1, ratio));
  }

  private static byte[] noise(int length) {
    SplitMix64 random = new SplitMix64(length);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
