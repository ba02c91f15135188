package io.deepcompress.pipeline.quantize;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.pipeline.Stage;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.importer.ImportException;
import io.deepcompress.pipeline.recipe.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs training samples through the float network and fixes how its values become 8-bit integers.
 */
public final class CalibrateStage implements Stage {

  private final CalibrationMethod method;
  private final HistogramCalibrator.Grid grid;
  private final double setting;
  private final int samples;

  private CalibrateStage(
      CalibrationMethod method, HistogramCalibrator.Grid grid, double setting, int samples) {
    this.method = method;
    this.grid = grid;
    this.setting = setting;
    this.samples = samples;
  }

  /**
   * Reads the settings {@code method}, {@code grid}, {@code percent}, {@code tolerance} and {@code
   * samples}.
   */
  public static CalibrateStage of(Settings settings) {
    CalibrationMethod method = settings.choice("method", CalibrationMethod.MIN_MAX);
    HistogramCalibrator.Grid grid =
        settings.choice("grid", HistogramCalibrator.Grid.UNSIGNED_AFTER_RELU);
    double percent = settings.number("percent", CalibrationMethod.PERCENT, 50, 100);
    double tolerance = settings.number("tolerance", CalibrationMethod.TOLERANCE, 1, 1000);
    int samples = settings.integer("samples", 500, 1, 1_000_000);
    settings.finish();
    return new CalibrateStage(
        method, grid, method == CalibrationMethod.PERCENTILE ? percent : tolerance, samples);
  }

  @Override
  public String name() {
    return "calibrate";
  }

  @Override
  public boolean needsData() {
    return true;
  }

  @Override
  public String run(WorkingModel model, StageContext context) throws IOException {
    return run(model, FloatRuns.of(model, samples, context), context);
  }

  /**
   * The same with inputs of any kind.
   *
   * @throws ImportException if a layer gives NaN or an infinite value, which no grid holds
   */
  public String run(WorkingModel model, FloatRuns inputs, StageContext context) throws IOException {
    boolean[] wanted = integers(model.network());
    List<Calibrator> calibrators = new ArrayList<>();
    for (int value = 0; value < wanted.length; value++) {
      calibrators.add(wanted[value] ? new HistogramCalibrator(method, grid, setting) : null);
    }
    int passes = new HistogramCalibrator(method, grid, setting).passes();
    for (int pass = 0; pass < passes; pass++) {
      for (Calibrator calibrator : calibrators) {
        if (calibrator != null) {
          calibrator.beginPass(pass);
        }
      }
      observe(model, inputs, calibrators, context);
    }
    List<Optional<ActivationQuantization>> activations = new ArrayList<>();
    for (Calibrator calibrator : calibrators) {
      activations.add(Optional.ofNullable(calibrator).map(Calibrator::quantization));
    }
    model.setActivations(activations);
    return inputs.count() + " samples";
  }

  private void observe(
      WorkingModel model, FloatRuns inputs, List<Calibrator> calibrators, StageContext context)
      throws IOException {
    try {
      inputs.observe(
          model,
          name(),
          (value, data, offset, length) -> {
            Calibrator calibrator = calibrators.get(value);
            if (calibrator != null) {
              requireFinite(model.network(), value, data, offset, length);
              calibrator.observe(data, offset, length);
            }
          },
          context);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void requireFinite(
      Network network, int value, float[] data, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (!Float.isFinite(data[i])) {
        throw new UncheckedIOException(
            new ImportException(
                ImportException.Kind.NOT_FINITE,
                (value < network.inputs().size() ? "input '" : "layer '")
                    + network.name(value)
                    + "' gives "
                    + data[i]
                    + " for a training sample, which 8-bit integers cannot be calibrated for; train"
                    + " the network again, or leave 'calibrate' out of the recipe"));
      }
    }
  }

  /**
   * The values that become integers: those that layers with weights read, and those that they are
   * made of without a layer with weights between. What only an activation right behind such a layer
   * reads is left out, since it never leaves the layer's accumulators.
   */
  static boolean[] integers(Network network) {
    boolean[] wanted = new boolean[network.valueCount()];
    int[] readers = new int[network.valueCount()];
    for (Node node : network.nodes()) {
      node.inputs().forEach(value -> readers[value]++);
    }
    for (int index = network.nodes().size() - 1; index >= 0; index--) {
      Node node = network.nodes().get(index);
      boolean weights = hasWeights(node.operation());
      if (weights || wanted[network.valueOf(index)] && !fused(network, node, readers)) {
        node.inputs().forEach(value -> wanted[value] = true);
      }
    }
    return wanted;
  }

  private static boolean hasWeights(Operation operation) {
    return operation instanceof Operation.Dense
        || operation instanceof Operation.Convolution
        || operation instanceof Operation.Deconvolution;
  }

  /** Whether a node works on the accumulators of the layer before it. */
  private static boolean fused(Network network, Node node, int[] readers) {
    boolean elementwise =
        node.operation() instanceof Operation.Activation
            || node.operation() instanceof Operation.Affine;
    int read = node.inputs().get(0);
    while (elementwise && readers[read] == 1 && read >= network.inputs().size()) {
      Node before = network.nodes().get(read - network.inputs().size());
      if (hasWeights(before.operation())) {
        return true;
      }
      elementwise = before.operation() instanceof Operation.Affine;
      read = before.inputs().get(0);
    }
    return false;
  }
}
