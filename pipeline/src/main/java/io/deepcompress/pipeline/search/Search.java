package io.deepcompress.pipeline.search;

import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.Training;
import io.deepcompress.pipeline.WeightLayer;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.prune.Method;
import io.deepcompress.pipeline.prune.PruneStage;
import io.deepcompress.pipeline.recipe.PerLayer;
import io.deepcompress.pipeline.share.ShareStage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/** One search: where it stands, and the steps it can try from there. */
final class Search {
  private final StageContext context;
  private final Prober prober;
  private final double mostLost;
  private final Training retrain;
  private final Training finetune;
  private final double[] bits;
  private WorkingModel pruned;
  private WorkingModel finished;
  private Probe best;
  private int candidates;

  /**
   * A search from a model on.
   *
   * @param bits of each layer's codes to begin with; changed
   */
  Search(
      WorkingModel model,
      double[] bits,
      double mostLost,
      Training retrain,
      Training finetune,
      StageContext context)
      throws IOException {
    this.context = context;
    this.mostLost = mostLost;
    this.retrain = retrain;
    this.finetune = finetune;
    this.bits = bits;
    this.pruned = model.copy();
    this.prober = new Prober(model, context);
    context
        .progress()
        .notice(
            String.format(
                Locale.ROOT,
                "search: the original classifies %.2f %% of %,d held-out training samples right;"
                    + " a file may lose %.2f points",
                100 * prober.original(),
                prober.samples(),
                mostLost));
  }

  /** The best candidate as it was measured: shared, with rounded biases, calibrated. */
  WorkingModel found() {
    return finished;
  }

  /** What the best candidate was measured to be. */
  Probe best() {
    return best;
  }

  int candidates() {
    return candidates;
  }

  /** Begins with what is not pruned; more bits are all that can help where that loses too much. */
  boolean begin() throws IOException {
    take("nothing pruned", pruned);
    if (!best.within(mostLost)) {
      Arrays.fill(bits, 8);
      take("nothing pruned", pruned);
    }
    return best.within(mostLost);
  }

  private void take(String what, WorkingModel model) throws IOException {
    WorkingModel candidate = finished(model, bits, what);
    Probe probe = measured(what, candidate);
    if (best == null || probe.lost() < best.lost()) {
      finished = candidate;
      best = probe;
    }
  }

  /**
   * Makes all layers together sparser by a factor, again and again, until a round is too much; then
   * by smaller factors.
   *
   * @param refinements how often the factor is replaced by its root
   */
  void sparser(double factor, double least, int refinements) throws IOException {
    double step = factor;
    int left = refinements;
    while (density(pruned) * step >= least) {
      double density = density(pruned) * step;
      String what = "all layers to " + percent(density);
      WorkingModel candidate = pruned.copy();
      new PruneStage("search", Method.LAMP, PerLayer.forAll(density)).run(candidate, context);
      retrain.run(candidate, context, "search: " + what);
      if (!accept(what, candidate, bits)) {
        if (left-- == 0) {
          return;
        }
        step = Math.sqrt(step);
      }
    }
  }

  /**
   * Makes single layers sparser, those first that save most for what they cost untrained, until
   * every one has failed once or the tries are used up.
   */
  void sparserLayers(double factor, int tries) throws IOException {
    boolean[] fixed = new boolean[bits.length];
    double[] gains = new double[bits.length];
    Arrays.fill(gains, Double.NaN);
    for (int i = 0; i < tries; i++) {
      for (int layer = 0; layer < bits.length; layer++) {
        if (!fixed[layer] && Double.isNaN(gains[layer])) {
          gains[layer] = gain(prunedLayer(pruned, layer, factor), bits);
        }
      }
      int layer = largest(gains, fixed);
      if (layer < 0) {
        return;
      }
      WorkingModel candidate = prunedLayer(pruned, layer, factor);
      WeightLayer changed = candidate.weights().get(layer);
      String what =
          changed.layer()
              + " to "
              + percent((double) changed.tensor().kept() / changed.tensor().size());
      retrain.run(candidate, context, "search: " + what);
      fixed[layer] = !accept(what, candidate, bits);
      gains[layer] = Double.NaN;
    }
  }

  /** Takes bits off single layers in the same way. */
  void fewerBits(int least) throws IOException {
    boolean[] fixed = new boolean[bits.length];
    double[] gains = new double[bits.length];
    Arrays.fill(gains, Double.NaN);
    while (true) {
      for (int layer = 0; layer < bits.length; layer++) {
        fixed[layer] |= bits[layer] <= least;
        if (!fixed[layer] && Double.isNaN(gains[layer])) {
          gains[layer] = gain(pruned, fewer(layer));
        }
      }
      int layer = largest(gains, fixed);
      if (layer < 0) {
        return;
      }
      double[] fewer = fewer(layer);
      String what = pruned.weights().get(layer).layer() + " to " + (int) fewer[layer] + " bits";
      fixed[layer] = !accept(what, pruned, fewer);
      gains[layer] = Double.NaN;
    }
  }

  private double[] fewer(int layer) {
    double[] fewer = bits.clone();
    fewer[layer]--;
    return fewer;
  }

  /** Bytes saved for each point lost, without training; a hundredth of a point is noise. */
  private double gain(WorkingModel model, double[] counts) throws IOException {
    WorkingModel candidate = model.copy();
    ShareStage.ofBits(counts).run(candidate, context);
    Probe probe = prober.glance(prober.finished(candidate));
    return (best.bytes() - probe.bytes()) / Math.max(0.01, probe.lost() - best.lost());
  }

  private static int largest(double[] gains, boolean[] fixed) {
    int largest = -1;
    for (int i = 0; i < gains.length; i++) {
      if (!fixed[i] && gains[i] > 0 && (largest < 0 || gains[i] > gains[largest])) {
        largest = i;
      }
    }
    return largest;
  }

  private WorkingModel prunedLayer(WorkingModel model, int layer, double factor) {
    WorkingModel candidate = model.copy();
    double[] densities = new double[bits.length];
    for (int i = 0; i < densities.length; i++) {
      var tensor = candidate.weights().get(i).tensor();
      densities[i] = (double) tensor.kept() / tensor.size() * (i == layer ? factor : 1);
    }
    PerLayer each = PerLayer.inOrder(Arrays.stream(densities).boxed().toList());
    new PruneStage("search", Method.MAGNITUDE, each).run(candidate, context);
    return candidate;
  }

  /** Shares, fine-tunes and measures a candidate, and goes on from it if it is good. */
  private boolean accept(String what, WorkingModel candidate, double[] counts) throws IOException {
    WorkingModel next = finished(candidate, counts, what);
    Probe probe = measured(what, next);
    if (!probe.within(mostLost) || probe.bytes() >= best.bytes()) {
      return false;
    }
    pruned = candidate;
    finished = next;
    best = probe;
    System.arraycopy(counts, 0, bits, 0, bits.length);
    return true;
  }

  private WorkingModel finished(WorkingModel model, double[] counts, String what)
      throws IOException {
    WorkingModel copy = model.copy();
    ShareStage.ofBits(counts).run(copy, context);
    finetune.run(copy, context, "search: " + what);
    return prober.finished(copy);
  }

  private Probe measured(String what, WorkingModel candidate) throws IOException {
    Probe probe = prober.probe(what, candidate);
    context
        .progress()
        .notice(String.format(Locale.ROOT, "search %2d: %s", ++candidates, probe.line(mostLost)));
    return probe;
  }

  /** Densities and bits of the best candidate, layer by layer. */
  String summary() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bits.length; i++) {
      var tensor = finished.weights().get(i).tensor();
      text.append(i == 0 ? "" : ", ")
          .append(finished.weights().get(i).layer())
          .append(' ')
          .append(percent((double) tensor.kept() / tensor.size()))
          .append(" at ")
          .append((int) bits[i])
          .append(" bits");
    }
    return text.toString();
  }

  private static double density(WorkingModel model) {
    long kept = 0;
    long all = 0;
    for (WeightLayer layer : model.weights()) {
      kept += layer.tensor().kept();
      all += layer.tensor().size();
    }
    return (double) kept / all;
  }

  private static String percent(double density) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * density);
  }
}
