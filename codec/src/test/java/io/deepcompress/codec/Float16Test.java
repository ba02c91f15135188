package io.deepcompress.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class Float16Test {
  private static float value(int half) {
    int exponent = half >>> 10 & 31;
    int fraction = half & 1023;
    double magnitude =
        exponent == 0
            ? Math.scalb((double) fraction, -24)
            : Math.scalb(1 + fraction / 1024.0, exponent - 15);
    return (float) ((half & 0x8000) != 0 ? -magnitude : magnitude);
  }

  @Test
  void everyFiniteHalfIsWhatTheStandardSays() {
    for (int half = 0; half < 1 << 16; half++) {
      if ((half >>> 10 & 31) == 31) {
        continue;
      }
      float expected = value(half);
      assertThat(Float.floatToRawIntBits(Float16.toFloat((short) half)))
          .as("%04x", half)
          .isEqualTo(Float.floatToRawIntBits(expected));
      assertThat(Float16.fromFloat(expected)).as("%04x", half).isEqualTo((short) half);
    }
  }

  @Test
  void infinitiesAndNaNs() {
    assertThat(Float16.toFloat((short) 0x7c00)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(Float16.toFloat((short) 0xfc00)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Float16.toFloat((short) 0x7e00)).isNaN();
    assertThat(Float16.fromFloat(Float.POSITIVE_INFINITY)).isEqualTo((short) 0x7c00);
    assertThat(Float16.fromFloat(Float.NEGATIVE_INFINITY)).isEqualTo((short) 0xfc00);
    assertThat(Float16.fromFloat(Float.NaN)).isEqualTo((short) 0x7e00);
    assertThat(Float16.fromFloat(Float.intBitsToFloat(0xffc00000))).isEqualTo((short) 0xfe00);
  }

  @Test
  void finiteValuesBeyondTheRangeSaturate() {
    for (float large : new float[] {65504f, 65505f, 65519.99f, 65520f, 1e30f, Float.MAX_VALUE}) {
      assertThat(Float16.fromFloat(large)).isEqualTo((short) 0x7bff);
      assertThat(Float16.fromFloat(-large)).isEqualTo((short) 0xfbff);
    }
  }

  @Test
  void theNearestIsTakenAndTiesGoToEven() {
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      float x = Float.intBitsToFloat(random.nextInt());
      if (!(Math.abs(x) < 65504f)) {
        x = (float) random.nextGaussian() * (1 << random.nextInt(12)) / (1 << random.nextInt(30));
      }
      int half = Float16.fromFloat(x) & 0x7fff;
      double distance = Math.abs(Math.abs((double) x) - value(half));
      for (int other : new int[] {half - 1, half + 1}) {
        if (other >= 0 && other < 0x7c00) {
          double otherDistance = Math.abs(Math.abs((double) x) - value(other));
          assertThat(distance).as("%s", x).isLessThanOrEqualTo(otherDistance);
          if (distance == otherDistance) {
            assertThat(half & 1).as("%s", x).isZero();
          }
        }
      }
      assertThat(Float16.fromFloat(x) < 0).isEqualTo(Float.floatToRawIntBits(x) < 0);
    }
  }

  @Test
  void ties() {
    assertThat(Float16.fromFloat(1 + 0x1p-11f)).isEqualTo((short) 0x3c00);
    assertThat(Float16.fromFloat(1 + 3 * 0x1p-11f)).isEqualTo((short) 0x3c02);
    assertThat(Float16.fromFloat(0x1p-25f)).isEqualTo((short) 0);
    assertThat(Float16.fromFloat(3 * 0x1p-25f)).isEqualTo((short) 2);
    assertThat(Float16.fromFloat(Math.nextUp(0x1p-25f))).isEqualTo((short) 1);
    assertThat(Float16.fromFloat(Math.nextDown(0x1p-14f))).isEqualTo((short) 0x400);
    assertThat(Float16.fromFloat(0x1p-14f)).isEqualTo((short) 0x400);
  }
}
