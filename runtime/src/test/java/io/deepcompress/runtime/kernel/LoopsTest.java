package io.deepcompress.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopsTest {
  private static final Loops[] LOOPS = {Providers.SCALAR.loops(), Providers.VECTOR.loops()};
  private static final float[] SPECIAL = {
    Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f, 1e30f, -1e30f, 0.5f, 1.5f
  };

  private static float[] floats(int count, Random random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          random.nextInt(10) == 0
              ? SPECIAL[random.nextInt(SPECIAL.length)]
              : (float) random.nextGaussian() * 100;
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 200, 1000})
  void quantizingGivesTheSameBytes(int count) {
    Random random = new Random(count);
    float[] x = floats(count + 3, random);
    for (boolean signed : new boolean[] {false, true}) {
      int zeroPoint = random.nextInt(256) - (signed ? 128 : 0);
      byte[][] y = new byte[2][count + 6];
      for (int i = 0; i < 2; i++) {
        LOOPS[i].quantize(x, y[i], 3, count + 3, 0.7f, zeroPoint, signed);
      }
      assertThat(y[1]).as("signed %s, zero point %s", signed, zeroPoint).isEqualTo(y[0]);
      for (int i = 3; i < count + 3; i++) {
        double exact = Float.isNaN(x[i]) ? 0 : Math.rint(x[i] / 0.7f);
        int least = signed ? -128 : 0;
        long expected = Math.round(Math.max(least, Math.min(least + 255, exact + zeroPoint)));
        assertThat(signed ? y[0][i] : y[0][i] & 0xff).as("%s", x[i]).isEqualTo((int) expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16, 33, 130})
  void normalizingGivesTheSameFloats(int count) {
    Random random = new Random(count);
    float[] x = new float[count + 5];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    float[][] sums = new float[2][count];
    float[][] y = new float[2][count + 5];
    for (int i = 0; i < 2; i++) {
      LOOPS[i].addSquares(x, 2, sums[i], count);
      LOOPS[i].addSquares(x, 5, sums[i], count);
      LOOPS[i].normalize(x, y[i], 4, sums[i], count, 2f, 1e-2f);
    }
    assertThat(sums[1]).isEqualTo(sums[0]);
    assertThat(y[1]).isEqualTo(y[0]);
    for (int i = 0; i < count; i++) {
      double squares = x[i + 2] * x[i + 2] + x[i + 5] * x[i + 5];
      double expected = x[i + 4] / Math.pow(2 + 1e-2f * squares, 0.75);
      assertThat((double) y[0][i + 4]).isCloseTo(expected, within(1e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 13, 27, 32, 33, 55, 64, 65, 111, 128, 129})
  void largestValuesOfTapsAreThoseOfTheDefinition(int count) {
    Random random = new Random(count);
    byte[] x = new byte[4 * count + 400];
    random.nextBytes(x);
    for (byte flip : new byte[] {0, (byte) 0x80}) {
      for (int stride = 1; stride <= 3; stride++) {
        for (int taps = 1; taps <= 4; taps++) {
          for (Loops loops : LOOPS) {
            byte[] y = new byte[count + 5 + random.nextInt(100)];
            loops.largestOfTaps(x, taps, 2, stride, flip, y, 5, count);
            for (int i = 0; i < count; i++) {
              int expected = -128;
              for (int tap = 0; tap < taps; tap++) {
                expected = Math.max(expected, x[i * stride + tap * 2]);
              }
              assertThat(y[5 + i]).isEqualTo((byte) (expected ^ flip));
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 13, 27, 32, 33, 55, 64, 65, 111, 128, 129})
  void largestValuesOfRowsAreThoseOfTheDefinition(int count) {
    Random random = new Random(count);
    for (byte flip : new byte[] {0, (byte) 0x80}) {
      for (int rows = 1; rows <= 4; rows++) {
        byte[] x = new byte[rows * count + 7 + random.nextInt(100)];
        random.nextBytes(x);
        for (Loops loops : LOOPS) {
          byte[] y = new byte[count + 5 + random.nextInt(100)];
          loops.largestOfRows(x, 7, count, rows, flip, y, 5, count);
          for (int i = 0; i < count; i++) {
            int expected = -128;
            for (int row = 0; row < rows; row++) {
              expected = Math.max(expected, (byte) (x[7 + row * count + i] ^ flip));
            }
            assertThat((int) y[5 + i]).isEqualTo(expected);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 13, 15, 16, 17, 27, 32, 33, 55, 64, 111})
  void joinedRunsAreThoseOfTheDefinition(int count) {
    Random random = new Random(count);
    for (boolean largest : new boolean[] {false, true}) {
      for (int runs = 1; runs <= 4; runs++) {
        float[] x = floats(runs * count + 7 + random.nextInt(100), random);
        for (Loops loops : LOOPS) {
          float[] y = new float[count + 5 + random.nextInt(100)];
          loops.join(x, 7, count, runs, largest, y, 5, count);
          for (int i = 0; i < count; i++) {
            float expected = x[7 + i];
            for (int run = 1; run < runs; run++) {
              float value = x[7 + run * count + i];
              expected = largest ? Math.max(expected, value) : expected + value;
            }
            // Boxed, as then not a number equals itself.
            assertThat(y[5 + i])
                .as("%s runs, largest %s", runs, largest)
                .isEqualTo(Float.valueOf(expected));
          }
        }
      }
    }
  }
}
