package io.deepcompress.runtime.integers;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.runtime.kernel.Epilogue;
import io.deepcompress.runtime.kernel.Target;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FixedPointTest {
  @Test
  void scalesAsExactArithmeticDoes() {
    Random random = new Random(7);
    for (int i = 0; i < 4000; i++) {
      double factor =
          (random.nextBoolean() ? 1 : -1)
              * Math.exp(random.nextGaussian() * 8)
              * random.nextFloat();
      FixedPoint fixed = FixedPoint.of(factor);
      int value = random.nextInt() >> random.nextInt(31);
      BigInteger product =
          BigInteger.valueOf(value).multiply(BigInteger.valueOf(fixed.multiplier()));
      BigInteger half =
          fixed.shift() == 0 ? BigInteger.ZERO : BigInteger.ONE.shiftLeft(fixed.shift() - 1);
      assertThat(fixed.scale(value))
          .as("%s * %s", factor, value)
          .isEqualTo(product.add(half).shiftRight(fixed.shift()).longValueExact());
      if (Math.abs(factor) < 1e6 && Math.abs(factor) > 1e-9) {
        BigDecimal real = new BigDecimal(factor).multiply(BigDecimal.valueOf(value));
        BigDecimal error = real.subtract(BigDecimal.valueOf(fixed.scale(value))).abs();
        assertThat(error.doubleValue())
            .isLessThan(0.5 + 1e-9 * Math.abs(real.doubleValue()) + 1e-9);
      }
    }
    assertThat(FixedPoint.of(0).scale(123)).isZero();
    assertThat(FixedPoint.of(1).scale(Integer.MIN_VALUE)).isEqualTo(Integer.MIN_VALUE);
  }

  @Test
  void anEpilogueIsWithinOneUnitOfTheExactOne() {
    Random random = new Random(8);
    for (int i = 0; i < 2000; i++) {
      int zeroPoint = random.nextInt(256) - 128;
      float slope = new float[] {1, 0, 0.1f}[i % 3];
      float upper = i % 2 == 0 ? Float.POSITIVE_INFINITY : 40;
      Epilogue epilogue =
          new Epilogue(
              new float[] {(float) (random.nextGaussian() * 1e-3)},
              new float[] {(float) (random.nextGaussian() * 30)},
              slope,
              upper,
              -128 - zeroPoint,
              127 - zeroPoint,
              zeroPoint);
      int[] sums = random.ints(20, -200_000, 200_000).toArray();
      Target target = new Target(new int[0]);
      byte[] out = new byte[20];
      target.set(out, null, 1);
      new FixedPointRequantizer(epilogue).plane(sums, 0, 20, 0, target, 0);
      for (int k = 0; k < sums.length; k++) {
        BigDecimal real =
            new BigDecimal(epilogue.multiplier()[0])
                .multiply(BigDecimal.valueOf(sums[k]))
                .add(new BigDecimal(epilogue.offset()[0]));
        double y = real.doubleValue() < 0 ? real.doubleValue() * slope : real.doubleValue();
        int q =
            new BigDecimal(Math.min(y, upper)).setScale(0, RoundingMode.HALF_UP).intValue()
                + zeroPoint;
        assertThat((int) out[k])
            .isBetween(Math.max(-128, Math.min(127, q - 1)), Math.max(-128, Math.min(127, q + 1)));
      }
    }
  }

  @Test
  void factorsBeyondAllIntegersSaturate() {
    for (double factor : new double[] {0x1p31, 0x1p62, 0x1p63, 0x1p64, 1e30, 1e300}) {
      assertThat(FixedPoint.of(factor)).isEqualTo(new FixedPoint(Integer.MAX_VALUE, 0));
      assertThat(FixedPoint.of(-factor)).isEqualTo(new FixedPoint(-Integer.MAX_VALUE, 0));
    }
  }
}
