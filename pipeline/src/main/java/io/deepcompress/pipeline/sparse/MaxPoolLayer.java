package io.deepcompress.pipeline.sparse;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** The largest value of each window; windows lie side by side, incomplete ones are left out. */
final class MaxPoolLayer implements SparseLayer {
  private final Runs runs;
  private final IntPredicate silent;
  private final int channels;
  private final int height;
  private final int width;
  private final int windowHeight;
  private final int windowWidth;

  /**
   * Pooling of images.
   *
   * @param silent says which channels are always zero and want no gradient
   */
  MaxPoolLayer(
      Runs runs,
      IntPredicate silent,
      int channels,
      int height,
      int width,
      int windowHeight,
      int windowWidth) {
    this.runs = runs;
    this.silent = silent;
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.windowHeight = windowHeight;
    this.windowWidth = windowWidth;
  }

  @Override
  public int units() {
    return channels * (height / windowHeight) * (width / windowWidth);
  }

  @Override
  public void forward(float[] input, float[] output, int batch) {
    int perChannel = units() / channels * batch;
    for (int c = 0; c < channels; c++) {
      int out = c * perChannel;
      if (silent.test(c)) {
        Arrays.fill(output, out, out + perChannel, 0f);
        continue;
      }
      for (int y = 0; y + windowHeight <= height; y += windowHeight) {
        for (int x = 0; x + windowWidth <= width; x += windowWidth, out += batch) {
          int first = ((c * height + y) * width + x) * batch;
          System.arraycopy(input, first, output, out, batch);
          for (int i = 1; i < windowHeight * windowWidth; i++) {
            int at = first + (i / windowWidth * width + i % windowWidth) * batch;
            runs.larger(output, out, input, at, batch);
          }
        }
      }
    }
  }

  /** The first of equal values gets the gradient. */
  @Override
  public void backward(
      float[] input, float[] output, float[] gradient, float[] inputGradient, int batch) {
    if (height % windowHeight != 0 || width % windowWidth != 0) {
      Arrays.fill(inputGradient, 0, channels * height * width * batch, 0f);
    }
    float[] left = new float[batch];
    int perChannel = units() / channels * batch;
    for (int c = 0; c < channels; c++) {
      if (silent.test(c)) {
        continue;
      }
      int out = c * perChannel;
      for (int y = 0; y + windowHeight <= height; y += windowHeight) {
        for (int x = 0; x + windowWidth <= width; x += windowWidth, out += batch) {
          System.arraycopy(gradient, out, left, 0, batch);
          for (int i = 0; i < windowHeight * windowWidth; i++) {
            int row = y + i / windowWidth;
            int at = ((c * height + row) * width + x + i % windowWidth) * batch;
            runs.route(input, at, output, out, left, inputGradient, batch);
          }
        }
      }
    }
  }
}
