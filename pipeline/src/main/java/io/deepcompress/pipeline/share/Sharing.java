package io.deepcompress.pipeline.share;

import io.deepcompress.codec.ValueFormat;
import io.deepcompress.pipeline.WorkingTensor;
import java.util.Arrays;

/** Replaces the weights of one tensor by codes into a codebook. */
final class Sharing {
  /** A grid of int8 multiples has this many steps on either side of zero. */
  static final int INT8_LEVELS = 127;

  private Sharing() {}

  /**
   * Shares by centroids; pruned weights stay pruned and no other weight becomes zero.
   *
   * @param k most centroids, 1 to 255
   */
  static void cluster(
      WorkingTensor tensor,
      int k,
      Initialization initialization,
      ValueFormat.Kind kind,
      boolean perChannel,
      long seed) {
    float[] scales = perChannel ? channelMaxima(tensor) : new float[0];
    float[] values = normalized(tensor, scales);
    WeightedValues points = WeightedValues.of(values);
    double[] centroids =
        points.size() == 0 ? new double[0] : Centroids.find(points, k, initialization, seed);
    ValueFormat format = Codebooks.spanning(centroids, kind);
    boolean[] all = new boolean[centroids.length];
    Arrays.fill(all, true);
    float[] rounded = Codebooks.number(centroids, all, format).codebook().values();
    assign(tensor, values, scales, widen(rounded), format);
  }

  /** Shares by an int8 grid with the best step for a number of levels on either side of zero. */
  static void grid(WorkingTensor tensor, int levels, boolean perChannel) {
    float[] scales = perChannel ? channelMaxima(tensor) : new float[0];
    float[] values = normalized(tensor, scales);
    WeightedValues points = WeightedValues.of(values);
    double step = points.size() == 0 ? 1 : UniformGrid.bestStep(points, levels);
    toGrid(tensor, values, scales, step, levels);
  }

  /**
   * Shares by the coarsest int8 grid that keeps the squared error within {@code tolerance^2} of the
   * sum of squared weights.
   *
   * @param perChannel whether that holds for output channels of the same root mean square, to which
   *     each is brought by a factor of its own
   */
  static void gridWithin(WorkingTensor tensor, double tolerance, boolean perChannel) {
    float[] scales = perChannel ? channelRootMeanSquares(tensor) : new float[0];
    float[] values = normalized(tensor, scales);
    WeightedValues points = WeightedValues.of(values);
    double step =
        points.size() == 0
            ? 1
            : UniformGrid.stepWithin(
                points, tolerance * tolerance * energy(values, 0, values.length), INT8_LEVELS);
    toGrid(tensor, values, scales, step, INT8_LEVELS);
  }

  private static double energy(float[] values, int from, int to) {
    double energy = 0;
    for (int i = from; i < to; i++) {
      energy += (double) values[i] * values[i];
    }
    return energy;
  }

  static void toGrid(
      WorkingTensor tensor, float[] values, float[] scales, double step, int levels) {
    ValueFormat format = ValueFormat.int8(Math.max(Float.MIN_NORMAL, (float) step));
    boolean[] used = new boolean[2 * levels + 1];
    byte[] codes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      int q = Math.max(-levels, Math.min(levels, format.toInt8(values[i])));
      used[q + levels] = true;
      codes[i] = (byte) (q + levels);
    }
    double[] centroids = new double[used.length];
    for (int i = 0; i < centroids.length; i++) {
      centroids[i] = (i - levels) * format.scale();
    }
    Codebooks.Numbered numbered = Codebooks.number(centroids, used, format);
    for (int i = 0; i < codes.length; i++) {
      codes[i] = numbered.codeOf()[codes[i] & 0xff];
    }
    tensor.share(numbered.codebook(), scales, codes);
  }

  /** Gives each non-zero value the nearest centroid; those that get no value are dropped. */
  private static void assign(
      WorkingTensor tensor,
      float[] values,
      float[] scales,
      double[] centroids,
      ValueFormat format) {
    double[] bounds = new double[Math.max(0, centroids.length - 1)];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = (centroids[i] + centroids[i + 1]) / 2;
    }
    boolean[] used = new boolean[centroids.length];
    byte[] codes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      if (values[i] != 0) {
        int found = Arrays.binarySearch(bounds, values[i]);
        int nearest = found >= 0 ? found + 1 : -found - 1;
        used[nearest] = true;
        codes[i] = (byte) (nearest + 1);
      }
    }
    Codebooks.Numbered numbered = Codebooks.number(centroids, used, format);
    for (int i = 0; i < codes.length; i++) {
      if (codes[i] != 0) {
        codes[i] = numbered.codeOf()[(codes[i] & 0xff) - 1];
      }
    }
    tensor.share(numbered.codebook(), scales, codes);
  }

  private static double[] widen(float[] values) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return wide;
  }

  /** Largest magnitude of each output channel, 1 where all its weights are zero. */
  private static float[] channelMaxima(WorkingTensor tensor) {
    float[] values = tensor.values();
    int plane = tensor.shape().planeSize();
    float[] maxima = new float[tensor.shape().channels()];
    for (int channel = 0; channel < maxima.length; channel++) {
      for (int i = channel * plane; i < (channel + 1) * plane; i++) {
        maxima[channel] = Math.max(maxima[channel], Math.abs(values[i]));
      }
      if (maxima[channel] == 0) {
        maxima[channel] = 1;
      }
    }
    return maxima;
  }

  /** Root mean square of each output channel, 1 where it is no normal number. */
  private static float[] channelRootMeanSquares(WorkingTensor tensor) {
    float[] values = tensor.values();
    int plane = tensor.shape().planeSize();
    float[] roots = new float[tensor.shape().channels()];
    for (int channel = 0; channel < roots.length; channel++) {
      double energy = energy(values, channel * plane, (channel + 1) * plane);
      float root = (float) Math.sqrt(energy / plane);
      roots[channel] = root < Float.MIN_NORMAL ? 1 : root;
    }
    return roots;
  }

  static float[] normalized(WorkingTensor tensor, float[] scales) {
    float[] values = tensor.values();
    if (scales.length == 0) {
      return values;
    }
    float[] scaled = new float[values.length];
    int plane = tensor.shape().planeSize();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = values[i] / scales[i / plane];
    }
    return scaled;
  }
}
