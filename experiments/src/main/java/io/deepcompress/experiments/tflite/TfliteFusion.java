package io.deepcompress.experiments.tflite;

import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;

/** Which layers with weights take the ReLU behind them in. */
final class TfliteFusion {
  private final Network network;
  private final int[] written;

  TfliteFusion(Network network) {
    this.network = network;
    this.written = new int[network.nodes().size()];
    for (int i = 0; i < written.length; i++) {
      written[i] = findWritten(i);
    }
  }

  private int findWritten(int index) {
    int value = network.valueOf(index);
    Operation operation = network.nodes().get(index).operation();
    boolean layer =
        operation instanceof Operation.Dense || operation instanceof Operation.Convolution;
    if (layer && readers(value) == 1 && !network.outputs().contains(value)) {
      for (int i = index + 1; i < written.length; i++) {
        Node node = network.nodes().get(i);
        if (isRelu(node) && node.inputs().contains(value)) {
          return network.valueOf(i);
        }
      }
    }
    return value;
  }

  private static boolean isRelu(Node node) {
    return node.operation() instanceof Operation.Activation activation
        && activation.function() == ActivationFunction.RELU;
  }

  /** How many nodes read a value. */
  long readers(int value) {
    return network.nodes().stream().filter(node -> node.inputs().contains(value)).count();
  }

  /** The value that a node's operator writes: its own, or that of the ReLU that it takes in. */
  int written(int index) {
    return written[index];
  }

  /** Whether a node's operator takes in the ReLU behind it. */
  boolean takesRelu(int index) {
    return written[index] != network.valueOf(index);
  }

  /** Whether a node is a ReLU that the layer before it takes in. */
  boolean isTaken(int index) {
    int layer = network.nodes().get(index).inputs().get(0) - network.inputs().size();
    return layer >= 0 && written[layer] == network.valueOf(index);
  }
}
