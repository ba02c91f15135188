package io.deepcompress.datasets;

/**
 * The shape [C,H,W] of every sample of a data set.
 *
 * @param channels 1 for gray or 3 for colour in the order red, green, blue
 * @param height rows
 * @param width columns
 */
public record ImageShape(int channels, int height, int width) {
  /** Refuses anything but 1 or 3 channels of at least one pixel and at most 2^26 values. */
  public ImageShape {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("channels must be 1 or 3, not " + channels);
    }
    if (height < 1 || width < 1 || (long) channels * height * width > 1 << 26) {
      throw new IllegalArgumentException(
          "impossible picture size " + channels + "x" + height + "x" + width);
    }
  }

  /** Values of one sample: channels x height x width. */
  public int length() {
    return channels * height * width;
  }

  /** The shape as {@code 3x224x224}. */
  @Override
  public String toString() {
    return channels + "x" + height + "x" + width;
  }
}
