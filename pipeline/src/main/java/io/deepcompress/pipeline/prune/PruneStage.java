package io.deepcompress.pipeline.prune;

import io.deepcompress.pipeline.Parallel;
import io.deepcompress.pipeline.Stage;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.WeightLayer;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.recipe.PerLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Sets the least important weights to zero until a density is reached, exactly: {@code
 * round(density x weights)} stay, or as many as are not zero already. Biases are never pruned.
 */
public final class PruneStage implements Stage {
  private final String name;
  private final Method method;
  private final PerLayer density;

  /**
   * A pruning step.
   *
   * @param density kept weights over all weights, 0 to 1; under a global method the number for the
   *     rest ({@code *}) is that of all layers without one of their own, taken together. Layers
   *     without a number are left alone
   */
  public PruneStage(String name, Method method, PerLayer density) {
    this.name = name;
    this.method = method;
    this.density = density;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void check(WorkingModel model) {
    density.resolve(model.weights());
  }

  @Override
  public String run(WorkingModel model, StageContext context) {
    List<WeightLayer> layers = model.weights();
    long[] keep = targets(layers, context);
    Parallel.each(
        layers.size(),
        context.threads(),
        i -> {
          if (keep[i] >= 0) {
            context.checkCancelled();
            float[] values = layers.get(i).tensor().values();
            Magnitudes.keepLargest(values, keep[i]);
            layers.get(i).tensor().setValues(values);
          }
        });
    long kept = layers.stream().mapToLong(layer -> layer.tensor().kept()).sum();
    long all = layers.stream().mapToLong(layer -> layer.tensor().size()).sum();
    return String.format(
        Locale.ROOT, "kept %,d of %,d weights (%.2f %%)", kept, all, 100.0 * kept / all);
  }

  /** How many weights of each layer stay; -1 for layers that are left alone. */
  private long[] targets(List<WeightLayer> layers, StageContext context) {
    double[] densities = density.resolve(layers);
    boolean[] rest = density.isRest(layers);
    long[] keep = new long[layers.size()];
    List<Integer> together = new ArrayList<>();
    for (int i = 0; i < keep.length; i++) {
      if (method != Method.MAGNITUDE && rest[i]) {
        together.add(i);
      }
      keep[i] =
          Double.isNaN(densities[i])
              ? -1
              : Math.round(densities[i] * layers.get(i).tensor().size());
    }
    if (!together.isEmpty()) {
      List<float[]> scores = new ArrayList<>();
      long size = 0;
      for (int i : together) {
        context.checkCancelled();
        float[] values = layers.get(i).tensor().values();
        scores.add(method == Method.LAMP ? Lamp.sortedScores(values) : values);
        size += values.length;
      }
      long wanted = Math.max(1, Math.round(density.rest() * size));
      long[] counts = Magnitudes.counts(scores, Magnitudes.threshold(scores, wanted));
      for (int i = 0; i < counts.length; i++) {
        keep[together.get(i)] = counts[i];
      }
    }
    return keep;
  }
}
