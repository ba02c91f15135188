package io.deepcompress.pipeline.quantize;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.pipeline.Stage;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.Training;
import io.deepcompress.pipeline.WeightLayer;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.WorkingTensor;
import io.deepcompress.pipeline.recipe.PerLayer;
import io.deepcompress.pipeline.recipe.Settings;
import io.deepcompress.pipeline.share.Grids;
import io.deepcompress.pipeline.train.ActivationRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Quantization-aware training (Jacob et al. 2018): the network is trained with what its layers read
 * and with its weights rounded as they will be. Weights that are shared, and have no number of
 * {@code bits}, stay shared: their centroids learn. Pruned weights stay pruned.
 *
 * <p>Batch normalizations that can be folded are folded into the rounding while they are trained,
 * and for good at the end; so this stage needs no {@code fold} before it. Afterwards weights lie on
 * their grids, as codebooks, and every value of the network has its quantization.
 */
public final class QatStage implements Stage {
  private static final int MOST_BITS = 8;

  private final PerLayer bits;
  private final int activationBits;
  private final ActivationRange.Mode ranges;
  private final Grid grid;
  private final boolean perChannel;
  private final Training training;
  private final CalibrateStage calibration;

  /** Whether weights' grids stay while they are trained. */
  private enum Grid {
    FIXED,
    MOVING
  }

  private QatStage(
      PerLayer bits,
      int activationBits,
      ActivationRange.Mode ranges,
      Grid grid,
      boolean perChannel,
      Training training,
      CalibrateStage calibration) {
    this.bits = bits;
    this.activationBits = activationBits;
    this.ranges = ranges;
    this.grid = grid;
    this.perChannel = perChannel;
    this.training = training;
    this.calibration = calibration;
  }

  /**
   * Reads {@code bits} (for each layer), {@code activation-bits}, {@code ranges}, {@code
   * weight-scales}, {@code channel-scales}, {@code train} and {@code calibrate}.
   */
  public static QatStage of(Settings settings) {
    Settings train = settings.nested("train");
    QatStage stage =
        new QatStage(
            settings.perLayer("bits", 2, MOST_BITS),
            settings.integer("activation-bits", MOST_BITS, 2, MOST_BITS),
            settings.choice("ranges", ActivationRange.Mode.LEARNED),
            settings.choice("weight-scales", Grid.FIXED),
            settings.flag("channel-scales", false),
            Training.ofQuantized(train),
            CalibrateStage.of(settings.nested("calibrate")));
    train.finish();
    settings.finish();
    return stage;
  }

  @Override
  public String name() {
    return "qat";
  }

  @Override
  public boolean trains() {
    return true;
  }

  @Override
  public void check(WorkingModel model) {
    if (bits != null) {
      bits.resolve(model.weights());
    }
  }

  /**
   * Whether the output channels of weights get a factor each, after which they stay as they are.
   */
  public boolean hasChannelScales() {
    return perChannel;
  }

  @Override
  public String run(WorkingModel model, StageContext context) throws IOException {
    if (model.activations().stream().allMatch(Optional::isEmpty)) {
      calibration.run(model, context);
    }
    QuantizedTraining quantized =
        new QuantizedTraining(model, layers(model), activationBits, ranges);
    String note = training.run(model, context, name(), quantized);
    Map<String, QuantizedTraining.Grid> grids = quantized.grids();
    new FoldStage().run(model, context);
    for (WeightLayer layer : model.weights()) {
      QuantizedTraining.Grid own = grids.get(layer.tensor().name());
      if (own != null) {
        Grids.share(layer.tensor(), own.steps(), own.levels());
      }
    }
    // What no layer reads directly is seen by integers only in passing: calibrated is enough.
    calibration.run(model, context);
    keep(model, quantized.ranges());
    return note + " with " + activationBits + " bits a value between layers";
  }

  /** The weights to round, and how; those that were shared are not any more. */
  private List<QuantizedTraining.Rounded> layers(WorkingModel model) {
    List<WeightLayer> weights = model.weights();
    double[] given = bits == null ? null : bits.resolve(weights);
    List<QuantizedTraining.Rounded> layers = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      WorkingTensor tensor = weights.get(i).tensor();
      boolean asked = given != null && !Double.isNaN(given[i]);
      if (asked || !tensor.shared()) {
        if (tensor.shared()) {
          tensor.setValues(tensor.values());
        }
        int count = asked ? (int) given[i] : MOST_BITS;
        layers.add(
            new QuantizedTraining.Rounded(
                weights.get(i), (1 << count - 1) - 1, perChannel, grid == Grid.FIXED));
      }
    }
    return layers;
  }

  private static void keep(WorkingModel model, Map<String, ActivationRange> ranges) {
    List<Optional<ActivationQuantization>> activations = new ArrayList<>(model.activations());
    for (WeightLayer layer : model.weights()) {
      ActivationRange range = ranges.get(layer.tensor().name());
      if (range != null) {
        int read = model.network().nodes().get(layer.node()).inputs().get(0);
        activations.set(read, Optional.of(range.quantization()));
      }
    }
    model.setActivations(activations);
  }
}
