package io.deepcompress.pipeline.exporter;

import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Recognises the nodes of a YOLO output, which are one layer in DL4J: for each box, sigmoid of two
 * channels, prior times exp of one and of another, sigmoid of one and softmax of the rest.
 */
final class DetectionNodes {
  private static final int PARTS = 5;

  private final Network network;
  private final List<Integer> inner = new ArrayList<>();
  private int input = -1;
  private int nextChannel;

  private DetectionNodes(Network network) {
    this.network = network;
  }

  /** Lowers every YOLO output of the network. */
  static void lower(Lowering target) {
    Network network = target.network();
    for (int node = 0; node < network.nodes().size(); node++) {
      if (network.nodes().get(node).operation() instanceof Operation.Concatenate) {
        new DetectionNodes(network).lower(target, node);
      }
    }
  }

  private void lower(Lowering target, int node) {
    List<Integer> parts = network.nodes().get(node).inputs();
    if (parts.size() % PARTS != 0) {
      return;
    }
    double[][] priors = new double[parts.size() / PARTS][2];
    for (int box = 0; box < priors.length; box++) {
      List<Integer> five = parts.subList(PARTS * box, PARTS * (box + 1));
      boolean matches =
          sliced(function(five.get(0), ActivationFunction.SIGMOID), 2)
              && sliced(function(scaled(five.get(1), priors[box], 0), ActivationFunction.EXP), 1)
              && sliced(function(scaled(five.get(2), priors[box], 1), ActivationFunction.EXP), 1)
              && sliced(function(five.get(3), ActivationFunction.SIGMOID), 1)
              && sliced(softmax(five.get(4)), 0);
      if (!matches) {
        return;
      }
    }
    if (nextChannel == network.shape(input).channels()) {
      Yolo2OutputLayer layer =
          new Yolo2OutputLayer.Builder().boundingBoxPriors(Nd4j.create(priors)).build();
      target.defer(node, layer, input, inner);
    }
  }

  private Node node(int value) {
    int index = value - network.inputs().size();
    if (index < 0) {
      return null;
    }
    inner.add(index);
    return network.nodes().get(index);
  }

  private int function(int value, ActivationFunction function) {
    Node node = value < 0 ? null : node(value);
    return node != null
            && node.operation() instanceof Operation.Activation activation
            && activation.function() == function
        ? node.inputs().get(0)
        : -1;
  }

  private int scaled(int value, double[] prior, int side) {
    Node node = node(value);
    if (node != null
        && node.operation() instanceof Operation.ScaleShift scale
        && scale.offset() == 0) {
      prior[side] = scale.factor();
      return node.inputs().get(0);
    }
    return -1;
  }

  private int softmax(int value) {
    Node node = node(value);
    return node != null && node.operation() instanceof Operation.Softmax
        ? node.inputs().get(0)
        : -1;
  }

  /** Whether a value is the next so many channels of the input, or one or more where it is 0. */
  private boolean sliced(int value, int channels) {
    Node node = value < 0 ? null : node(value);
    if (node == null || !(node.operation() instanceof Operation.Slice slice)) {
      return false;
    }
    int count = slice.to() - slice.from() + 1;
    boolean next =
        slice.from() == nextChannel
            && (channels == 0 || count == channels)
            && (input < 0 || input == node.inputs().get(0));
    input = node.inputs().get(0);
    nextChannel = slice.to() + 1;
    return next;
  }
}
