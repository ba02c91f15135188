package io.deepcompress.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deepcompress.codec.network.Shape;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuantizedTensorTest {
  private static QuantizedTensor of(boolean signed, float scale, int zeroPoint, float... values) {
    return QuantizedTensor.quantize(
        Shape.of(values.length), values, new float[] {scale}, new int[] {zeroPoint}, signed);
  }

  private static int[] integers(QuantizedTensor tensor) {
    int[] integers = new int[tensor.shape().size()];
    for (int i = 0; i < integers.length; i++) {
      integers[i] = tensor.integer(i);
    }
    return integers;
  }

  /** The examples of ONNX's QuantizeLinear, and its rule of rounding half to even. */
  @Test
  void roundsHalfToEvenAndSaturates() {
    assertThat(integers(of(false, 2, 128, 0, 2, 3, 1000, -254, -1000)))
        .containsExactly(128, 129, 130, 255, 1, 0);
    assertThat(integers(of(true, 1, 0, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f)))
        .containsExactly(0, 2, 2, 0, -2, -2);
    assertThat(
            integers(
                of(
                    true,
                    1e-30f,
                    5,
                    Float.MAX_VALUE,
                    -Float.MAX_VALUE,
                    Float.POSITIVE_INFINITY,
                    Float.NEGATIVE_INFINITY,
                    Float.NaN,
                    Float.MIN_VALUE)))
        .containsExactly(127, -128, 127, -128, 5, 5);
  }

  @Test
  void equalsExactArithmeticOnRandomValues() {
    Random random = new Random(1);
    for (int i = 0; i < 3000; i++) {
      boolean signed = random.nextBoolean();
      float scale = (float) Math.exp(random.nextGaussian() * 3);
      int zeroPoint = random.nextInt(256) - (signed ? 128 : 0);
      float value = (float) (random.nextGaussian() * 100) * scale;
      float quotient = value / scale;
      int rounded =
          new BigDecimal(quotient).setScale(0, RoundingMode.HALF_EVEN).intValueExact() + zeroPoint;
      int least = signed ? -128 : 0;
      QuantizedTensor tensor = of(signed, scale, zeroPoint, value);
      assertThat(tensor.integer(0)).isEqualTo(Math.max(least, Math.min(least + 255, rounded)));
      assertThat(tensor.dequantize()[0]).isEqualTo((tensor.integer(0) - zeroPoint) * scale);
    }
  }

  /** Against exact arithmetic, and against bits put together one by one. */
  @Test
  void narrowIntegersArePackedAndSaturate() {
    Random random = new Random(2);
    for (int bits : new int[] {4, 2}) {
      for (int size = 1; size < 40; size++) {
        boolean signed = random.nextBoolean();
        int least = signed ? -1 << bits - 1 : 0;
        int zeroPoint = least + random.nextInt(1 << bits);
        float[] values = new float[size];
        StringBuilder digits = new StringBuilder();
        int[] expected = new int[size];
        for (int i = 0; i < size; i++) {
          values[i] = (random.nextInt(80) - 40) / 4f;
          int rounded =
              new BigDecimal(values[i] / 0.5f).setScale(0, RoundingMode.HALF_EVEN).intValueExact();
          expected[i] = Math.max(least, Math.min(least + (1 << bits) - 1, rounded + zeroPoint));
          for (int bit = 0; bit < bits; bit++) {
            digits.append(expected[i] >> bit & 1);
          }
        }
        QuantizedTensor tensor =
            QuantizedTensor.quantize(
                Shape.of(size), values, new float[] {0.5f}, new int[] {zeroPoint}, signed, bits);
        assertThat(integers(tensor)).as("%s bits, size %s", bits, size).isEqualTo(expected);
        byte[] packed = tensor.packed();
        assertThat(packed).hasSize((size * bits + 7) / 8);
        for (int i = 0; i < digits.length(); i++) {
          assertThat(packed[i / 8] >> i % 8 & 1).isEqualTo(digits.charAt(i) - '0');
        }
        QuantizedTensor again =
            new QuantizedTensor(
                Shape.of(size), new float[] {0.5f}, new int[] {zeroPoint}, signed, bits, packed);
        for (int i = 0; i < size; i++) {
          assertThat(again.dequantize()[i]).isEqualTo((expected[i] - zeroPoint) * 0.5f);
        }
      }
    }
  }

  @Test
  void channelsHaveTheirOwnScale() {
    QuantizedTensor tensor =
        QuantizedTensor.quantize(
            Shape.of(2, 2),
            new float[] {1, 2, 1, 2},
            new float[] {1, 0.5f},
            new int[] {0, 10},
            false);
    assertThat(integers(tensor)).containsExactly(1, 2, 12, 14);
    assertThat(tensor.dequantize()).containsExactly(1, 2, 1, 2);
    assertThat(tensor.isPerChannel()).isTrue();
    assertThat(tensor.scale(1)).isEqualTo(0.5f);
    assertThat(tensor.zeroPoint(1)).isEqualTo(10);
  }

  @Test
  void brokenRulesAreRefused() {
    assertThatThrownBy(() -> of(true, 0, 0, 1)).hasMessageContaining("scale");
    assertThatThrownBy(() -> of(true, 1, 128, 1)).hasMessageContaining("zero point");
    for (int[] faulty : new int[][] {{4, 8, 2}, {2, -3, 1}, {3, 0, 2}, {4, 0, 3}}) {
      assertThatThrownBy(
              () ->
                  new QuantizedTensor(
                      Shape.of(3),
                      new float[] {1},
                      new int[] {faulty[1]},
                      true,
                      faulty[0],
                      new byte[faulty[2]]))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(
            () ->
                QuantizedTensor.quantize(Shape.of(3), new float[3], new float[2], new int[2], true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                QuantizedTensor.quantize(Shape.of(3), new float[4], new float[1], new int[1], true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsNotThereIsRefused() {
    QuantizedTensor tensor =
        QuantizedTensor.quantize(
            Shape.of(3), new float[3], new float[] {1}, new int[] {0}, true, 4);

    for (int element : new int[] {-1, 3, 4}) {
      assertThatThrownBy(() -> tensor.integer(element))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    for (int bits : new int[] {-8, 0, 3, 16}) {
      assertThatThrownBy(
              () ->
                  QuantizedTensor.quantize(
                      Shape.of(3), new float[3], new float[] {1}, new int[] {0}, true, bits))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not " + bits);
    }
  }

  @Test
  void bestClassesComeFirst() {
    assertThat(Top.of(new float[] {0.1f, 0.5f, 0.5f, 0.2f}, 3))
        .isEqualTo(List.of(new Top(1, 0.5f), new Top(2, 0.5f), new Top(3, 0.2f)));
    assertThat(Top.of(new float[] {1}, 5)).hasSize(1);
    assertThatThrownBy(() -> Top.of(new float[1], -1)).isInstanceOf(IllegalArgumentException.class);
  }
}
