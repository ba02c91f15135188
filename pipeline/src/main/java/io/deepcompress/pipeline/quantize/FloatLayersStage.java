package io.deepcompress.pipeline.quantize;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.network.Network;
import io.deepcompress.pipeline.Stage;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.WeightLayer;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.recipe.PerLayer;
import io.deepcompress.pipeline.recipe.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Leaves layers of a calibrated network in float while the rest runs on 8-bit integers: what they
 * read gets no integers. Layers that read the same value go with them.
 */
public final class FloatLayersStage implements Stage {
  private final PerLayer layers;

  private FloatLayersStage(PerLayer layers) {
    this.layers = layers;
  }

  /** Reads the setting {@code layers}. */
  public static FloatLayersStage of(Settings settings) {
    PerLayer layers = settings.layers("layers");
    settings.finish();
    if (layers == null) {
      throw settings.fault("give the 'layers' to leave in float, as [first, last]");
    }
    return new FloatLayersStage(layers);
  }

  /**
   * Leaves layers in float.
   *
   * @param layers as a recipe names them
   */
  public static FloatLayersStage of(List<String> layers) {
    return new FloatLayersStage(PerLayer.chosen(layers));
  }

  @Override
  public String name() {
    return "float-layers";
  }

  @Override
  public boolean needsData() {
    return true;
  }

  @Override
  public void check(WorkingModel model) {
    layers.resolve(model.weights());
  }

  @Override
  public String run(WorkingModel model, StageContext context) {
    if (model.activations().isEmpty()) {
      return "nothing is calibrated, so no layer runs on integers of known scale";
    }
    Network network = model.network();
    List<Optional<ActivationQuantization>> activations = new ArrayList<>(model.activations());
    List<WeightLayer> weights = model.weights();
    double[] chosen = layers.resolve(weights);
    for (int i = 0; i < chosen.length; i++) {
      if (!Double.isNaN(chosen[i])) {
        int read = network.nodes().get(weights.get(i).node()).inputs().get(0);
        activations.set(read, Optional.empty());
      }
    }
    model.setActivations(activations);
    List<String> names =
        weights.stream()
            .filter(
                layer ->
                    activations.get(network.nodes().get(layer.node()).inputs().get(0)).isEmpty())
            .map(WeightLayer::layer)
            .distinct()
            .toList();
    return String.join(", ", names) + " in float";
  }
}
