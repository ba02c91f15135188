package io.deepcompress.experiments.tflite;

import io.deepcompress.codec.network.Operation;
import java.util.Arrays;

/**
 * Local response normalization of float32 images. TensorFlow Lite's own operator runs on one thread
 * and takes a power of every element; with an exponent of 3/4 it is written as operators that
 * XNNPACK knows, which takes a small part of the time: {@code s = k + alpha * sum of x^2} is a
 * convolution of squares, and {@code y = x / (sqrt(s) * sqrt(sqrt(s)))}.
 */
final class TfliteNormalization {
  private static final float THREE_QUARTERS = 0.75f;
  private static final byte NO_ACTIVATION = 0;

  private final TfliteGraph graph;

  TfliteNormalization(TfliteGraph graph) {
    this.graph = graph;
  }

  /**
   * Adds the operators.
   *
   * @param x the tensor that is normalised
   * @param sizes of it, channels last
   * @return the tensor that they compute
   */
  int add(Operation.LocalResponseNormalization lrn, int x, int[] sizes) {
    if (lrn.beta() != THREE_QUARTERS) {
      return add(
          TfliteGraph.Kind.LOCAL_RESPONSE_NORMALIZATION,
          sizes,
          new int[] {x},
          lrn.size() / 2,
          lrn.k(),
          lrn.alpha(),
          lrn.beta());
    }
    int squares = add(TfliteGraph.Kind.MULTIPLY, sizes, new int[] {x, x}, NO_ACTIVATION);
    int sums = sums(lrn, squares, sizes);
    int root = add(TfliteGraph.Kind.SQUARE_ROOT, sizes, new int[] {sums});
    int fourthRoot = add(TfliteGraph.Kind.SQUARE_ROOT, sizes, new int[] {root});
    int power = add(TfliteGraph.Kind.MULTIPLY, sizes, new int[] {root, fourthRoot}, NO_ACTIVATION);
    return add(TfliteGraph.Kind.DIVIDE, sizes, new int[] {x, power}, NO_ACTIVATION);
  }

  private int add(TfliteGraph.Kind kind, int[] sizes, int[] inputs, Object... options) {
    int output = graph.value(null, sizes);
    graph.operator(kind, output, inputs, options);
    return output;
  }

  /** A convolution of single pixels whose weights are alpha for the channels around, else 0. */
  private int sums(Operation.LocalResponseNormalization lrn, int squares, int[] sizes) {
    int channels = sizes[sizes.length - 1];
    int reach = lrn.size() / 2;
    float[] weights = new float[channels * channels];
    for (int i = 0; i < channels; i++) {
      int last = Math.min(channels - 1, i + reach);
      for (int j = Math.max(0, i - reach); j <= last; j++) {
        weights[i * channels + j] = lrn.alpha();
      }
    }
    float[] bias = new float[channels];
    Arrays.fill(bias, lrn.k());
    int[] inputs = {
      squares, graph.constant(weights, channels, 1, 1, channels), graph.constant(bias, channels)
    };
    return add(
        TfliteGraph.Kind.CONVOLUTION,
        sizes,
        inputs,
        TflitePadding.VALID,
        1,
        1,
        NO_ACTIVATION,
        1,
        1);
  }
}
