package io.deepcompress.experiments.tflite;

import io.deepcompress.codec.network.Operation;
import io.deepcompress.experiments.dense.ChannelSums;

/** Local response normalization of float32 images, in operators that XNNPACK has where it can. */
final class TfliteNormalization {
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
    if (!ChannelSums.suit(lrn)) {
      return add(
          TfliteGraph.Kind.LOCAL_RESPONSE_NORMALIZATION,
          sizes,
          new int[] {x},
          lrn.size() / 2,
          lrn.k(),
          lrn.alpha(),
          lrn.beta());
    }
    int squares =
        add(TfliteGraph.Kind.MULTIPLY, sizes, new int[] {x, x}, TfliteGraph.NO_ACTIVATION);
    int sums = sums(lrn, squares, sizes);
    int root = add(TfliteGraph.Kind.SQUARE_ROOT, sizes, new int[] {sums});
    int fourthRoot = add(TfliteGraph.Kind.SQUARE_ROOT, sizes, new int[] {root});
    int power =
        add(
            TfliteGraph.Kind.MULTIPLY,
            sizes,
            new int[] {root, fourthRoot},
            TfliteGraph.NO_ACTIVATION);
    return add(TfliteGraph.Kind.DIVIDE, sizes, new int[] {x, power}, TfliteGraph.NO_ACTIVATION);
  }

  private int add(TfliteGraph.Kind kind, int[] sizes, int[] inputs, Object... options) {
    int output = graph.value(null, sizes);
    graph.operator(kind, output, inputs, options);
    return output;
  }

  private int sums(Operation.LocalResponseNormalization lrn, int squares, int[] sizes) {
    int channels = sizes[sizes.length - 1];
    ChannelSums sums = ChannelSums.of(lrn, channels);
    int[] inputs = {
      squares,
      graph.constant(sums.weights(), channels, 1, 1, channels),
      graph.constant(sums.bias(), channels)
    };
    return add(
        TfliteGraph.Kind.CONVOLUTION,
        sizes,
        inputs,
        TflitePadding.VALID,
        1,
        1,
        TfliteGraph.NO_ACTIVATION,
        1,
        1);
  }
}
