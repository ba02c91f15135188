package io.deepcompress.pipeline.importer;

import com.fasterxml.jackson.databind.JsonNode;
import io.deepcompress.pipeline.importer.ImportException.Kind;
import java.util.ArrayList;
import java.util.List;

/** The configuration of a {@code MultiLayerNetwork}. */
final class LayerStack implements Topology {
  private final List<Config> layers = new ArrayList<>();
  private final List<Config> preprocessors = new ArrayList<>();

  LayerStack(JsonNode root) throws ImportException {
    JsonNode confs = root.path("confs");
    for (int i = 0; i < confs.size(); i++) {
      JsonNode layer = confs.get(i).path("layer");
      String name = name(layer, "layer" + i);
      layers.add(Config.of(layer, name));
      JsonNode preprocessor = root.path("inputPreProcessors").path(String.valueOf(i));
      preprocessors.add(preprocessor.isObject() ? Config.of(preprocessor, name) : null);
    }
    if (layers.isEmpty()) {
      throw new ImportException(Kind.CORRUPT, "the configuration has no layers");
    }
  }

  /** Name of a layer or of the layer that it wraps. */
  private static String name(JsonNode layer, String unnamed) {
    JsonNode json = Config.of(layer, "").json();
    if (!json.path("layerName").asText("").isEmpty() && !json.path("layerName").isNull()) {
      return json.get("layerName").asText();
    }
    for (String wrapped : new String[] {"layer", "underlying"}) {
      if (json.path(wrapped).isObject()) {
        return name(json.get(wrapped), unnamed);
      }
    }
    return unnamed;
  }

  @Override
  public List<String> inputNames() {
    return List.of("input");
  }

  @Override
  public void requireSupported() throws ImportException {
    for (Config layer : layers) {
      LayerTable.require(layer);
    }
  }

  @Override
  public boolean channelsLast() {
    return layers.stream().anyMatch(Config::isChannelsLast);
  }

  @Override
  public List<String> warnings() {
    return List.of();
  }

  @Override
  public List<Reader> readers(int input) {
    List<Reader> readers = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      readers.add(new Reader(preprocessors.get(i), layers.get(i)));
    }
    return readers;
  }

  @Override
  public List<Flow> walk(Assembly assembly) throws ImportException {
    Flow flow = new Flow(0, false);
    for (int i = 0; i < layers.size(); i++) {
      if (preprocessors.get(i) != null) {
        flow = Preprocessors.apply(preprocessors.get(i), flow, assembly);
      }
      Layer layer = new Layer(layers.get(i), String.valueOf(i), flow.folded(), assembly);
      flow = new Flow(LayerTable.convert(layer, flow.value()), flow.folded());
    }
    return List.of(flow);
  }
}
