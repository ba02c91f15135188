package io.deepcompress.pipeline;

import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Parameter;
import io.deepcompress.codec.network.Shape;

/** How many multiplications a dense network takes for one sample. */
final class Multiplications {
  private Multiplications() {}

  /** Each weight counts once for every place where it is used. */
  static long of(Network network) {
    long sum = 0;
    for (Parameter parameter : network.parameters()) {
      if (parameter.role().isWeights()) {
        Shape output = network.shape(network.valueOf(parameter.node()));
        sum += (long) output.planeSize() * parameter.shape().size();
      }
    }
    return sum;
  }
}
