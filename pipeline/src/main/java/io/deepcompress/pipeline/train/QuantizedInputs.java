package io.deepcompress.pipeline.train;

import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Makes layers of a network read rounded values. */
public final class QuantizedInputs {
  private QuantizedInputs() {}

  /**
   * A network of the same parameters, live, whose layers read rounded values; its configuration is
   * for training only and cannot be saved.
   *
   * @param ranges by the layers' names, as parameter keys have them before the underscore
   * @throws IllegalArgumentException if there is no layer of a name
   */
  public static Model of(Model model, Map<String, ActivationRange> ranges) {
    if (model instanceof MultiLayerNetwork network) {
      var configuration = network.getLayerWiseConfigurations().clone();
      ranges.forEach(
          (name, range) -> {
            int layer = Integer.parseInt(name);
            if (layer >= network.getnLayers()) {
              throw noLayer(name);
            }
            configuration
                .getInputPreProcessors()
                .put(layer, new QuantizedInput(configuration.getInputPreProcess(layer), range));
          });
      MultiLayerNetwork rounding = new MultiLayerNetwork(configuration);
      rounding.init(model.params(), false);
      return rounding;
    }
    ComputationGraphConfiguration configuration =
        ((ComputationGraph) model).getConfiguration().clone();
    ranges.forEach(
        (name, range) -> {
          if (!(configuration.getVertices().get(name) instanceof LayerVertex layer)) {
            throw noLayer(name);
          }
          layer.setPreProcessor(new QuantizedInput(layer.getPreProcessor(), range));
        });
    ComputationGraph rounding = new ComputationGraph(configuration);
    rounding.init(model.params(), false);
    return rounding;
  }

  private static IllegalArgumentException noLayer(String name) {
    return new IllegalArgumentException("The network has no layer " + name);
  }
}
