package io.deepcompress.runtime.plan;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.RawTensor;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.runtime.kernel.IntegerLayer;
import io.deepcompress.runtime.kernel.IntegerWeights;
import io.deepcompress.runtime.kernel.Kernels;
import io.deepcompress.runtime.kernel.LayerShape;
import java.util.Arrays;

/**
 * A layer on int8 weights: {@code weight = int8 * scales[filter]}.
 *
 * @param layer that sums integers, or null where a sum could leave 32 bits or no kernel takes it
 * @param scales of each filter
 */
record PreparedLayer(IntegerLayer layer, float[] scales) {

  /**
   * Quantises a tensor's weights and prepares the kernel. A codebook on an int8 grid is taken as it
   * is; other centroids are rounded to a symmetric grid of 255 values; weights that are not shared
   * get a grid for each filter.
   *
   * @param turned whether kernels are turned by half a turn, as a transposed convolution needs
   * @param codes buffer of at least the tensor's size
   */
  static PreparedLayer of(LayerShape shape, StoredTensor tensor, boolean turned, byte[] codes)
      throws ModelFormatException {
    IntegerWeights weights;
    float[] scales = new float[shape.filters()];
    if (tensor instanceof SharedTensor shared) {
      shared.decodeCodes(codes);
      weights = new IntegerWeights(shape, codes, new byte[256]);
      Arrays.fill(scales, quantize(shared.codebook(), weights.values()));
      float[] channelScales = shared.channelScales();
      for (int i = 0; i < channelScales.length; i++) {
        scales[i] *= channelScales[i];
      }
    } else {
      weights = IntegerWeights.of(shape, codes);
      quantize((RawTensor) tensor, codes, scales);
    }
    if (turned) {
      turn(
          codes,
          tensor.shape().size(),
          shape.window().kernelHeight() * shape.window().kernelWidth());
    }
    return new PreparedLayer(weights.fitsInt() ? Kernels.active().prepare(weights) : null, scales);
  }

  /** Turns each kernel of so many taps around. */
  private static void turn(byte[] codes, int count, int taps) {
    for (int kernel = 0; kernel < count; kernel += taps) {
      for (int i = kernel, j = kernel + taps - 1; i < j; i++, j--) {
        byte first = codes[i];
        codes[i] = codes[j];
        codes[j] = first;
      }
    }
  }

  private static float quantize(Codebook codebook, byte[] values) {
    ValueFormat grid = codebook.format();
    if (grid.kind() != ValueFormat.Kind.INT8) {
      float largest = 0f;
      for (float value : codebook.values()) {
        largest = Math.max(largest, Math.abs(value));
      }
      grid = ValueFormat.int8(gridStep(largest));
    }
    for (int code = 1; code <= codebook.size(); code++) {
      values[code] = (byte) grid.toInt8(codebook.value(code));
    }
    return grid.scale() * divide(values);
  }

  /**
   * Divides by the greatest common divisor, which it returns: small weights fit into fewer sums.
   */
  private static int divide(byte[] values) {
    int divisor = 0;
    for (byte value : values) {
      for (int rest = value; rest != 0; ) {
        int next = divisor % rest;
        divisor = Math.abs(rest);
        rest = next;
      }
    }
    if (divisor > 1) {
      for (int code = 0; code < values.length; code++) {
        values[code] = (byte) (values[code] / divisor);
      }
    }
    return Math.max(1, divisor);
  }

  private static void quantize(RawTensor weights, byte[] codes, float[] scales) {
    int perFilter = weights.shape().size() / scales.length;
    for (int filter = 0; filter < scales.length; filter++) {
      float largest = 0f;
      for (int i = filter * perFilter; i < (filter + 1) * perFilter; i++) {
        largest = Math.max(largest, Math.abs(weights.value(i)));
      }
      ValueFormat grid = ValueFormat.int8(gridStep(largest));
      scales[filter] = grid.scale();
      for (int i = filter * perFilter; i < (filter + 1) * perFilter; i++) {
        codes[i] = (byte) grid.toInt8(weights.value(i));
      }
    }
  }

  /** Any positive step does where all weights are 0 or too small for a step of their own. */
  private static float gridStep(float largest) {
    return Math.max(largest / 127f, Float.MIN_NORMAL);
  }
}
