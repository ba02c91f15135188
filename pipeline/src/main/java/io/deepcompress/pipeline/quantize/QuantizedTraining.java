package io.deepcompress.pipeline.quantize;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.pipeline.TrainableNetwork;
import io.deepcompress.pipeline.Training;
import io.deepcompress.pipeline.WeightLayer;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.WorkingTensor;
import io.deepcompress.pipeline.importer.Dl4jBinding;
import io.deepcompress.pipeline.share.Grids;
import io.deepcompress.pipeline.train.ActivationRange;
import io.deepcompress.pipeline.train.QuantizedParameter;
import io.deepcompress.pipeline.train.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Adds to a training that layers see rounded weights and read rounded values. */
final class QuantizedTraining implements Training.Addition {
  private final WorkingModel model;
  private final List<Rounded> layers;
  private final int activationBits;
  private final ActivationRange.Mode mode;
  private final Map<String, QuantizedParameter> byKey = new HashMap<>();
  private final Map<String, Grid> grids = new HashMap<>();
  private final Map<String, ActivationRange> ranges = new LinkedHashMap<>();

  /**
   * Weights to round.
   *
   * @param levels of the grid on either side of zero
   * @param perChannel whether each output channel has a step of its own
   * @param fixed whether steps stay
   */
  record Rounded(WeightLayer layer, int levels, boolean perChannel, boolean fixed) {}

  /** The grid that a tensor ends on. */
  record Grid(float[] steps, int levels) {}

  /** For a model whose activations are calibrated. */
  QuantizedTraining(
      WorkingModel model, List<Rounded> layers, int activationBits, ActivationRange.Mode mode) {
    this.model = model;
    this.layers = layers;
    this.activationBits = activationBits;
    this.mode = mode;
  }

  /** Grids by the tensor's name, after training. */
  Map<String, Grid> grids() {
    return grids;
  }

  /** Ranges of what layers read, by their weights' name. */
  Map<String, ActivationRange> ranges() {
    return ranges;
  }

  @Override
  public TrainableNetwork network(TrainableNetwork network) {
    for (Rounded layer : layers) {
      if (isWhole(network.binding(), layer.layer().index())) {
        QuantizedParameter parameter = parameter(network, layer);
        byKey.put(network.key(layer.layer().index()), parameter);
        grids.put(layer.layer().tensor().name(), new Grid(parameter.steps(), layer.levels()));
      }
    }
    // A layer reads one value; two layers may read the same, and then share its range.
    Map<Integer, ActivationRange> ofValue = new HashMap<>();
    Map<String, ActivationRange> ofLayer = new LinkedHashMap<>();
    for (WeightLayer layer : model.weights()) {
      int read = model.network().nodes().get(layer.node()).inputs().get(0);
      Optional<ActivationQuantization> calibrated = model.activations().get(read);
      if (calibrated.isPresent() && readsDirectly(network.binding(), layer)) {
        ActivationRange range =
            ofValue.computeIfAbsent(
                read, value -> new ActivationRange(calibrated.get(), activationBits, mode));
        String key = network.key(layer.index());
        ofLayer.put(key.substring(0, key.lastIndexOf('_')), range);
        ranges.put(layer.tensor().name(), range);
      }
    }
    return network.reading(ofLayer);
  }

  @Override
  public void configure(Trainer trainer) {
    trainer
        .withQuantized(byKey)
        .withRoundedCentroids()
        .withRanges(ranges.values().stream().distinct().toList());
  }

  private static boolean isWhole(Dl4jBinding binding, int parameter) {
    return binding.isView(parameter)
        && binding.length(parameter) == binding.ranges().get(binding.key(parameter)).length();
  }

  /** Whether what the layer reads is what its DL4J layer reads: not so within a separable one. */
  private boolean readsDirectly(Dl4jBinding binding, WeightLayer layer) {
    if (!binding.isView(layer.index())) {
      return false;
    }
    String own = prefix(binding.key(layer.index()));
    return model.weights().stream()
        .filter(other -> binding.isView(other.index()))
        .filter(other -> prefix(binding.key(other.index())).equals(own))
        .allMatch(other -> other.node() >= layer.node());
  }

  private static String prefix(String key) {
    return key.substring(0, key.lastIndexOf('_'));
  }

  private QuantizedParameter parameter(TrainableNetwork network, Rounded rounded) {
    WorkingTensor tensor = rounded.layer().tensor();
    int plane = tensor.shape().planeSize();
    int filters = tensor.shape().channels();
    List<Integer> scales = foldedScales(rounded.layer().node());
    Supplier<float[]> factors = scales.isEmpty() ? null : () -> product(network, scales, filters);
    float[] folded = tensor.values().clone();
    if (factors != null) {
      float[] present = factors.get();
      for (int i = 0; i < folded.length; i++) {
        folded[i] *= present[i / plane];
      }
    }
    float[] steps = new float[rounded.perChannel() ? filters : 1];
    int run = folded.length / steps.length;
    for (int k = 0; k < steps.length; k++) {
      steps[k] =
          Grids.bestStep(Arrays.copyOfRange(folded, k * run, (k + 1) * run), rounded.levels());
    }
    int[] channels = null;
    if (factors != null || rounded.perChannel()) {
      channels = new int[folded.length];
      for (int i = 0; i < folded.length; i++) {
        channels[network.binding().toDl4j(rounded.layer().index(), i)] = i / plane;
      }
    }
    return new QuantizedParameter(rounded.levels(), steps, rounded.fixed(), channels, factors);
  }

  /** Scales of the normalizations that fold into a layer, one behind the other. */
  private List<Integer> foldedScales(int layer) {
    Network network = model.network();
    List<Integer> scales = new ArrayList<>();
    int last = layer;
    for (int node = layer + 1; node < network.nodes().size(); node++) {
      boolean next =
          network.nodes().get(node).operation() instanceof Operation.Affine
              && network.nodes().get(node).inputs().get(0) == network.valueOf(last)
              && (last == layer
                  ? FoldStage.layerOf(model, node) == layer
                  : FoldStage.readers(network, network.valueOf(last)) == 1);
      if (next) {
        scales.add(network.parametersOf(node).get(0));
        last = node;
      }
    }
    return scales;
  }

  private static float[] product(TrainableNetwork network, List<Integer> scales, int filters) {
    float[] product = new float[filters];
    Arrays.fill(product, 1f);
    for (int scale : scales) {
      float[] factors = network.present(scale);
      for (int i = 0; i < filters; i++) {
        product[i] *= factors[i];
      }
    }
    return product;
  }
}
