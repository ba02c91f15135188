package io.deepcompress.pipeline.search;

import io.deepcompress.codec.Entropy;
import io.deepcompress.codec.ModelWriter;
import io.deepcompress.codec.WriteOptions;
import io.deepcompress.datasets.Split;
import io.deepcompress.pipeline.Evaluator;
import io.deepcompress.pipeline.HeldOut;
import io.deepcompress.pipeline.Progress;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.quantize.CalibrateStage;
import io.deepcompress.pipeline.quantize.FormatStage;
import io.deepcompress.pipeline.recipe.Settings;
import io.deepcompress.runtime.Mode;
import java.io.IOException;

/** Turns candidates into what their files would be, and scores those on held-out samples. */
final class Prober {
  /** Sensitivities only have to be ranked: this part of the samples does, but not too few. */
  private static final int PART = 4;

  private static final int LEAST = 500;

  private final StageContext context;
  private final Evaluator evaluator;
  private final Split held;
  private final Split few;
  private final double original;
  private final double originalOnFew;

  /** Scores the original network first. */
  Prober(WorkingModel model, StageContext context) throws IOException {
    this.context = context;
    this.evaluator = new Evaluator(context.threads(), Progress.NONE, context.cancelled());
    var source = context.source().orElseThrow();
    this.held = HeldOut.samples(source.network(), context.data().orElseThrow());
    this.few = held.head(Math.min(held.size(), Math.max(LEAST, held.size() / PART)));
    this.original = HeldOut.original(source, model, held, evaluator);
    this.originalOnFew = HeldOut.original(source, model, few, evaluator);
  }

  /** Number of samples that candidates are scored on. */
  int samples() {
    return held.size();
  }

  /** Fraction of them that the original classifies right. */
  double original() {
    return original;
  }

  /** A copy of a shared model with rounded biases and calibrated, as it would be written. */
  WorkingModel finished(WorkingModel shared) throws IOException {
    WorkingModel finished = shared.copy();
    FormatStage.ofBiases(Settings.none("quantize-biases")).run(finished, context);
    CalibrateStage.of(Settings.none("calibrate")).run(finished, context);
    return finished;
  }

  /** Measures a finished model. */
  Probe probe(String what, WorkingModel finished) throws IOException {
    return probe(what, finished, held, original);
  }

  /** The same on fewer samples. */
  Probe glance(WorkingModel finished) throws IOException {
    return probe("", finished, few, originalOnFew);
  }

  private Probe probe(String what, WorkingModel finished, Split samples, double before)
      throws IOException {
    int bytes =
        ModelWriter.write(
                finished.toCompressedModel(),
                new WriteOptions(Entropy.HUFFMAN, false, context.threads()))
            .length;
    double after = evaluator.score(finished.toCompressedModel(), Mode.INT8, samples).top1();
    return new Probe(what, bytes, 100 * (before - after));
  }
}
