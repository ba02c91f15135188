package io.deepcompress.runtime.kernel;

import io.deepcompress.codec.network.Window;

/**
 * Sizes of a convolution, or of a fully connected layer as the 1x1 convolution of a 1x1 image.
 *
 * @param channels of the input
 * @param height of the input
 * @param width of the input
 * @param filters output channels
 * @param window kernel, stride, padding and dilation
 * @param groups that divide channels and filters; weights are {@code [filters, channels / groups,
 *     kernelHeight, kernelWidth]}
 */
public record LayerShape(
    int channels, int height, int width, int filters, Window window, int groups) {

  /** A fully connected layer, at each of {@code steps} time steps ({@code [channels, steps]}). */
  public static LayerShape dense(int channels, int steps, int units) {
    return new LayerShape(channels, 1, steps, units, Window.square(1), 1);
  }

  /** Rows of output. */
  public int outputHeight() {
    return window.outputHeight(height);
  }

  /** Columns of output. */
  public int outputWidth() {
    return window.outputWidth(width);
  }

  /** Elements of one output channel. */
  public int outputPlane() {
    return outputHeight() * outputWidth();
  }

  /** Weights of one filter. */
  public int weightsPerFilter() {
    return channels / groups * window.kernelHeight() * window.kernelWidth();
  }

  /** Weights of all filters. */
  public int weights() {
    return filters * weightsPerFilter();
  }

  /** Whether every output is a product of one row of weights and the whole input. */
  public boolean isVector() {
    return height == 1 && width == 1 && groups == 1 && isPointwise();
  }

  /** Whether it is a 1x1 convolution with neither stride nor padding. */
  public boolean isPointwise() {
    return window.spanHeight() * window.spanWidth() == 1
        && window.strideHeight() * window.strideWidth() == 1
        && window.top() + window.bottom() + window.left() + window.right() == 0;
  }
}
