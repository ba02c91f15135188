package io.deepcompress.pipeline.search;

import io.deepcompress.pipeline.Stage;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.Training;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.prune.Method;
import io.deepcompress.pipeline.prune.PruneStage;
import io.deepcompress.pipeline.recipe.PerLayer;
import io.deepcompress.pipeline.recipe.Settings;
import io.deepcompress.pipeline.share.ShareStage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Looks for the smallest file whose INT8 accuracy on held-out training samples stays within a
 * number of points of the original's. First all layers together become sparser, round by round,
 * until a round costs too much; then single layers get fewer bits, those first that save most for
 * what they cost untrained, each step kept if the fine-tuned candidate is within. Every candidate
 * is a line of the trail.
 */
public final class SearchStage implements Stage {
  private final double mostLost;
  private final double factor;
  private final double leastDensity;
  private final PerLayer firstBits;
  private final int leastBits;
  private final Training retrain;
  private final Training finetune;

  private SearchStage(
      double mostLost,
      double factor,
      double leastDensity,
      PerLayer firstBits,
      int leastBits,
      Training retrain,
      Training finetune) {
    this.mostLost = mostLost;
    this.factor = factor;
    this.leastDensity = leastDensity;
    this.firstBits = firstBits;
    this.leastBits = leastBits;
    this.retrain = retrain;
    this.finetune = finetune;
  }

  /**
   * Reads {@code most-lost}, {@code factor} (density of a round over that of the round before),
   * {@code least-density}, {@code bits}, {@code least-bits}, {@code retrain} and {@code finetune}.
   */
  public static SearchStage of(Settings settings) {
    PerLayer bits = settings.perLayer("bits", 2, 8);
    Settings retrain = settings.nested("retrain");
    Settings finetune = settings.nested("finetune");
    SearchStage stage =
        new SearchStage(
            settings.number("most-lost", 1, 0, 100),
            settings.number("factor", 0.6, 0.05, 0.95),
            settings.number("least-density", 0.01, 1e-4, 1),
            bits == null ? PerLayer.forAll(6) : bits,
            settings.integer("least-bits", 2, 1, 8),
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
    Prober prober = new Prober(model, context);
    double[] bits = firstBits.resolve(model.weights());
    Arrays.setAll(bits, i -> Double.isNaN(bits[i]) ? 8 : bits[i]);
    WorkingModel shared = shared(model, bits, context, "share");
    Probe best = prober.probe("density 100 %, bits " + text(bits), shared);
    context.progress().notice(best.line(mostLost));
    if (!best.within(mostLost)) {
      // More bits are all that can help where even an unpruned network loses too much.
      Arrays.fill(bits, 8);
      shared = shared(model, bits, context, "share");
      best = prober.probe("density 100 %, bits " + text(bits), shared);
      context.progress().notice(best.line(mostLost));
    }
    if (best.within(mostLost)) {
      for (double density = factor; density >= leastDensity; density *= factor) {
        WorkingModel sparser = sparser(model, density, context);
        WorkingModel candidate = shared(sparser, bits, context, percent(density));
        Probe probe =
            prober.probe("density " + percent(density) + ", bits " + text(bits), candidate);
        context.progress().notice(probe.line(mostLost));
        if (!probe.within(mostLost)) {
          break;
        }
        model.restore(sparser);
        shared = candidate;
        best = probe;
      }
      best = fewerBits(model, bits, best, prober, context);
      shared = shared(model, bits, context, "share");
    }
    model.restore(shared);
    return (best.within(mostLost) ? "found " : "not reached, at best ") + best.line(mostLost);
  }

  private WorkingModel sparser(WorkingModel model, double density, StageContext context)
      throws IOException {
    WorkingModel sparser = model.copy();
    new PruneStage("search", Method.LAMP, PerLayer.forAll(density)).run(sparser, context);
    retrain.run(sparser, context, "search, density " + percent(density));
    return sparser;
  }

  /** Takes bits off single layers while that is within; returns the last good candidate. */
  private Probe fewerBits(
      WorkingModel model, double[] bits, Probe found, Prober prober, StageContext context)
      throws IOException {
    Probe best = found;
    boolean[] fixed = new boolean[bits.length];
    for (int layer = next(model, bits, fixed, best, prober, context);
        layer >= 0;
        layer = next(model, bits, fixed, best, prober, context)) {
      bits[layer]--;
      String what = model.weights().get(layer).layer() + ", bits " + text(bits);
      Probe probe = prober.probe(what, shared(model, bits, context, what));
      context.progress().notice(probe.line(mostLost));
      if (probe.within(mostLost) && probe.bytes() < best.bytes()) {
        best = probe;
      } else {
        bits[layer]++;
        fixed[layer] = true;
      }
    }
    return best;
  }

  /** The layer whose next bit saves most bytes for what it costs untrained; -1 if none is left. */
  private int next(
      WorkingModel model,
      double[] bits,
      boolean[] fixed,
      Probe best,
      Prober prober,
      StageContext context)
      throws IOException {
    record Sensitivity(int layer, double gain) {}
    List<Sensitivity> sensitivities = new ArrayList<>();
    for (int layer = 0; layer < bits.length; layer++) {
      if (!fixed[layer] && bits[layer] > leastBits) {
        double[] fewer = bits.clone();
        fewer[layer]--;
        WorkingModel candidate = model.copy();
        ShareStage.ofBits(fewer).run(candidate, context);
        Probe probe = prober.probe("", candidate);
        double saved = best.bytes() - probe.bytes();
        double cost = Math.max(0.01, probe.lost() - best.lost());
        sensitivities.add(new Sensitivity(layer, saved / cost));
      }
    }
    return sensitivities.stream()
        .max(Comparator.comparingDouble(Sensitivity::gain))
        .map(Sensitivity::layer)
        .orElse(-1);
  }

  private WorkingModel shared(WorkingModel model, double[] bits, StageContext context, String task)
      throws IOException {
    WorkingModel shared = model.copy();
    ShareStage.ofBits(bits).run(shared, context);
    finetune.run(shared, context, "search, " + task);
    return shared;
  }

  private static String text(double[] bits) {
    StringBuilder text = new StringBuilder();
    for (double count : bits) {
      text.append(text.isEmpty() ? "" : "/").append((int) count);
    }
    return text.toString();
  }

  private static String percent(double density) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * density);
  }
}
