package io.deepcompress.pipeline.search;

import io.deepcompress.codec.Entropy;
import io.deepcompress.codec.ModelWriter;
import io.deepcompress.codec.WriteOptions;
import io.deepcompress.datasets.Split;
import io.deepcompress.pipeline.Evaluator;
import io.deepcompress.pipeline.Progress;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.TrainableNetwork;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.quantize.BiasStage;
import io.deepcompress.pipeline.quantize.CalibrateStage;
import io.deepcompress.pipeline.recipe.Settings;
import io.deepcompress.pipeline.train.Accuracy;
import io.deepcompress.pipeline.train.SplitData;
import io.deepcompress.runtime.Mode;
import java.io.IOException;

/** Turns candidates into what their files would be, and scores those on held-out samples. */
final class Prober {
  private final StageContext context;
  private final Split held;
  private final double original;

  /** Scores the original network first. */
  Prober(WorkingModel model, StageContext context) throws IOException {
    this.context = context;
    this.held = context.data().orElseThrow().validation();
    this.original =
        Accuracy.top1(
            TrainableNetwork.original(context.source().orElseThrow()),
            SplitData.of(held, model.preprocessing().get(0)));
  }

  /** Measures a shared model, which is not changed. */
  Probe probe(String what, WorkingModel shared) throws IOException {
    WorkingModel finished = shared.copy();
    BiasStage.of(Settings.none("quantize-biases")).run(finished, context);
    CalibrateStage.of(Settings.none("calibrate")).run(finished, context);
    int bytes =
        ModelWriter.write(
                finished.toCompressedModel(),
                new WriteOptions(Entropy.HUFFMAN, false, context.threads()))
            .length;
    return new Probe(what, bytes, 100 * (original - accuracy(finished)));
  }

  private double accuracy(WorkingModel model) throws IOException {
    return new Evaluator(context.threads(), Progress.NONE, context.cancelled())
        .score(model.toCompressedModel(), Mode.INT8, held)
        .top1();
  }
}
