package io.deepcompress.experiments.dense;

import io.deepcompress.codec.network.Operation;
import java.util.Arrays;

/**
 * Local response normalization without a power of every element. The operators of ONNX Runtime and
 * TensorFlow Lite that do it as one take longer than all of AlexNet's INT8 convolutions; with an
 * exponent of 3/4 it is also {@code y = x / (sqrt(s) * sqrt(sqrt(s)))}, where {@code s = k + alpha
 * * sum of x^2} is a convolution of the squares with filters of one pixel.
 *
 * @param weights of the convolution, {@code [channels, channels]}: alpha for the channels around,
 *     else 0
 * @param bias of the convolution: k for every channel
 */
public record ChannelSums(float[] weights, float[] bias) {
  private static final float THREE_QUARTERS = 0.75f;

  /** Whether a normalization can be had this way. */
  public static boolean suit(Operation.LocalResponseNormalization lrn) {
    return lrn.beta() == THREE_QUARTERS;
  }

  /** The convolution of a normalization of so many channels. */
  public static ChannelSums of(Operation.LocalResponseNormalization lrn, int channels) {
    int reach = lrn.size() / 2;
    float[] weights = new float[channels * channels];
    for (int i = 0; i < channels; i++) {
      int first = Math.max(0, i - reach);
      int last = Math.min(channels - 1, i + reach);
      Arrays.fill(weights, i * channels + first, i * channels + last + 1, lrn.alpha());
    }
    float[] bias = new float[channels];
    Arrays.fill(bias, lrn.k());
    return new ChannelSums(weights, bias);
  }
}
