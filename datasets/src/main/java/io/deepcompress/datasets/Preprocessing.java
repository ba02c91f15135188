package io.deepcompress.datasets;

import java.util.List;

/**
 * What is made of raw pixels before a network sees them: {@code (pixel - mean[c]) * scale}, with the
 * pixel in 0 to 255. A {@link Split} never applies it; a data set only names its usual one.
 *
 * @param channels order of the channels in the network's input
 * @param scale factor after the mean is taken off, for example 1/255
 * @param mean one value in 0 to 255 per channel, in the network's channel order; empty for none
 */
public record Preprocessing(ChannelOrder channels, double scale, List<Double> mean) {
  /** Gray pixels scaled to 0 to 1. */
  public static final Preprocessing UNIT_GRAY =
      new Preprocessing(ChannelOrder.GRAY, 1 / 255.0, List.of());

  /** Red, green and blue scaled to 0 to 1. */
  public static final Preprocessing UNIT_RGB =
      new Preprocessing(ChannelOrder.RGB, 1 / 255.0, List.of());

  /** Copies the list and refuses a mean for the wrong number of channels. */
  public Preprocessing {
    mean = List.copyOf(mean);
    int expected = channels == ChannelOrder.GRAY ? 1 : 3;
    if (!mean.isEmpty() && mean.size() != expected) {
      throw new IllegalArgumentException(
          "mean has " + mean.size() + " values for " + expected + " channels");
    }
  }

  /** Scaling to 0 to 1 with the channels that the shape has. */
  public static Preprocessing unit(ImageShape shape) {
    return shape.channels() == 1 ? UNIT_GRAY : UNIT_RGB;
  }
}
