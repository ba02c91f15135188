package io.deepcompress.pipeline.importer;

import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.pipeline.importer.ImportException.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A network while it is being put together, node by node, with its shapes already known. */
final class Assembly {
  private final List<Input> inputs;
  private final boolean channelsLast;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Shape> shapes = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final List<ParameterSource> sources = new ArrayList<>();
  private final Map<String, Dl4jBinding.Range> ranges = new LinkedHashMap<>();
  private long declared;

  /**
   * Begins with the inputs.
   *
   * @param channelsLast whether DL4J's layers take pictures channels last; the codec never does
   */
  Assembly(List<Input> inputs, boolean channelsLast) {
    this.inputs = List.copyOf(inputs);
    this.channelsLast = channelsLast;
    for (Input input : inputs) {
      shapes.add(input.shape());
      names.add(input.name());
    }
  }

  /** Whether DL4J's layers take pictures channels last. */
  boolean channelsLast() {
    return channelsLast;
  }

  /** Shape of a value. */
  Shape shape(int value) {
    return shapes.get(value);
  }

  /**
   * Says that a DL4J parameter follows in the flattened vector.
   *
   * @return the number of its values
   */
  int declare(String key, int... dimensions) throws ImportException {
    long length = 1;
    for (int dimension : dimensions) {
      length *= dimension;
      if (length < 0 || length > Integer.MAX_VALUE) {
        throw new ImportException(Kind.UNSUPPORTED, "parameter " + key + " has over 2^31 values");
      }
    }
    if (ranges.put(key, new Dl4jBinding.Range(declared, (int) length)) != null) {
      throw new ImportException(Kind.CORRUPT, "two layers have the parameter " + key);
    }
    declared += length;
    return (int) length;
  }

  /**
   * Adds a node.
   *
   * @param name wished for; made unique by a number
   * @param from one source for each parameter that the operation has
   * @param reads values
   * @return the value it computes
   * @throws ImportException if the operation does not fit what it reads
   */
  int add(String name, Operation operation, List<ParameterSource> from, int... reads)
      throws ImportException {
    String unique = name;
    for (int i = 2; names.contains(unique); i++) {
      unique = name + "_" + i;
    }
    List<Input> seen = new ArrayList<>();
    List<Integer> seenIndexes = new ArrayList<>();
    List<Integer> indexes = new ArrayList<>();
    for (int read : reads) {
      seenIndexes.add(seen.size());
      seen.add(new Input("input " + seen.size(), shapes.get(read)));
      indexes.add(read);
    }
    Network alone;
    try {
      alone =
          new Network(
              seen, List.of(new Node(unique, operation, seenIndexes)), List.of(seen.size()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ImportException(
          Kind.CORRUPT, e.getMessage() + " (is the input shape " + inputShapes() + " right?)", e);
    }
    requireSources(unique, alone, from);
    names.add(unique);
    nodes.add(new Node(unique, operation, indexes));
    shapes.add(alone.shape(seen.size()));
    sources.addAll(from);
    return shapes.size() - 1;
  }

  private void requireSources(String name, Network alone, List<ParameterSource> from)
      throws ImportException {
    boolean fits = alone.parameters().size() == from.size();
    for (int i = 0; fits && i < from.size(); i++) {
      fits = alone.parameters().get(i).shape().size() == from.get(i).length();
    }
    if (!fits) {
      throw new ImportException(
          Kind.CORRUPT, "layer '" + name + "' does not have the number of weights its input needs");
    }
  }

  private String inputShapes() {
    StringBuilder text = new StringBuilder();
    for (Input input : inputs) {
      text.append(text.isEmpty() ? "" : " and ").append(input.shape());
    }
    return text.toString();
  }

  /** The finished network. */
  Network network(List<Integer> outputs) {
    return new Network(inputs, nodes, outputs);
  }

  /** The finished binding. */
  Dl4jBinding binding() {
    return new Dl4jBinding(sources, ranges);
  }
}
