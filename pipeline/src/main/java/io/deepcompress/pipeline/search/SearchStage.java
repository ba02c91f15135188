package io.deepcompress.pipeline.search;

import io.deepcompress.pipeline.HeldOut;
import io.deepcompress.pipeline.Stage;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.Training;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.recipe.PerLayer;
import io.deepcompress.pipeline.recipe.Settings;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/**
 * Looks for the smallest file whose INT8 accuracy on held-out training samples stays within a
 * number of points of the original's. First all layers together become sparser, round by round, by
 * smaller steps once one was too much; then single layers do, those first that save most for what
 * they cost untrained; then single layers get fewer bits in the same order. Each step is kept if
 * the retrained or fine-tuned candidate is within. Every candidate is a line of the trail. The
 * model ends as the best one was measured: shared, its biases in float16, calibrated.
 */
public final class SearchStage implements Stage {
  private static final int MOST_TRIES = 1_000;

  private final double mostLost;
  private final double factor;
  private final double leastDensity;
  private final int refinements;
  private final double layerFactor;
  private final int layerTries;
  private final PerLayer firstBits;
  private final int leastBits;
  private final Training retrain;
  private final Training finetune;

  private SearchStage(Settings settings, PerLayer firstBits, Training retrain, Training finetune) {
    this.mostLost = settings.number("most-lost", 1, 0, 100);
    this.factor = settings.number("factor", 0.6, 0.05, 0.95);
    this.leastDensity = settings.number("least-density", 0.01, 1e-4, 1);
    this.refinements = settings.integer("refinements", 1, 0, 10);
    this.layerFactor = settings.number("layer-factor", 0.7, 0.05, 0.95);
    this.layerTries = settings.integer("layer-tries", 8, 0, MOST_TRIES);
    this.leastBits = settings.integer("least-bits", 2, 1, 8);
    this.firstBits = firstBits;
    this.retrain = retrain;
    this.finetune = finetune;
  }

  /**
   * Reads {@code most-lost}, {@code factor} (density of a round over that of the round before),
   * {@code refinements} (how often the factor is replaced by its root), {@code least-density},
   * {@code layer-factor} and {@code layer-tries} of single layers, {@code bits}, {@code
   * least-bits}, {@code retrain} and {@code finetune}.
   */
  public static SearchStage of(Settings settings) {
    PerLayer bits = settings.perLayer("bits", 2, 8);
    Settings retrain = settings.nested("retrain");
    Settings finetune = settings.nested("finetune");
    SearchStage stage =
        new SearchStage(
            settings,
            bits == null ? PerLayer.forAll(6) : bits,
            Training.of(retrain, false),
            Training.of(finetune, true));
    retrain.finish();
    finetune.finish();
    settings.finish();
    return stage;
  }

  @Override
  public String name() {
    return "search";
  }

  @Override
  public boolean trains() {
    return true;
  }

  @Override
  public void check(WorkingModel model) {
    firstBits.resolve(model.weights());
  }

  @Override
  public String run(WorkingModel model, StageContext context) throws IOException {
    if (HeldOut.samples(model.network(), context.data().orElseThrow()).size() == 0) {
      return "not made; there are too few training samples to hold any out";
    }
    double[] bits = firstBits.resolve(model.weights());
    Arrays.setAll(bits, i -> Double.isNaN(bits[i]) ? 8 : bits[i]);
    Search search = new Search(model, bits, mostLost, retrain, finetune, context);
    boolean reached = search.begin();
    if (reached) {
      search.sparser(factor, leastDensity, refinements);
      search.sparserLayers(layerFactor, layerTries);
      search.fewerBits(leastBits);
    }
    model.restore(search.found());
    return String.format(
        Locale.ROOT,
        "%s %,d bytes, %+.2f points, in %d candidates: %s",
        reached ? "found" : "not reached, at best",
        search.best().bytes(),
        -search.best().lost(),
        search.candidates(),
        search.summary());
  }
}
