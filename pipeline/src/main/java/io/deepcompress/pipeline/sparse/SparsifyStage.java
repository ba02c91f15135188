package io.deepcompress.pipeline.sparse;

import io.deepcompress.pipeline.Stage;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.recipe.PerLayer;
import io.deepcompress.pipeline.recipe.Settings;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Rounds of pruning the least important weights of all layers together, letting others grow if
 * wanted, and training the rest, whose time falls with every round. Units that no longer do
 * anything go with their weights and biases.
 */
public final class SparsifyStage implements Stage {
  private final Importance importance;
  private final double density;
  private final int rounds;
  private final double regrow;
  private final PerLayer units;
  private final SparseSettings training;

  private SparsifyStage(
      Importance importance,
      double density,
      int rounds,
      double regrow,
      PerLayer units,
      SparseSettings training) {
    this.importance = importance;
    this.density = density;
    this.rounds = rounds;
    this.regrow = regrow;
    this.units = units;
    this.training = training;
  }

  /**
   * Reads {@code density} (kept over all weights in the end; every round takes the same share of
   * what is left), {@code rounds}, {@code regrow} (share of what a round keeps that other weights
   * take over, in the first round; falls by half a cosine to nothing), {@code units} (most units of
   * each layer, from the first round on; the last layer keeps its own), {@code method} and those of
   * the training in each round.
   */
  public static SparsifyStage of(Settings settings) {
    Importance importance = settings.choice("method", Importance.LAMP);
    double density = settings.number("density", Double.NaN, 1e-6, 1);
    int rounds = settings.integer("rounds", 1, 1, 1000);
    double regrow = settings.number("regrow", 0, 0, 0.9);
    PerLayer units = settings.perLayer("units", 1, Integer.MAX_VALUE);
    SparseSettings training = SparseSettings.of(settings);
    settings.finish();
    if (Double.isNaN(density)) {
      throw settings.fault("'density' is missing");
    }
    return new SparsifyStage(importance, density, rounds, regrow, units, training);
  }

  @Override
  public String name() {
    return "sparsify";
  }

  @Override
  public boolean trains() {
    return true;
  }

  @Override
  public String run(WorkingModel model, StageContext context) throws IOException {
    SparseNetwork network = SparseSettings.network(model);
    SparseTrainer trainer = training.trainer(network, model, context);
    GradientRegrowth regrowth = regrow == 0 ? null : regrowth(network, model, context);
    long all = model.weights().stream().mapToLong(layer -> layer.tensor().size()).sum();
    double before = kept(network);
    double target = Math.max(1, Math.rint(density * all));
    double loss = 0;
    if (importance == Importance.FISHER) {
      trainer.observe(context.cancelled());
    }
    if (units != null) {
      UnitPruning.prune(network, trainer, importance, units.resolve(model.weights()));
    }
    context.progress().begin("sparsify", rounds);
    for (int round = 1; round <= rounds; round++) {
      double keep = before * Math.pow(Math.min(1, target / before), (double) round / rounds);
      double exchanged = regrow * (1 + Math.cos(Math.PI * (round - 1) / rounds)) / 2;
      prune(network, trainer, importance, (int) Math.rint(keep * (1 - exchanged)));
      if (regrowth != null) {
        regrowth.grow((int) Math.rint(keep) - kept(network), context.cancelled());
      }
      loss =
          trainer.run(
              training.epochs(), training.rate(), training.end(), null, context.cancelled());
      context
          .progress()
          .at(round, String.format(Locale.ROOT, "%d weights, loss %.4f", kept(network), loss));
    }
    context.progress().end();
    return String.format(
        Locale.ROOT,
        "kept %,d of %,d weights (%.2f %%), loss %.4f",
        kept(network),
        all,
        100.0 * kept(network) / all,
        loss);
  }

  private GradientRegrowth regrowth(SparseNetwork network, WorkingModel model, StageContext context)
      throws IOException {
    return new GradientRegrowth(
        network, SparseSettings.network(model), training.copies(model, context), context.seed());
  }

  static int kept(SparseNetwork network) {
    return network.weighted().stream().mapToInt(layer -> layer.taps().length).sum();
  }

  /** Keeps the most important weights of all layers together; of equal ones the first. */
  static void prune(SparseNetwork network, SparseTrainer trainer, Importance importance, int keep) {
    List<TapLayer> layers = network.weighted();
    double[][] scores = new double[layers.size()][];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = importance.scores(layers.get(i), trainer.fisher(i));
    }
    double[] sorted = Arrays.stream(scores).flatMapToDouble(Arrays::stream).sorted().toArray();
    if (keep < sorted.length) {
      double least = sorted[sorted.length - keep];
      long above = Arrays.stream(sorted).filter(score -> score > least).count();
      long ties = keep - above;
      for (int i = 0; i < scores.length; i++) {
        TapLayer layer = layers.get(i);
        boolean[] mask = new boolean[layer.weights.length];
        for (int t = 0; t < scores[i].length; t++) {
          mask[layer.taps()[t]] = scores[i][t] > least || scores[i][t] == least && ties-- > 0;
        }
        layer.keep(mask);
      }
    }
    DeadUnits.remove(network);
  }
}
