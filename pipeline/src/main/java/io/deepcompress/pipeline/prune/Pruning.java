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
   * Reads {@code method}, {@code density}, {@code rounds}, {@code retrain} and {@code most-lost}.
   * Round {@code r} of {@code n} prunes to {@code density^(r/n)}, so that every round takes the
   * same share of what is left.
   */
  public static List<Stage> of(Settings settings) {
    Method method = settings.choice("method", Method.MAGNITUDE);
    PerLayer density = settings.perLayer("density", 0, 1);
    int rounds = settings.integer("rounds", 1, 1, MOST_ROUNDS);
    Settings nested = settings.nested("retrain");
    Training training = settings.has("retrain") ? Training.of(nested, false) : null;
    nested.finish();
    double mostLost = settings.number("most-lost", Double.NaN, 0, 100);
    settings.finish();
    if (density == null) {
      throw settings.fault("'density' is missing");
    }
    if (!Double.isNaN(mostLost) && training == null) {
      throw settings.fault("'most-lost' needs 'retrain'");
    }
    List<Stage> prunings = new ArrayList<>();
    List<TrainStage> trainings = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      double power = (double) round / rounds;
      String suffix = rounds == 1 ? "" : " " + round + "/" + rounds;
      prunings.add(
          new PruneStage("prune" + suffix, method, density.map(target -> Math.pow(target, power))));
      trainings.add(new TrainStage("retrain" + suffix, training));
    }
    if (!Double.isNaN(mostLost)) {
      return new GuardedRounds(mostLost).of(prunings, trainings);
    }
    List<Stage> stages = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      stages.add(prunings.get(i));
      if (training != null) {
        stages.add(trainings.get(i));
      }
    }
    return stages;
  }
}
