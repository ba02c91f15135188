package io.deepcompress.pipeline.importer;

import com.fasterxml.jackson.databind.JsonNode;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Operation.Join;
import io.deepcompress.codec.network.Shape;
import java.util.List;
import java.util.Set;

/** Vertices of a computation graph that are not layers. */
final class Vertices {
  private static final Set<String> KNOWN =
      Set.of(
          "LayerVertex",
          "ElementWiseVertex",
          "MergeVertex",
          "ScaleVertex",
          "ShiftVertex",
          "SubsetVertex",
          "L2NormalizeVertex",
          "ReshapeVertex",
          "PreprocessorVertex",
          "PoolHelperVertex",
          "LastTimeStepVertex",
          "FrozenVertex");

  private Vertices() {}

  /** Refuses a vertex that cannot be imported, before any work is done. */
  static void require(Config config) throws ImportException {
    String type = config.type();
    if (!KNOWN.contains(type)) {
      throw config.unsupported("is a vertex that cannot be imported");
    } else if (type.equals("LayerVertex")) {
      LayerTable.require(layerOf(config));
    } else if (type.equals("FrozenVertex")) {
      require(config.at("underlying"));
    }
  }

  private static Config layerOf(Config vertex) throws ImportException {
    return vertex.at("layerConf").at("layer");
  }

  /** Adds a vertex's nodes. */
  static Flow convert(Config config, List<Flow> inputs, Assembly assembly) throws ImportException {
    if (inputs.isEmpty()) {
      throw config.corrupt("has no input");
    }
    return switch (config.type()) {
      case "LayerVertex" -> layer(config, single(config, inputs), assembly);
      case "FrozenVertex" -> convert(config.at("underlying"), inputs, assembly);
      case "PreprocessorVertex" ->
          Preprocessors.apply(config.at("preProcessor"), single(config, inputs), assembly);
      case "ElementWiseVertex" -> elementWise(config, inputs, assembly);
      case "MergeVertex" -> merge(config, inputs, assembly);
      default -> {
        Flow input = single(config, inputs);
        Operation operation = simple(config, input, assembly.shape(input.value()));
        requireLayout(config, operation, input, assembly);
        yield add(config, operation, inputs, assembly);
      }
    };
  }

  private static Flow layer(Config vertex, Flow input, Assembly assembly) throws ImportException {
    Flow flow = input;
    if (vertex.has("preProcessor")) {
      flow = Preprocessors.apply(vertex.at("preProcessor"), flow, assembly);
    }
    Layer layer = new Layer(layerOf(vertex), vertex.owner(), flow.folded(), assembly);
    return new Flow(LayerTable.convert(layer, flow.value()), flow.folded());
  }

  private static Flow elementWise(Config config, List<Flow> inputs, Assembly assembly)
      throws ImportException {
    Join join =
        switch (config.text("op", "")) {
          case "Add" -> Join.ADD;
          case "Subtract" -> Join.SUBTRACT;
          case "Product" -> Join.PRODUCT;
          case "Average" -> Join.AVERAGE;
          case "Max" -> Join.MAX;
          default -> throw config.unsupported("joins by " + config.text("op", "nothing"));
        };
    Shape first = assembly.shape(inputs.get(0).value());
    for (Flow input : inputs) {
      if (!assembly.shape(input.value()).equals(first)) {
        throw config.unsupported(
            "joins " + first + " and " + assembly.shape(input.value()) + " by broadcasting");
      }
    }
    return inputs.size() == 1
        ? inputs.get(0)
        : add(config, new Operation.Elementwise(join), inputs, assembly);
  }

  private static Flow merge(Config config, List<Flow> inputs, Assembly assembly)
      throws ImportException {
    boolean image = assembly.shape(inputs.get(0).value()).rank() == 3;
    if (config.number("mergeAxis", 1) != (image && assembly.channelsLast() ? 3 : 1)) {
      throw config.unsupported("merges along another axis than the channels");
    }
    return inputs.size() == 1
        ? inputs.get(0)
        : add(config, new Operation.Concatenate(), inputs, assembly);
  }

  /** These mean an axis by its place, which is another where pictures are channels last. */
  private static void requireLayout(
      Config config, Operation operation, Flow input, Assembly assembly) throws ImportException {
    boolean images =
        assembly.shape(input.value()).rank() == 3
            || operation instanceof Operation.Reshape reshape && reshape.shape().rank() == 3;
    boolean byPlace =
        operation instanceof Operation.Reshape
            || operation instanceof Operation.Slice
            || operation instanceof Operation.Crop;
    if (assembly.channelsLast() && images && byPlace) {
      throw config.unsupported("cannot be imported from a network with NHWC pictures");
    }
  }

  private static Operation simple(Config config, Flow input, Shape in) throws ImportException {
    return switch (config.type()) {
      case "ScaleVertex" -> new Operation.ScaleShift((float) config.number("scaleFactor", 1), 0);
      case "ShiftVertex" -> new Operation.ScaleShift(1, (float) config.number("shiftFactor", 0));
      case "SubsetVertex" -> new Operation.Slice(config.integer("from"), config.integer("to"));
      case "PoolHelperVertex" -> new Operation.Crop(1, 1, 0, 0);
      case "LastTimeStepVertex" -> new Operation.LastStep();
      case "L2NormalizeVertex" -> {
        if (!isWhole(config.json().path("dimension"), in) || input.folded()) {
          throw config.unsupported("normalizes over chosen dimensions");
        }
        yield new Operation.L2Normalize((float) config.number("eps", 1e-8));
      }
      case "ReshapeVertex" -> new Operation.Reshape(reshaped(config, in));
      default -> throw config.unsupported("is a vertex that cannot be imported");
    };
  }

  /** Whether dimensions, if any are chosen, are all but the batch axis. */
  private static boolean isWhole(JsonNode dimensions, Shape in) {
    boolean whole = dimensions.size() == 0 || dimensions.size() == in.rank();
    for (int i = 0; i < dimensions.size(); i++) {
      whole &= dimensions.get(i).asInt() == i + 1;
    }
    return whole;
  }

  /** The batch axis comes first; one other size may be left open with -1. */
  private static Shape reshaped(Config config, Shape in) throws ImportException {
    JsonNode sizes = config.json().path("newShape");
    if (!config.text("reshapeOrder", "c").equals("c") || sizes.size() < 2 || sizes.size() > 5) {
      throw config.unsupported("reshapes in Fortran order or to " + sizes);
    }
    int[] dimensions = new int[sizes.size() - 1];
    int open = -1;
    long known = 1;
    for (int i = 0; i < dimensions.length; i++) {
      dimensions[i] = sizes.get(i + 1).asInt();
      if (dimensions[i] < 1) {
        open = i;
      } else {
        known *= dimensions[i];
      }
    }
    if (open >= 0) {
      dimensions[open] = (int) Math.max(1, in.size() / Math.max(1, known));
    }
    try {
      return Shape.of(dimensions);
    } catch (IllegalArgumentException e) {
      throw config.unsupported("reshapes to " + sizes);
    }
  }

  private static Flow add(Config config, Operation operation, List<Flow> inputs, Assembly assembly)
      throws ImportException {
    int[] reads = inputs.stream().mapToInt(Flow::value).toArray();
    boolean folded = inputs.get(0).folded();
    for (Flow input : inputs) {
      if (input.folded() != folded) {
        throw config.unsupported("joins sequences and single vectors");
      }
    }
    return new Flow(assembly.add(config.owner(), operation, List.of(), reads), folded);
  }

  private static Flow single(Config config, List<Flow> inputs) throws ImportException {
    if (inputs.size() != 1) {
      throw config.unsupported("has " + inputs.size() + " inputs, not one");
    }
    return inputs.get(0);
  }
}
