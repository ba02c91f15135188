package io.deepcompress.runtime;

import io.deepcompress.codec.network.Shape;

/**
 * A tensor of 8-bit integers: {@code value = (integer - zeroPoint) * scale}, with one scale and
 * zero point for all, or one for each index of the first axis. Rounding and saturation are those of
 * ONNX's QuantizeLinear: {@code saturate(round(x / scale) + zeroPoint)}, half to even.
 *
 * <pre>{@code
 * QuantizedTensor tensor =
 *     QuantizedTensor.quantize(Shape.of(3), values, new float[] {0.1f}, new int[] {0}, true);
 * float[] again = tensor.dequantize();
 * }</pre>
 */
public final class QuantizedTensor {
  private final Shape shape;
  private final float[] scales;
  private final int[] zeroPoints;
  private final boolean signed;
  private final byte[] integers;

  /**
   * Copies the arrays.
   *
   * @param scales one, or one for each index of the first axis; positive and finite
   * @param zeroPoints as many, within -128..127 or 0..255
   * @param signed int8 where true, uint8 where false
   * @param integers in C order; an uint8 as the byte of the same bits
   * @throws IllegalArgumentException if a count or a range is broken
   */
  public QuantizedTensor(
      Shape shape, float[] scales, int[] zeroPoints, boolean signed, byte[] integers) {
    if (integers.length != shape.size()) {
      throw new IllegalArgumentException(integers.length + " integers for shape " + shape);
    }
    if (scales.length != 1 && scales.length != shape.channels()
        || zeroPoints.length != scales.length) {
      throw new IllegalArgumentException(
          scales.length + " scales and " + zeroPoints.length + " zero points for shape " + shape);
    }
    int least = signed ? -128 : 0;
    for (int i = 0; i < scales.length; i++) {
      if (!Float.isFinite(scales[i]) || scales[i] <= 0) {
        throw new IllegalArgumentException("scale " + scales[i] + " is not positive and finite");
      }
      if (zeroPoints[i] < least || zeroPoints[i] > least + 255) {
        throw new IllegalArgumentException("zero point " + zeroPoints[i] + " is out of range");
      }
    }
    this.shape = shape;
    this.scales = scales.clone();
    this.zeroPoints = zeroPoints.clone();
    this.signed = signed;
    this.integers = integers.clone();
  }

  /**
   * Quantises.
   *
   * @param values in C order; NaN becomes the zero point
   * @param scales one, or one for each index of the first axis; positive and finite
   * @param zeroPoints as many, within -128..127 or 0..255
   * @param signed int8 where true, uint8 where false
   * @throws IllegalArgumentException if a count or a range is broken
   */
  public static QuantizedTensor quantize(
      Shape shape, float[] values, float[] scales, int[] zeroPoints, boolean signed) {
    if (values.length != shape.size()) {
      throw new IllegalArgumentException(values.length + " values for shape " + shape);
    }
    QuantizedTensor tensor =
        new QuantizedTensor(shape, scales, zeroPoints, signed, new byte[values.length]);
    int least = signed ? -128 : 0;
    for (int i = 0; i < values.length; i++) {
      int channel = tensor.parameter(i);
      // Clamped before the zero point is added, so that an infinite quotient saturates too.
      double rounded = Math.rint(values[i] / scales[channel]);
      int bounded = (int) Math.max(-1024, Math.min(1024, rounded));
      tensor.integers[i] =
          (byte) Math.max(least, Math.min(least + 255, bounded + zeroPoints[channel]));
    }
    return tensor;
  }

  private int parameter(int element) {
    return scales.length == 1 ? 0 : element / shape.planeSize();
  }

  /** The values as float32, {@code (integer - zeroPoint) * scale}; a new array. */
  public float[] dequantize() {
    float[] values = new float[integers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (integer(i) - zeroPoints[parameter(i)]) * scales[parameter(i)];
    }
    return values;
  }

  /** One integer, -128..127 or 0..255. */
  public int integer(int element) {
    return signed ? integers[element] : integers[element] & 0xff;
  }

  /** Shape of the tensor. */
  public Shape shape() {
    return shape;
  }

  /** Whether there is a scale for each index of the first axis. */
  public boolean isPerChannel() {
    return scales.length > 1;
  }

  /** Scale of one index of the first axis. */
  public float scale(int channel) {
    return scales[scales.length == 1 ? 0 : channel];
  }

  /** Zero point of one index of the first axis. */
  public int zeroPoint(int channel) {
    return zeroPoints[zeroPoints.length == 1 ? 0 : channel];
  }

  /** Whether the integers are int8, else uint8. */
  public boolean isSigned() {
    return signed;
  }

  /** The integers in C order, a copy; an uint8 is the byte of the same bits. */
  public byte[] integers() {
    return integers.clone();
  }
}
