package io.deepcompress.experiments.dense;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.network.Shape;

/**
 * Weights as int8 integers times a scale.
 *
 * @param values in C order
 * @param scales one for all, or one an output channel
 */
public record IntegerTensor(Shape shape, byte[] values, float[] scales) {

  /**
   * The integers of weights on an int8 grid; other weights are rounded to the nearest of 255 steps
   * across their range.
   */
  public static IntegerTensor of(StoredTensor tensor) throws ModelFormatException {
    if (tensor instanceof SharedTensor shared
        && shared.codebook().format().kind() == ValueFormat.Kind.INT8) {
      return ofGrid(shared);
    }
    float[] values = tensor.toFloats();
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    ValueFormat grid = ValueFormat.int8(largest == 0 ? 1 : largest / 127);
    byte[] integers = new byte[values.length];
    for (int i = 0; i < integers.length; i++) {
      integers[i] = (byte) grid.toInt8(values[i]);
    }
    return new IntegerTensor(tensor.shape(), integers, new float[] {grid.scale()});
  }

  private static IntegerTensor ofGrid(SharedTensor tensor) throws ModelFormatException {
    Codebook codebook = tensor.codebook();
    ValueFormat grid = codebook.format();
    byte[] ofCode = new byte[codebook.size() + 1];
    for (int code = 0; code < ofCode.length; code++) {
      ofCode[code] = (byte) grid.toInt8(codebook.value(code));
    }
    byte[] values = tensor.codes();
    for (int i = 0; i < values.length; i++) {
      values[i] = ofCode[values[i] & 0xff];
    }
    float[] scales = tensor.channelScales();
    if (scales.length == 0) {
      return new IntegerTensor(tensor.shape(), values, new float[] {grid.scale()});
    }
    for (int i = 0; i < scales.length; i++) {
      scales[i] *= grid.scale();
    }
    return new IntegerTensor(tensor.shape(), values, scales);
  }

  /** Whether every output channel has its own scale. */
  public boolean perChannel() {
    return scales.length > 1;
  }

  /** Scales of the products with integers of another scale, as many as these weights have. */
  public float[] productScales(float inputScale) {
    float[] products = scales.clone();
    for (int i = 0; i < products.length; i++) {
      products[i] *= inputScale;
    }
    return products;
  }

  /** A bias, one number an output channel, as int32 integers of the products' scale. */
  public int[] bias(float[] bias, float inputScale) {
    float[] products = productScales(inputScale);
    int[] integers = new int[bias.length];
    for (int i = 0; i < integers.length; i++) {
      double exact = bias[i] / (double) products[perChannel() ? i : 0];
      integers[i] =
          (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, Math.rint(exact)));
    }
    return integers;
  }
}
