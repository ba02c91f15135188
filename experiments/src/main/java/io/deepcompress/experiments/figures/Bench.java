package io.deepcompress.experiments.figures;

import io.deepcompress.codec.Entropy;
import io.deepcompress.codec.ModelWriter;
import io.deepcompress.codec.WriteOptions;
import io.deepcompress.datasets.Split;
import io.deepcompress.pipeline.Evaluator;
import io.deepcompress.pipeline.Progress;
import io.deepcompress.pipeline.Stage;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.StageContext.StageData;
import io.deepcompress.pipeline.Stages;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.importer.ImportedModel;
import io.deepcompress.pipeline.recipe.Recipe;
import io.deepcompress.runtime.Mode;
import java.io.IOException;
import java.util.Optional;

/**
 * The network that figures are about, and what is done to it.
 *
 * @param source as trained
 * @param data to retrain with, nothing held out
 * @param held digits to measure with
 * @param seed of everything random
 */
record Bench(ImportedModel source, StageData data, Split held, long seed) {

  /** The network as it was trained. */
  WorkingModel dense() {
    WorkingModel model = WorkingModel.of(source);
    model.setPreprocessing(source.preprocessing());
    return model;
  }

  /**
   * Runs a step of a recipe.
   *
   * @param step for instance {@code share: {bits: 4}}
   */
  void run(WorkingModel model, String step) throws IOException {
    StageContext context =
        new StageContext(
            Optional.of(source), Optional.of(data), seed, 1, Progress.NONE, () -> false);
    for (Stage stage : Stages.of(Recipe.parse("figure", "stages:\n  - " + step + "\n").steps())) {
      stage.check(model);
      stage.run(model, context);
    }
  }

  /** Error on the digits held out, %, in float. */
  double error(WorkingModel model) throws IOException {
    return 100
        * (1
            - new Evaluator(1, Progress.NONE, () -> false)
                .score(model.toCompressedModel(), Mode.FLOAT, held)
                .top1());
  }

  /** Length of the file that holds the model, without names. */
  int fileBytes(WorkingModel model) throws IOException {
    return ModelWriter.write(model.toCompressedModel(), new WriteOptions(Entropy.HUFFMAN, true, 1))
        .length;
  }

  /** Bytes of the original in float32. */
  double originalBytes() {
    return 4.0 * source.originalParameterCount();
  }
}
