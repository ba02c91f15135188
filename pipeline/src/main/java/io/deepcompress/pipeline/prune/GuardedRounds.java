package io.deepcompress.pipeline.prune;

import io.deepcompress.datasets.Split;
import io.deepcompress.pipeline.Evaluator;
import io.deepcompress.pipeline.Progress;
import io.deepcompress.pipeline.Stage;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.TrainStage;
import io.deepcompress.pipeline.TrainableNetwork;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.train.Accuracy;
import io.deepcompress.pipeline.train.SplitData;
import io.deepcompress.runtime.Mode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Rounds of pruning and retraining that end before accuracy is lost: a round after which held-out
 * samples are classified worse than the given number of points below the original is undone, and no
 * further one is made. That suits a recipe for any network, which cannot know its density.
 */
final class GuardedRounds {
  /** Where the model says that its rounds have ended; it stays in the file. */
  static final String ENDED = "pruning";

  private static final int MOST_SAMPLES = 2_000;

  private final double mostLost;
  private double original = Double.NaN;

  /** Rounds that may lose this many percentage points. */
  GuardedRounds(double mostLost) {
    this.mostLost = mostLost;
  }

  /** Pairs of pruning and retraining as one stage each. */
  List<Stage> of(List<Stage> prunings, List<TrainStage> trainings) {
    List<Stage> rounds = new ArrayList<>();
    for (int i = 0; i < prunings.size(); i++) {
      rounds.add(new Round(prunings.get(i), trainings.get(i)));
    }
    return rounds;
  }

  private final class Round implements Stage {
    private final Stage prune;
    private final TrainStage retrain;

    Round(Stage prune, TrainStage retrain) {
      this.prune = prune;
      this.retrain = retrain;
    }

    @Override
    public String name() {
      return prune.name();
    }

    @Override
    public void check(WorkingModel model) {
      prune.check(model);
    }

    @Override
    public String run(WorkingModel model, StageContext context) throws IOException {
      if (context.data().isEmpty() || !context.data().get().training().labelled()) {
        return prune.run(model, context);
      }
      if (model.provenance().containsKey(ENDED)) {
        return "not made; pruning ended before";
      }
      if (Double.isNaN(original) && held(context).size() > 0) {
        original =
            Accuracy.top1(
                TrainableNetwork.original(context.source().orElseThrow()),
                SplitData.of(held(context), model.preprocessing().get(0)));
      }
      WorkingModel before = model.copy();
      String note = prune.run(model, context);
      retrain.run(model, context);
      if (held(context).size() == 0) {
        return note;
      }
      double lost = 100 * (original - accuracy(model, context));
      if (lost > mostLost) {
        model.restore(before);
        model.provenance().put(ENDED, "ended before " + name());
        return String.format(
            Locale.ROOT, "undone: %s lost %.2f points, more than %.2f", note, lost, mostLost);
      }
      return note;
    }

    private double accuracy(WorkingModel model, StageContext context) throws IOException {
      return new Evaluator(context.threads(), Progress.NONE, context.cancelled())
          .score(model.toCompressedModel(), Mode.FLOAT, held(context))
          .top1();
    }
  }

  private static Split held(StageContext context) {
    Split held = context.data().orElseThrow().validation();
    return held.head(Math.min(MOST_SAMPLES, held.size()));
  }
}
