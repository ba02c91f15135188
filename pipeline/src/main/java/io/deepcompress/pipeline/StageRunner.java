package io.deepcompress.pipeline;

import io.deepcompress.pipeline.report.StorageCount;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Runs stages one after the other and measures each. */
final class StageRunner {
  /** Measures the model on held-out training samples. */
  @FunctionalInterface
  interface Measure {
    /** Fraction classified right; empty where that cannot be measured. */
    OptionalDouble accuracy(WorkingModel model) throws IOException;
  }

  private final StageContext context;
  private final Measure measure;
  private final Checkpoint checkpoint;

  /** Runs with a checkpoint after each stage, or without where it is null. */
  StageRunner(StageContext context, Measure measure, Checkpoint checkpoint) {
    this.context = context;
    this.measure = measure;
    this.checkpoint = checkpoint;
  }

  /**
   * Runs the stages that the checkpoint does not have yet; those that need data or labels that are
   * not there are left out.
   *
   * @param notices receives what the user should know
   * @return the results of all stages, those of an earlier run included
   */
  List<StageResult> run(WorkingModel model, List<Stage> stages, List<String> notices)
      throws IOException {
    List<StageResult> results = new ArrayList<>();
    if (checkpoint != null) {
      results.addAll(checkpoint.resume(model));
      if (!results.isEmpty()) {
        notices.add(
            "resumed after stage '"
                + results.get(results.size() - 1).name()
                + "' from "
                + checkpoint.directory());
      }
    }
    List<String> skipped = new ArrayList<>();
    int done = 0;
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      if (!possible(stage)) {
        skipped.add(stage.name());
        continue;
      }
      boolean encodes = stage instanceof EncodeStage;
      if (done++ < results.size() && !encodes) {
        continue;
      }
      StageResult result = run(model, stage, context.withSeed(seed(context.seed(), i)));
      if (encodes && results.size() >= done) {
        results.set(done - 1, result);
        continue;
      }
      results.add(result);
      if (checkpoint != null && !encodes) {
        checkpoint.save(model, results);
      }
    }
    if (!skipped.isEmpty()) {
      notices.add(
          "left out, because there is no "
              + (context.data().isEmpty() ? "data" : "data with labels")
              + ": "
              + String.join(", ", skipped));
    }
    return results;
  }

  private boolean possible(Stage stage) {
    boolean labels = context.data().isPresent() && context.data().get().training().labelled();
    return (labels || !stage.trains()) && (context.data().isPresent() || !stage.needsData());
  }

  private StageResult run(WorkingModel model, Stage stage, StageContext stageContext)
      throws IOException {
    context.checkCancelled();
    context.progress().begin(stage.name(), 0);
    long start = System.nanoTime();
    String note = stage.run(model, stageContext);
    double seconds = (System.nanoTime() - start) / 1e9;
    boolean encodes = stage instanceof EncodeStage;
    long bytes = encodes ? ((EncodeStage) stage).file().length : StorageCount.soFar(model);
    OptionalDouble accuracy = encodes ? OptionalDouble.empty() : measure.accuracy(model);
    context.progress().end();
    if (!note.isEmpty()) {
      context.progress().notice(stage.name() + ": " + note);
    }
    return new StageResult(stage.name(), seconds, bytes, accuracy, note);
  }

  /** Seeds of different stages are unrelated, and a stage's does not depend on what ran before. */
  private static long seed(long seed, int index) {
    long mixed = seed + 0x9E3779B97F4A7C15L * (index + 1);
    mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return mixed ^ mixed >>> 31;
  }
}
