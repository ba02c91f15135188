package io.deepcompress.runtime;

import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.Preprocessing.ChannelOrder;
import io.deepcompress.codec.network.Shape;

/**
 * Applies a model's {@link Preprocessing} to raw values: pixels 0..255 of an RGB or gray picture in
 * {@code [channels, height, width]}, or anything else where the order is {@link ChannelOrder#ANY}.
 */
public final class Preprocessor {
  private final ChannelOrder order;
  private final Shape shape;
  private final float[] mean;
  private final float[] scale;

  /**
   * Prepares for an input.
   *
   * @throws IllegalArgumentException if means or scales are neither empty, one, one a channel nor
   *     one an element, or the order does not go with the number of channels
   */
  public Preprocessor(Preprocessing preprocessing, Shape shape) {
    this.order = preprocessing.order();
    this.shape = shape;
    this.mean = perElement("means", preprocessing.mean(), shape, 0f);
    this.scale = perElement("scales", preprocessing.scale(), shape, 1f);
    int channels = order == ChannelOrder.GRAY ? 1 : 3;
    if (order != ChannelOrder.ANY && shape.channels() != channels) {
      throw new IllegalArgumentException(order + " pixels for an input of " + shape);
    }
  }

  private static float[] perElement(String what, float[] values, Shape shape, float none) {
    int each;
    if (values.length == 0) {
      return new float[] {none};
    } else if (values.length == 1 || values.length == shape.size()) {
      return values;
    } else if (values.length == shape.channels()) {
      each = shape.planeSize();
    } else {
      throw new IllegalArgumentException(values.length + " " + what + " for an input of " + shape);
    }
    float[] wide = new float[shape.size()];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i / each];
    }
    return wide;
  }

  /**
   * Converts one input.
   *
   * @param raw {@code [channels, height, width]}; RGB where the network takes RGB or BGR; for a
   *     GRAY network gray, or RGB that is turned into luma (ITU-R BT.601)
   * @param output of the input's size; may not be {@code raw}
   * @throws IllegalArgumentException if a length does not fit
   */
  public void apply(float[] raw, float[] output) {
    int plane = shape.planeSize();
    boolean toGray = order == ChannelOrder.GRAY && raw.length == 3 * plane;
    if (output.length != shape.size() || raw.length != shape.size() && !toGray) {
      throw new IllegalArgumentException(
          raw.length + " raw values to " + output.length + " for an input of " + shape);
    }
    for (int i = 0; i < output.length; i++) {
      float value;
      if (toGray) {
        value = 0.299f * raw[i] + 0.587f * raw[plane + i] + 0.114f * raw[2 * plane + i];
      } else if (order == ChannelOrder.BGR) {
        value = raw[(2 - i / plane) * plane + i % plane];
      } else {
        value = raw[i];
      }
      output[i] = (value - mean[mean.length == 1 ? 0 : i]) * scale[scale.length == 1 ? 0 : i];
    }
  }
}
