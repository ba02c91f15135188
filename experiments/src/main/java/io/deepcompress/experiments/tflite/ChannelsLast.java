package io.deepcompress.experiments.tflite;

import io.deepcompress.codec.network.Shape;

/**
 * Elements of images {@code [channels, height, width]}, one image after the other, in TensorFlow
 * Lite's order {@code [height, width, channels]}; vectors are images of one pixel.
 */
public final class ChannelsLast {
  private ChannelsLast() {}

  /** The elements in that order. */
  public static float[] of(float[] values, Shape image) {
    float[] moved = new float[values.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = values[source(i, image)];
    }
    return moved;
  }

  /** The elements in that order. */
  public static byte[] of(byte[] values, Shape image) {
    byte[] moved = new byte[values.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = values[source(i, image)];
    }
    return moved;
  }

  private static int source(int index, Shape image) {
    int channels = image.channels();
    int inImage = index % image.size();
    return index - inImage + inImage % channels * image.planeSize() + inImage / channels;
  }
}
