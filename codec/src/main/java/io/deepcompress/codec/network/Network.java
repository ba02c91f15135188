package io.deepcompress.codec.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The topology of a trained network: inputs, nodes in an order in which they can be computed, and
 * which values are outputs. Immutable. Every value's shape and every parameter's shape follow from
 * it.
 *
 * <p>A <em>value</em> is an input or a node's output, and is named by its index: inputs first, then
 * nodes.
 */
public final class Network {
  private final List<Input> inputs;
  private final List<Node> nodes;
  private final List<Integer> outputs;
  private final List<Shape> shapes;
  private final List<Parameter> parameters;

  /** Index of each node's first parameter, and their number. */
  private final int[] firstParameters;

  /**
   * Checks the graph and infers all shapes.
   *
   * @throws IllegalArgumentException naming the node, if names repeat, an index points forward or
   *     outside, there is no input or output, or an operation does not fit the shapes it reads
   */
  public Network(List<Input> inputs, List<Node> nodes, List<Integer> outputs) {
    this.inputs = List.copyOf(inputs);
    this.nodes = List.copyOf(nodes);
    this.outputs = List.copyOf(outputs);
    if (this.inputs.isEmpty() || this.outputs.isEmpty()) {
      throw new IllegalArgumentException("a network needs an input and an output");
    }
    List<Shape> inferred = new ArrayList<>();
    List<Parameter> needed = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Input input : this.inputs) {
      requireNew(names, input.name());
      inferred.add(input.shape());
    }
    this.firstParameters = new int[this.nodes.size() + 1];
    for (int i = 0; i < this.nodes.size(); i++) {
      Node node = this.nodes.get(i);
      requireNew(names, node.name());
      List<Shape> read = new ArrayList<>();
      for (int index : node.inputs()) {
        read.add(inferred.get(requireValue(index, inferred.size(), node.name())));
      }
      try {
        ShapeInference inference = ShapeInference.of(node.operation(), read);
        inferred.add(inference.output());
        for (ShapeInference.Slot slot : inference.parameters()) {
          needed.add(new Parameter(i, slot.role(), slot.shape()));
        }
        firstParameters[i + 1] = needed.size();
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("node '" + node.name() + "': " + e.getMessage(), e);
      }
    }
    for (int index : this.outputs) {
      requireValue(index, inferred.size(), "outputs");
    }
    this.shapes = List.copyOf(inferred);
    this.parameters = List.copyOf(needed);
  }

  /**
   * Shape of an operation's output.
   *
   * @param inputs shapes of the values it reads
   * @throws IllegalArgumentException if the operation does not fit them
   */
  public static Shape outputOf(Operation operation, List<Shape> inputs) {
    return ShapeInference.of(operation, inputs).output();
  }

  /**
   * Number of learnt values in an operation's parameters.
   *
   * @param inputs shapes of the values it reads
   * @throws IllegalArgumentException if the operation does not fit them
   */
  public static long parameterCountOf(Operation operation, List<Shape> inputs) {
    long count = 0;
    for (ShapeInference.Slot slot : ShapeInference.of(operation, inputs).parameters()) {
      count += slot.shape().size();
    }
    return count;
  }

  private static void requireNew(Set<String> names, String name) {
    if (!names.add(name)) {
      throw new IllegalArgumentException("the name '" + name + "' stands twice");
    }
  }

  private static int requireValue(int index, int count, String where) {
    if (index < 0 || index >= count) {
      throw new IllegalArgumentException(
          "node '" + where + "': value " + index + " is not among the " + count + " before it");
    }
    return index;
  }

  /** The inputs, in the order in which a session takes them. */
  public List<Input> inputs() {
    return inputs;
  }

  /** The nodes, in the order in which they are computed. */
  public List<Node> nodes() {
    return nodes;
  }

  /** Indexes of the values that are outputs. */
  public List<Integer> outputs() {
    return outputs;
  }

  /** Number of values: inputs and nodes. */
  public int valueCount() {
    return shapes.size();
  }

  /** Shape of one sample of a value. */
  public Shape shape(int value) {
    return shapes.get(value);
  }

  /** Index of a node's output among the values. */
  public int valueOf(int node) {
    return inputs.size() + node;
  }

  /** Name of a value: its input's or its node's. */
  public String name(int value) {
    return value < inputs.size()
        ? inputs.get(value).name()
        : nodes.get(value - inputs.size()).name();
  }

  /** Every parameter, in node order; a model holds one tensor for each. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** Indexes in {@link #parameters()} of one node's parameters. */
  public List<Integer> parametersOf(int node) {
    List<Integer> found = new ArrayList<>();
    for (int i = firstParameters[node]; i < firstParameters[node + 1]; i++) {
      found.add(i);
    }
    return found;
  }

  /** Number of learnt values in all parameters. */
  public long parameterCount() {
    long count = 0;
    for (Parameter parameter : parameters) {
      count += parameter.shape().size();
    }
    return count;
  }

  /** Name of a parameter, for instance {@code fc6.weights}. */
  public String name(Parameter parameter) {
    return nodes.get(parameter.node()).name()
        + "."
        + parameter.role().name().toLowerCase(java.util.Locale.ROOT);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Network network
        && inputs.equals(network.inputs)
        && nodes.equals(network.nodes)
        && outputs.equals(network.outputs);
  }

  @Override
  public int hashCode() {
    return inputs.hashCode() * 31 + nodes.hashCode() * 31 + outputs.hashCode();
  }
}
