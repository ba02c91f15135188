package io.deepcompress.pipeline.importer;

import com.fasterxml.jackson.databind.JsonNode;
import io.deepcompress.pipeline.importer.ImportException.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The configuration of a {@code ComputationGraph}. */
final class VertexGraph implements Topology {
  private final List<String> inputs;
  private final List<String> outputs;
  private final Map<String, Config> vertices = new LinkedHashMap<>();
  private final Map<String, List<String>> reads = new HashMap<>();
  private final List<String> order;
  private final boolean withoutWorkspaces;

  VertexGraph(JsonNode root) throws ImportException {
    inputs = texts(root.path("networkInputs"));
    outputs = texts(root.path("networkOutputs"));
    for (Map.Entry<String, JsonNode> vertex : root.path("vertices").properties()) {
      vertices.put(vertex.getKey(), Config.of(vertex.getValue(), vertex.getKey()));
      reads.put(vertex.getKey(), texts(root.path("vertexInputs").path(vertex.getKey())));
    }
    if (inputs.isEmpty() || outputs.isEmpty() || vertices.isEmpty()) {
      throw new ImportException(Kind.CORRUPT, "the configuration has no inputs or no outputs");
    }
    List<String> saved = texts(root.path("topologicalOrderStr"));
    // The vector of parameters follows the order in which the graph was first sorted.
    order = saved.isEmpty() ? new GraphOrder(inputs, vertices.keySet(), reads).sorted() : saved;
    withoutWorkspaces = root.path("inferenceWorkspaceMode").asText().equals("NONE");
    requireOrder();
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private void requireOrder() throws ImportException {
    Set<String> seen = new HashSet<>(inputs);
    for (String name : order) {
      if (inputs.contains(name)) {
        continue;
      }
      if (!vertices.containsKey(name) || !seen.containsAll(reads.get(name)) || !seen.add(name)) {
        throw new ImportException(
            Kind.CORRUPT, "vertex '" + name + "' is unknown or comes before its inputs");
      }
    }
    if (!seen.containsAll(outputs) || seen.size() != inputs.size() + vertices.size()) {
      throw new ImportException(Kind.CORRUPT, "the order of the vertices leaves some out");
    }
  }

  @Override
  public List<String> inputNames() {
    return inputs;
  }

  @Override
  public void requireSupported() throws ImportException {
    for (Config vertex : vertices.values()) {
      Vertices.require(vertex);
    }
  }

  @Override
  public boolean channelsLast() {
    return vertices.values().stream()
        .map(VertexGraph::reader)
        .anyMatch(reader -> reader.layer() != null && reader.layer().isChannelsLast());
  }

  /**
   * When DL4J predicts without workspaces, its ActivationLayer writes over what it reads, and
   * whatever is computed after it reads the activated values.
   */
  @Override
  public List<String> warnings() {
    if (!withoutWorkspaces) {
      return List.of();
    }
    List<String> warnings = new ArrayList<>();
    for (String name : order) {
      if (!overwritesInput(name)) {
        continue;
      }
      String value = reads.get(name).get(0);
      List<String> spoiled =
          order.subList(order.indexOf(name) + 1, order.size()).stream()
              .filter(later -> vertices.containsKey(later) && reads.get(later).contains(value))
              .map(later -> "'" + later + "'")
              .toList();
      if (!spoiled.isEmpty() || outputs.contains(value)) {
        warnings.add(
            String.format(
                "when DL4J predicts, the ActivationLayer '%s' overwrites what '%s' gives%s; here, as in"
                    + " training, it stays as it was",
                name,
                value,
                spoiled.isEmpty()
                    ? ", an output"
                    : ", and " + String.join(", ", spoiled) + " read that"));
      }
    }
    return warnings;
  }

  private boolean overwritesInput(String name) {
    Config layer = vertices.containsKey(name) ? reader(vertices.get(name)).layer() : null;
    if (layer == null || !layer.type().equals("ActivationLayer") || reads.get(name).isEmpty()) {
      return false;
    }
    String function = layer.json().path("activationFn").path("@class").asText("");
    return !function.endsWith("ActivationIdentity");
  }

  @Override
  public List<Reader> readers(int input) {
    List<Reader> readers = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(inputs.get(input)));
    while (!open.isEmpty()) {
      String value = open.remove();
      for (String name : order) {
        if (vertices.containsKey(name) && reads.get(name).contains(value) && seen.add(name)) {
          readers.add(reader(vertices.get(name)));
          open.add(name);
        }
      }
    }
    return readers;
  }

  private static Reader reader(Config vertex) {
    JsonNode json = vertex.json();
    JsonNode preprocessor = json.path("preProcessor");
    JsonNode layer = json.path("layerConf").path("layer");
    return new Reader(
        preprocessor.isObject() ? Config.of(preprocessor, vertex.owner()) : null,
        layer.isObject() ? Config.of(layer, vertex.owner()) : null);
  }

  @Override
  public List<Flow> walk(Assembly assembly) throws ImportException {
    Map<String, Flow> flows = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      flows.put(inputs.get(i), new Flow(i, false));
    }
    for (String name : order) {
      if (vertices.containsKey(name)) {
        List<Flow> read = reads.get(name).stream().map(flows::get).toList();
        flows.put(name, Vertices.convert(vertices.get(name), read, assembly));
      }
    }
    return outputs.stream().map(flows::get).toList();
  }
}
