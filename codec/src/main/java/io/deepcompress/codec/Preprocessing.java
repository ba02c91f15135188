package io.deepcompress.codec;

import java.util.Arrays;

/**
 * From raw pixels (0..255, RGB or gray, {@code [channels, height, width]}) to a network's input:
 * the channels are put in order, then {@code y = (x - mean) * scale}.
 */
public final class Preprocessing {

  /** Order of the network's channels; the order is part of the file format. */
  public enum ChannelOrder {
    /** Whatever comes: the input is not a picture, or its order is not known. */
    ANY,
    /** Red, green, blue. */
    RGB,
    /** Blue, green, red. */
    BGR,
    /** One channel of luma. */
    GRAY
  }

  /** Nothing to do. */
  public static final Preprocessing NONE =
      new Preprocessing(ChannelOrder.ANY, new float[0], new float[0]);

  private final ChannelOrder order;
  private final float[] mean;
  private final float[] scale;

  /**
   * Copies the arrays.
   *
   * @param mean subtracted; empty for 0, one for all, one a channel, or one an element; in the
   *     network's channel order
   * @param scale multiplied; likewise, empty for 1
   */
  public Preprocessing(ChannelOrder order, float[] mean, float[] scale) {
    for (float[] values : new float[][] {mean, scale}) {
      for (float value : values) {
        if (!Float.isFinite(value)) {
          throw new IllegalArgumentException("preprocessing by " + value);
        }
      }
    }
    this.order = order;
    this.mean = mean.clone();
    this.scale = scale.clone();
  }

  /** Order of the network's channels. */
  public ChannelOrder order() {
    return order;
  }

  /** What is subtracted, a copy. */
  public float[] mean() {
    return mean.clone();
  }

  /** What is multiplied, a copy. */
  public float[] scale() {
    return scale.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Preprocessing preprocessing
        && order == preprocessing.order
        && Arrays.equals(mean, preprocessing.mean)
        && Arrays.equals(scale, preprocessing.scale);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(mean) * 31 + Arrays.hashCode(scale);
  }
}
