package io.deepcompress.experiments.dense;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.network.Shape;
import java.util.Arrays;

/**
 * Weights as int8 integers times a scale.
 *
 * @param values in C order
 * @param scales one for all, or one an output channel
 */
public record IntegerTensor(Shape shape, byte[] values, float[] scales) {
  /** The widest step of a tensor in units of the narrowest. */
  private static final float NARROWEST = 4096;

  /**
   * The integers that the runtime takes: those of weights on an int8 grid; where they are shared
   * otherwise, the nearest of 255 steps across their codebook; where they are not shared, the
   * nearest of 255 steps across each output channel. Only of channels whose weights are less than a
   * 4096th of the largest are steps wider than the runtime's.
   *
   * @throws ModelFormatException if the tensor's bytes turn out invalid
   */
  public static IntegerTensor of(StoredTensor tensor) throws ModelFormatException {
    return tensor instanceof SharedTensor shared ? ofCodebook(shared) : ofChannels(tensor);
  }

  private static IntegerTensor ofChannels(StoredTensor tensor) throws ModelFormatException {
    float[] values = tensor.toFloats();
    byte[] integers = new byte[values.length];
    float[] scales = new float[tensor.shape().channels()];
    int perChannel = values.length / scales.length;
    float widest = step(values);
    for (int channel = 0; channel < scales.length; channel++) {
      int from = channel * perChannel;
      int to = from + perChannel;
      // In narrower steps, a bias would not fit 32 bits.
      float own = step(Arrays.copyOfRange(values, from, to));
      float step = Math.max(widest / NARROWEST, Math.min(widest, own));
      ValueFormat grid = ValueFormat.int8(step);
      scales[channel] = step;
      for (int i = from; i < to; i++) {
        integers[i] = (byte) grid.toInt8(values[i]);
      }
    }
    return new IntegerTensor(tensor.shape(), integers, scales);
  }

  /** The largest magnitude is 127 steps; any step does where all values are 0. */
  private static float step(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest == 0 ? 1 : Math.max(largest / 127, Float.MIN_NORMAL);
  }

  private static IntegerTensor ofCodebook(SharedTensor tensor) throws ModelFormatException {
    Codebook codebook = tensor.codebook();
    ValueFormat grid =
        codebook.format().kind() == ValueFormat.Kind.INT8
            ? codebook.format()
            : ValueFormat.int8(step(codebook.values()));
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
