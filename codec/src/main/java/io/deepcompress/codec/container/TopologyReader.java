package io.deepcompress.codec.container;

import io.deepcompress.codec.DecodeLimits;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.ModelFormatException.Code;
import io.deepcompress.codec.Preprocessing.ChannelOrder;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link TopologyWriter} writes; inputs and nodes get generated names. */
public final class TopologyReader {
  /** Most values that one node may read for each node that the limits allow. */
  private static final int EDGES_PER_NODE = 8;

  /**
   * A topology.
   *
   * @param network with generated names
   * @param inputs what the preprocessing of each input consists of
   */
  public record Topology(Network network, List<InputHead> inputs) {}

  /** Parts of an input's preprocessing. */
  public record InputHead(ChannelOrder order, boolean hasMean, boolean hasScale) {}

  private final ByteReader in;
  private final DecodeLimits limits;
  private final List<InputHead> heads = new ArrayList<>();
  private final List<Shape> shapes = new ArrayList<>();
  private final List<Operation> operations = new ArrayList<>();
  private final List<List<Integer>> sources = new ArrayList<>();
  private long edges;
  private long parameters;

  private TopologyReader(ByteReader in, DecodeLimits limits) {
    this.in = in;
    this.limits = limits;
  }

  /**
   * Reads a topology and checks it against the limits.
   *
   * @throws ModelFormatException if the bytes break a rule or a limit
   */
  public static Topology read(ByteReader in, DecodeLimits limits) throws ModelFormatException {
    return new TopologyReader(in, limits).read();
  }

  private Topology read() throws ModelFormatException {
    int start = in.position();
    int inputCount = in.count("inputs");
    requireLimit(inputCount, limits.nodes(), "inputs", start);
    if (inputCount == 0) {
      throw in.invalid(start, "a network without inputs");
    }
    for (int i = 0; i < inputCount; i++) {
      readInput();
    }
    start = in.position();
    int nodeCount = in.count("nodes");
    requireLimit(nodeCount, limits.nodes(), "nodes", start);
    for (int i = 0; i < nodeCount; i++) {
      readNode();
    }
    start = in.position();
    List<Integer> outputs = readDistances("outputs");
    int newest = shapes.size() - 1;
    in.requireCanonical(
        !outputs.equals(List.of(newest)), start, "the newest value as output is not written");
    outputs = outputs.isEmpty() ? List.of(newest) : outputs;
    List<String> names = GeneratedNames.of(inputCount, operations);
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < inputCount; i++) {
      inputs.add(new Input(names.get(i), shapes.get(i)));
    }
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < nodeCount; i++) {
      nodes.add(new Node(names.get(inputCount + i), operations.get(i), sources.get(i)));
    }
    try {
      return new Topology(new Network(inputs, nodes, outputs), List.copyOf(heads));
    } catch (IllegalArgumentException e) {
      throw in.invalid(start, e.getMessage());
    }
  }

  private void readInput() throws ModelFormatException {
    int start = in.position();
    int head = in.u8();
    if (head >= 64) {
      throw in.unknown(start, "reserved bits of an input are set");
    }
    heads.add(
        new InputHead(ChannelOrder.values()[head >>> 2 & 3], (head & 16) != 0, (head & 32) != 0));
    addShape(ShapeCoder.readSizes((head & 3) + 1, in), start);
  }

  private void readNode() throws ModelFormatException {
    OperationReader.Head head = OperationReader.Head.read(in);
    int newest = shapes.size() - 1;
    List<Integer> inputs = List.of(newest);
    if (head.flag()) {
      int start = in.position();
      inputs = readDistances("inputs of a node");
      in.requireCanonical(
          !inputs.equals(List.of(newest)), start, "the newest value as input is not written");
      if (inputs.isEmpty()) {
        throw in.invalid(start, "a node without inputs");
      }
    }
    List<Shape> read = new ArrayList<>();
    for (int input : inputs) {
      read.add(shapes.get(input));
    }
    Operation operation = OperationReader.read(head, read, in);
    try {
      addShape(Network.outputOf(operation, read), head.offset());
      parameters += Network.parameterCountOf(operation, read);
    } catch (IllegalArgumentException e) {
      throw in.invalid(head.offset(), "node " + operations.size() + ": " + e.getMessage());
    }
    requireLimit(parameters, limits.parameters(), "parameters", head.offset());
    operations.add(operation);
    sources.add(inputs);
  }

  private void addShape(Shape shape, int start) throws ModelFormatException {
    requireLimit(shape.size(), limits.activationElements(), "elements of a value", start);
    shapes.add(shape);
  }

  private List<Integer> readDistances(String what) throws ModelFormatException {
    int start = in.position();
    int count = in.count(what);
    edges += count;
    requireLimit(edges, (long) EDGES_PER_NODE * limits.nodes(), "edges", start);
    List<Integer> values = new ArrayList<>(count);
    int newest = shapes.size() - 1;
    for (int i = 0; i < count; i++) {
      int distance = in.varint(0, Integer.MAX_VALUE, "distance");
      if (distance > newest) {
        throw in.invalid(start, "reads " + (distance - newest) + " before the first value");
      }
      values.add(newest - distance);
    }
    return values;
  }

  private void requireLimit(long value, long limit, String what, int start)
      throws ModelFormatException {
    if (value > limit) {
      throw new ModelFormatException(
          Code.LIMIT, start, in.section(), value + " " + what + " are above the limit of " + limit);
    }
  }
}
