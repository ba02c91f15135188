package io.deepcompress.runtime;

import io.deepcompress.codec.network.Shape;
import java.util.Objects;

/**
 * A tensor of integers of 8, 4 or 2 bits: {@code value = (integer - zeroPoint) * scale}, with one
 * scale and zero point for all, or one for each index of the first axis. Rounding and saturation
 * are those of ONNX's QuantizeLinear: {@code saturate(round(x / scale) + zeroPoint)}, half to even.
 * What is not a number becomes the zero point, of which ONNX says nothing (ONNX Runtime gives the
 * least integer). Integers of 4 and 2 bits are held two and four a byte, the first in the lowest
 * bits, as in ONNX.
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
  private final int bits;
  private final byte[] integers;

  /**
   * A tensor of 8-bit integers; copies the arrays.
   *
   * @param scales one, or one for each index of the first axis; positive and finite
   * @param zeroPoints as many, within -128..127 or 0..255
   * @param signed int8 where true, uint8 where false
   * @param integers in C order; an uint8 as the byte of the same bits
   * @throws IllegalArgumentException if a count or a range is broken
   */
  public QuantizedTensor(
      Shape shape, float[] scales, int[] zeroPoints, boolean signed, byte[] integers) {
    this(shape, scales, zeroPoints, signed, 8, integers);
  }

  /**
   * A tensor of integers of any width; copies the arrays.
   *
   * @param scales one, or one for each index of the first axis; positive and finite
   * @param zeroPoints as many, each an integer of that width
   * @param signed two's complement where true, from 0 on where false
   * @param bits 8, 4 or 2
   * @param packed integers in C order, {@code 8 / bits} a byte, the first in the lowest bits
   * @throws IllegalArgumentException if a count or a range is broken
   */
  public QuantizedTensor(
      Shape shape, float[] scales, int[] zeroPoints, boolean signed, int bits, byte[] packed) {
    if (packed.length != packedLength(shape, bits)) {
      throw new IllegalArgumentException(
          packed.length + " bytes for shape " + shape + " of " + bits + " bits");
    }
    if (scales.length != 1 && scales.length != shape.channels()
        || zeroPoints.length != scales.length) {
      throw new IllegalArgumentException(
          scales.length + " scales and " + zeroPoints.length + " zero points for shape " + shape);
    }
    for (int i = 0; i < scales.length; i++) {
      if (!Float.isFinite(scales[i]) || scales[i] <= 0) {
        throw new IllegalArgumentException("scale " + scales[i] + " is not positive and finite");
      }
      if (zeroPoints[i] != saturated(zeroPoints[i], signed, bits)) {
        throw new IllegalArgumentException("zero point " + zeroPoints[i] + " is out of range");
      }
    }
    this.shape = shape;
    this.scales = scales.clone();
    this.zeroPoints = zeroPoints.clone();
    this.signed = signed;
    this.bits = bits;
    this.integers = packed.clone();
  }

  private static int packedLength(Shape shape, int bits) {
    if (bits != 8 && bits != 4 && bits != 2) {
      throw new IllegalArgumentException("integers have 8, 4 or 2 bits, not " + bits);
    }
    return (int) (((long) shape.size() * bits + 7) / 8);
  }

  private static int saturated(int integer, boolean signed, int bits) {
    int least = signed ? -1 << bits - 1 : 0;
    return Math.max(least, Math.min(least + (1 << bits) - 1, integer));
  }

  /**
   * Quantises to 8 bits.
   *
   * @param values in C order; NaN becomes the zero point
   * @param scales one, or one for each index of the first axis; positive and finite
   * @param zeroPoints as many, within -128..127 or 0..255
   * @param signed int8 where true, uint8 where false
   * @throws IllegalArgumentException if a count or a range is broken
   */
  public static QuantizedTensor quantize(
      Shape shape, float[] values, float[] scales, int[] zeroPoints, boolean signed) {
    return quantize(shape, values, scales, zeroPoints, signed, 8);
  }

  /**
   * Quantises to any width.
   *
   * @param values in C order; NaN becomes the zero point
   * @param scales one, or one for each index of the first axis; positive and finite
   * @param zeroPoints as many, each an integer of that width
   * @param signed two's complement where true, from 0 on where false
   * @param bits 8, 4 or 2
   * @throws IllegalArgumentException if a count or a range is broken
   */
  public static QuantizedTensor quantize(
      Shape shape, float[] values, float[] scales, int[] zeroPoints, boolean signed, int bits) {
    if (values.length != shape.size()) {
      throw new IllegalArgumentException(values.length + " values for shape " + shape);
    }
    byte[] none = new byte[packedLength(shape, bits)];
    QuantizedTensor tensor = new QuantizedTensor(shape, scales, zeroPoints, signed, bits, none);
    for (int i = 0; i < values.length; i++) {
      int channel = tensor.parameter(i);
      // Clamped before the zero point is added, so that an infinite quotient saturates too.
      double rounded = Math.rint(values[i] / scales[channel]);
      int bounded = (int) Math.max(-1024, Math.min(1024, rounded));
      int integer = saturated(bounded + zeroPoints[channel], signed, bits) & (1 << bits) - 1;
      long at = (long) i * bits;
      tensor.integers[(int) (at / 8)] |= (byte) (integer << (int) (at % 8));
    }
    return tensor;
  }

  private int parameter(int element) {
    return scales.length == 1 ? 0 : element / shape.planeSize();
  }

  /** The values as float32, {@code (integer - zeroPoint) * scale}; a new array. */
  public float[] dequantize() {
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (integer(i) - zeroPoints[parameter(i)]) * scales[parameter(i)];
    }
    return values;
  }

  /**
   * One integer: for 8 bits -128..127 or 0..255, for 4 -8..7 or 0..15, for 2 -2..1 or 0..3.
   *
   * @param element in C order
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public int integer(int element) {
    Objects.checkIndex(element, shape.size());
    // Long, since an index times 8 may leave 32 bits.
    int at = (int) ((long) element * bits / 8);
    int above = 32 - bits - (int) ((long) element * bits % 8);
    int top = integers[at] << above;
    return signed ? top >> 32 - bits : top >>> 32 - bits;
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

  /** Whether the integers are signed, else from 0 on. */
  public boolean isSigned() {
    return signed;
  }

  /** Bits of an integer: 8, 4 or 2. */
  public int bits() {
    return bits;
  }

  /** The integers in C order as they are held, {@code 8 / bits} a byte, a copy. */
  public byte[] packed() {
    return integers.clone();
  }
}
