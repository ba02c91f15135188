package io.deepcompress.pipeline.prune;

import io.deepcompress.pipeline.Stage;
import io.deepcompress.pipeline.TrainStage;
import io.deepcompress.pipeline.Training;
import io.deepcompress.pipeline.recipe.PerLayer;
import io.deepcompress.pipeline.recipe.Settings;
import java.util.ArrayList;
import java.util.List;

/** Reads a recipe's {@code prune} step: one pruning, or rounds of pruning and retraining. */
public final class Pruning {
  private static final int MOST_ROUNDS = 100;

  private Pruning() {}

  /**
   * Reads {@code method}, {@code density}, {@code rounds} and {@code retrain}. Round {@code r} of
   * {@code n} prunes to {@code density^(r/n)}, so that every round takes the same share of what is
   * left.
   */
  public static List<Stage> of(Settings settings) {
    Method method = settings.choice("method", Method.MAGNITUDE);
    PerLayer density = settings.perLayer("density", 0, 1);
    int rounds = settings.integer("rounds", 1, 1, MOST_ROUNDS);
    Settings nested = settings.nested("retrain");
    Training training = settings.has("retrain") ? Training.of(nested, false) : null;
    nested.finish();
    settings.finish();
    if (density == null) {
      throw settings.fault("'density' is missing");
    }
    List<Stage> stages = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      double power = (double) round / rounds;
      String suffix = rounds == 1 ? "" : " " + round + "/" + rounds;
      stages.add(
          new PruneStage("prune" + suffix, method, density.map(target -> Math.pow(target, power))));
      if (training != null) {
        stages.add(new TrainStage("retrain" + suffix, training));
      }
    }
    return stages;
  }
}
