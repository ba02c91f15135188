package io.deepcompress.experiments.squeezenet;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.Entropy;
import io.deepcompress.codec.ModelReader;
import io.deepcompress.codec.ModelWriter;
import io.deepcompress.codec.WriteOptions;
import io.deepcompress.datasets.Dataset;
import io.deepcompress.datasets.ImageShape;
import io.deepcompress.datasets.StandardPreprocessing;
import io.deepcompress.experiments.measure.Agreement;
import io.deepcompress.experiments.synthetic.RecipeRun;
import io.deepcompress.pipeline.Progress;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.StageContext.StageData;
import io.deepcompress.pipeline.Stages;
import io.deepcompress.pipeline.WeightLayer;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.recipe.Recipe;
import io.deepcompress.pipeline.recipe.RecipeException;
import io.deepcompress.pipeline.share.Grids;
import io.deepcompress.runtime.LoadOptions;
import io.deepcompress.runtime.Mode;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.Session;
import io.deepcompress.runtime.SessionOptions;
import io.deepcompress.runtime.Top;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Calibrates the SqueezeNet on some pictures and scores the written file on others. */
final class Int8Accuracy {
  private static final int LEVELS = 127;

  private final CompressedModel lossless;
  private final Pictures pictures;
  private final int threads;
  private final float[][] floats;

  /** Runs the pictures to score on in float. */
  Int8Accuracy(CompressedModel lossless, Pictures pictures, int threads) throws IOException {
    this.lossless = lossless;
    this.pictures = pictures;
    this.threads = threads;
    this.floats = logits(lossless, Mode.FLOAT);
  }

  /**
   * What a file scored on the pictures that were not calibrated with.
   *
   * @param top1 part of the pictures
   * @param top5 part of the pictures
   * @param fromFloat by how much top-1 differs from that of float, as a part
   * @param standardError of that difference, from the pictures that only one of both gets right
   * @param sameTop part of the pictures whose first class is that of float
   * @param noise mean square of the difference from float over the variance of float's logits
   */
  record Score(
      double top1,
      double top5,
      double fromFloat,
      double standardError,
      double sameTop,
      double noise) {}

  /** The model with activation ranges from every calibration picture. */
  CompressedModel calibrate(String method, String grid) throws IOException {
    WorkingModel model = WorkingModel.of(lossless, lossless.network().parameterCount());
    Dataset dataset =
        new Dataset(
            "imagenet-sample",
            List.of(),
            StandardPreprocessing.unit(new ImageShape(3, SqueezeNet.SIDE, SqueezeNet.SIDE)),
            pictures.calibration(),
            pictures.scoring());
    StageContext context =
        new StageContext(
            Optional.empty(),
            Optional.of(new StageData(dataset, pictures.calibration(), pictures.scoring().head(0))),
            1,
            threads,
            Progress.NONE,
            () -> false);
    RecipeRun.run(model, recipe(method, grid), context);
    return model.toCompressedModel();
  }

  /**
   * Checks that there is such a calibration.
   *
   * @throws RecipeException if there is none
   */
  static void requireCalibration(String method, String grid) {
    Stages.of(recipe(method, grid).steps());
  }

  private static Recipe recipe(String method, String grid) {
    return Recipe.parse(
        "calibration", "stages: [calibrate: {method: '" + method + "', grid: '" + grid + "'}]");
  }

  /** The same with every filter's weights on an int8 grid of its own. */
  static CompressedModel perChannel(CompressedModel model) throws IOException {
    WorkingModel working = WorkingModel.of(model, model.network().parameterCount());
    for (WeightLayer layer : working.weights()) {
      float[] values = layer.tensor().values();
      float[] steps = new float[layer.tensor().shape().channels()];
      int perFilter = values.length / steps.length;
      for (int i = 0; i < values.length; i++) {
        steps[i / perFilter] = Math.max(steps[i / perFilter], Math.abs(values[i]) / LEVELS);
      }
      for (int i = 0; i < steps.length; i++) {
        steps[i] = Math.max(Float.MIN_NORMAL, steps[i]);
      }
      Grids.share(layer.tensor(), steps, LEVELS);
    }
    return working.toCompressedModel();
  }

  /** What float scores. */
  Score score() {
    return score(floats);
  }

  /** What INT8 scores from a file written and read. */
  Score score(CompressedModel model) throws IOException {
    return score(logits(ModelReader.read(file(model)), Mode.INT8));
  }

  private float[][] logits(CompressedModel model, Mode mode) throws IOException {
    Model loaded = Model.of(model, LoadOptions.DEFAULT.withMode(mode));
    float[][] logits = new float[pictures.scoring().size()][];
    try (Session session = loaded.newSession(new SessionOptions(mode, threads))) {
      for (int i = 0; i < logits.length; i++) {
        logits[i] = session.run(Pictures.input(pictures.scoring(), i)).clone();
      }
    }
    return logits;
  }

  private Score score(float[][] logits) {
    int hits = 0;
    int floatHits = 0;
    int five = 0;
    int same = 0;
    int changed = 0;
    double noise = 0;
    for (int i = 0; i < logits.length; i++) {
      int label = pictures.scoring().label(i);
      boolean right = better(logits[i], label) == 0;
      boolean floatRight = better(floats[i], label) == 0;
      hits += right ? 1 : 0;
      floatHits += floatRight ? 1 : 0;
      changed += right == floatRight ? 0 : 1;
      five += better(logits[i], label) < 5 ? 1 : 0;
      same += better(logits[i], Top.of(floats[i], 1).get(0).index()) == 0 ? 1 : 0;
      noise += Agreement.noise(floats[i], logits[i]) / logits.length;
    }
    double count = logits.length;
    double difference = (hits - floatHits) / count;
    double variance = (changed / count - difference * difference) / count;
    return new Score(
        hits / count, five / count, difference, Math.sqrt(variance), same / count, noise);
  }

  /** How many classes come before one. */
  private static int better(float[] logits, int label) {
    int better = 0;
    for (int i = 0; i < logits.length; i++) {
      better += logits[i] > logits[label] || logits[i] == logits[label] && i < label ? 1 : 0;
    }
    return better;
  }

  /** The bytes of a file. */
  static byte[] file(CompressedModel model) throws IOException {
    return ModelWriter.write(model, new WriteOptions(Entropy.RANGE, false, 2));
  }
}
