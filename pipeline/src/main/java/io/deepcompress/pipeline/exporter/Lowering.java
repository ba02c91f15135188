package io.deepcompress.pipeline.exporter;

import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.pipeline.importer.Order;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/** Turns a network into the parts of a DL4J network. */
final class Lowering {
  private final Network network;
  private final List<Part> parts = new ArrayList<>();
  private final List<Bound> bounds = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Set<String> lossNames = new HashSet<>();
  private final Set<Integer> done = new HashSet<>();
  private final Map<Integer, Deferred> deferred = new HashMap<>();

  /** A layer that stands for several nodes, to be added in place of the last of them. */
  private record Deferred(Layer layer, int input) {}

  /** Name of the part that computes each value; null while there is none. */
  private final String[] computedBy;

  private Lowering(Network network) {
    this.network = network;
    this.computedBy = new String[network.valueCount()];
    for (int value = 0; value < network.valueCount(); value++) {
      names.add(network.name(value));
    }
  }

  /**
   * Lowers every node.
   *
   * @throws ExportException if a node has no counterpart
   */
  static Lowering of(Network network) throws ExportException {
    Lowering lowering = new Lowering(network);
    lowering.inputs();
    DetectionNodes.lower(lowering);
    for (int node = 0; node < network.nodes().size(); node++) {
      Deferred deferred = lowering.deferred.get(node);
      if (deferred != null) {
        lowering.add(node, deferred.layer(), lowering.computedBy[deferred.input()]);
        lowering.markLoss(lowering.name(node));
      } else if (!lowering.done.contains(node)) {
        lowering.lower(node);
      }
    }
    lowering.outputs();
    return lowering;
  }

  List<Part> parts() {
    return parts;
  }

  List<Bound> bounds() {
    return bounds;
  }

  /** Names of the parts that are outputs. */
  List<String> outputNames() {
    return outputs;
  }

  Network network() {
    return network;
  }

  /** DL4J takes pictures flat or not; a preprocessor also keeps their shape in the zip. */
  private void inputs() {
    for (int value = 0; value < network.inputs().size(); value++) {
      String name = network.name(value);
      Shape shape = network.shape(value);
      computedBy[value] = name;
      if (shape.rank() == 3) {
        String picture = unique(name + ".picture");
        parts.add(
            Part.of(
                picture,
                new FeedForwardToCnnPreProcessor(
                    shape.dimension(1), shape.dimension(2), shape.channels()),
                name));
        computedBy[value] = picture;
      }
    }
  }

  private void lower(int node) throws ExportException {
    Operation operation = network.nodes().get(node).operation();
    boolean weighted = WeightedNodes.lower(this, node) || PlainNodes.lower(this, node, operation);
    if (!weighted) {
      throw refuse(node, "has no counterpart in Deeplearning4j");
    }
  }

  /** Every output ends in a loss. */
  private void outputs() {
    for (int value : network.outputs()) {
      String name = computedBy[value];
      if (!lossNames.contains(name)) {
        String loss = unique(network.name(value) + ".loss");
        parts.add(
            Part.of(loss, Losses.layer(network.shape(value), new ActivationIdentity()), name));
        name = loss;
      }
      outputs.add(name);
    }
  }

  ExportException refuse(int node, String why) {
    Node refused = network.nodes().get(node);
    return new ExportException(
        "node '" + refused.name() + "' (" + refused.operation() + ") " + why);
  }

  String unique(String wished) {
    String name = wished;
    for (int i = 2; !names.add(name); i++) {
      name = wished + "_" + i;
    }
    return name;
  }

  /** Shape of a node's only input. */
  Shape in(int node) {
    return network.shape(network.nodes().get(node).inputs().get(0));
  }

  /** Shape of a node's output. */
  Shape out(int node) {
    return network.shape(network.valueOf(node));
  }

  /** Name of the part that a node reads first. */
  String read(int node) {
    return computedBy[network.nodes().get(node).inputs().get(0)];
  }

  /** Names of the parts that a node reads. */
  List<String> reads(int node) {
    List<String> reads = new ArrayList<>();
    for (int value : network.nodes().get(node).inputs()) {
      reads.add(computedBy[value]);
    }
    return reads;
  }

  String name(int node) {
    return network.nodes().get(node).name();
  }

  /** Adds a part beside a node's own and gives its name. */
  String beside(int node, String suffix, Layer layer, String input) {
    String name = unique(name(node) + "." + suffix);
    parts.add(Part.of(name, layer, input));
    return name;
  }

  /** Adds a change of shape beside a node's own part and gives its name. */
  String beside(int node, String suffix, InputPreProcessor preprocessor, String input) {
    String name = unique(name(node) + "." + suffix);
    parts.add(Part.of(name, preprocessor, input));
    return name;
  }

  /** Adds a node's own part: a vertex over all that it reads. */
  void add(int node, GraphVertex vertex) {
    parts.add(Part.of(name(node), vertex, reads(node)));
    finish(node, name(node));
  }

  /** Adds a node's own part: a change of shape. */
  void add(int node, InputPreProcessor preprocessor) {
    parts.add(Part.of(name(node), preprocessor, read(node)));
    finish(node, name(node));
  }

  /** Adds a node's own part: a layer. */
  void add(int node, Layer layer, String input) {
    parts.add(Part.of(name(node), layer, input));
    finish(node, name(node));
  }

  /** Says which part computes a node's output. */
  void finish(int node, String part) {
    done.add(node);
    computedBy[network.valueOf(node)] = part;
  }

  /** Says that one layer stands for a node and for others before it. */
  void defer(int node, Layer layer, int input, List<Integer> inner) {
    deferred.put(node, new Deferred(layer, input));
    done.addAll(inner);
  }

  /** Says that a part is a loss layer. */
  void markLoss(String part) {
    lossNames.add(part);
  }

  /** Binds a node's parameter to a parameter of a part. */
  void bind(int parameter, String part, String name, int start, Order order) {
    bounds.add(new Bound(parameter, part, name, start, order));
  }

  /** Whether a node's output is an output of the network that nothing else reads. */
  boolean isFinal(int node) {
    int value = network.valueOf(node);
    return network.outputs().contains(value)
        && network.nodes().stream().noneMatch(other -> other.inputs().contains(value));
  }

  /** The only node that reads a node's output, or -1. */
  int onlyReader(int node) {
    int value = network.valueOf(node);
    int reader = -1;
    for (int i = 0; i < network.nodes().size(); i++) {
      if (network.nodes().get(i).inputs().contains(value)) {
        if (reader >= 0) {
          return -1;
        }
        reader = i;
      }
    }
    return network.outputs().contains(value) ? -1 : reader;
  }

  /** The activation function that a node applies as DL4J would, or null. */
  IActivation activation(int node) {
    if (node < 0) {
      return null;
    }
    Operation operation = network.nodes().get(node).operation();
    if (operation instanceof Operation.Activation function) {
      return Functions.of(function).orElse(null);
    }
    return operation instanceof Operation.Softmax ? new ActivationSoftmax() : null;
  }
}
