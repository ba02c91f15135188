package io.deepcompress.pipeline.share;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.pipeline.HalfPrecision;
import io.deepcompress.pipeline.Parallel;
import io.deepcompress.pipeline.Stage;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.WeightLayer;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.WorkingTensor;
import io.deepcompress.pipeline.recipe.PerLayer;
import io.deepcompress.pipeline.recipe.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Lets the weights of each layer share a few values: k-means on a line, or a uniform grid. */
public final class ShareStage implements Stage {
  private final PerLayer centroids;
  private final double tolerance;
  private final Initialization initialization;
  private final ValueFormat.Kind values;
  private final boolean perChannel;
  private final boolean unsharedOnly;

  private ShareStage(
      PerLayer centroids,
      double tolerance,
      Initialization initialization,
      ValueFormat.Kind values,
      boolean perChannel,
      boolean unsharedOnly) {
    this.centroids = centroids;
    this.tolerance = tolerance;
    this.initialization = initialization;
    this.values = values;
    this.perChannel = perChannel;
    this.unsharedOnly = unsharedOnly;
  }

  /**
   * Reads the settings {@code bits} or {@code centroids} or {@code tolerance}, {@code
   * initialization}, {@code values}, {@code channel-scales} and {@code unshared-only}.
   */
  public static ShareStage of(Settings settings) {
    PerLayer bits = settings.perLayer("bits", 1, 8);
    PerLayer centroids = settings.perLayer("centroids", 1, Codebook.MAX_SIZE);
    double tolerance = settings.number("tolerance", Double.NaN, 1e-4, 1);
    Initialization initialization = settings.choice("initialization", Initialization.LINEAR);
    ValueFormat.Kind values = settings.choice("values", ValueFormat.Kind.INT8);
    boolean perChannel = settings.flag("channel-scales", false);
    boolean unsharedOnly = settings.flag("unshared-only", false);
    settings.finish();
    int given = (bits == null ? 0 : 1) + (centroids == null ? 0 : 1);
    if (given + (Double.isNaN(tolerance) ? 0 : 1) != 1) {
      throw settings.fault("give one of 'bits', 'centroids' and 'tolerance'");
    }
    // One code of the fixed-length ones is zero.
    PerLayer counts = bits == null ? centroids : bits.map(b -> (1 << (int) b) - 1);
    return new ShareStage(counts, tolerance, initialization, values, perChannel, unsharedOnly);
  }

  /** Optimal centroids on an int8 grid, with a number of bits for each layer in order. */
  public static ShareStage ofBits(double[] bits) {
    return new ShareStage(
        PerLayer.inOrder(Arrays.stream(bits).map(b -> (1 << (int) b) - 1).boxed().toList()),
        Double.NaN,
        Initialization.EXACT,
        ValueFormat.Kind.INT8,
        false,
        false);
  }

  /** Whether each output channel gets a factor of its own. */
  public boolean hasChannelScales() {
    return perChannel;
  }

  @Override
  public String name() {
    return "share";
  }

  @Override
  public void check(WorkingModel model) {
    if (centroids != null) {
      centroids.resolve(model.weights());
    }
  }

  @Override
  public String run(WorkingModel model, StageContext context) {
    List<WeightLayer> layers = model.weights();
    double[] counts = centroids == null ? null : centroids.resolve(layers);
    String[] inFloat32 = new String[layers.size()];
    Parallel.each(
        layers.size(),
        context.threads(),
        i -> {
          context.checkCancelled();
          WorkingTensor tensor = layers.get(i).tensor();
          if (unsharedOnly && tensor.shared()) {
            return;
          }
          if (counts == null) {
            Sharing.gridWithin(tensor, tolerance, perChannel);
          } else if (!Double.isNaN(counts[i])) {
            share(tensor, (int) counts[i], context.seed() + i);
            if (tensor.codebook().format().kind() == ValueFormat.Kind.FLOAT32) {
              inFloat32[i] = tensor.name();
            }
          }
        });
    if (counts == null) {
      return String.format(
          Locale.ROOT,
          "every layer's weights within %.1f %% of their root mean square",
          100 * tolerance);
    }
    if (values != ValueFormat.Kind.FLOAT16) {
      return "";
    }
    String kept =
        HalfPrecision.keptInFloat32(Arrays.stream(inFloat32).filter(Objects::nonNull).toList());
    return kept.isEmpty() ? "" : "centroids of " + kept;
  }

  private void share(WorkingTensor tensor, int count, long seed) {
    if (initialization == Initialization.UNIFORM) {
      Sharing.grid(tensor, Math.max(1, Math.min(count, 2 * Sharing.INT8_LEVELS) / 2), perChannel);
    } else {
      Sharing.cluster(tensor, count, initialization, values, perChannel, seed);
    }
  }
}
