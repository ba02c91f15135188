package io.deepcompress.datasets;

import java.util.List;

/**
 * What is usually made of a data set's raw pixels before a network sees them: {@code (pixel -
 * mean[c]) * scale}, with the pixel in 0 to 255. A {@link Split} never applies it.
 *
 * @param order order of the channels in the network's input
 * @param scale factor after the mean is taken off, for example 1/255
 * @param mean one value in 0 to 255 per channel, in the network's channel order; empty for none
 */
public record StandardPreprocessing(ChannelOrder order, double scale, List<Double> mean) {
  /** The order in which a network expects the channels of a picture. */
  public enum ChannelOrder {
    /** One channel. */
    GRAY,
    /** Red, green, blue: the order in which {@link Split} gives colour. */
    RGB
  }

  /** Copies the list and refuses a mean for the wrong number of channels. */
  public StandardPreprocessing {
    mean = List.copyOf(mean);
    int channels = order == ChannelOrder.GRAY ? 1 : 3;
    if (!mean.isEmpty() && mean.size() != channels) {
      throw new IllegalArgumentException(
          "mean has " + mean.size() + " values for " + channels + " channels");
    }
  }

  /** Scaling to 0 to 1 with the channels that the shape has. */
  public static StandardPreprocessing unit(ImageShape shape) {
    return new StandardPreprocessing(
        shape.channels() == 1 ? ChannelOrder.GRAY : ChannelOrder.RGB, 1 / 255.0, List.of());
  }
}
