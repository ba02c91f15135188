package io.deepcompress.experiments.squeezenet;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.Entropy;
import io.deepcompress.codec.ModelReader;
import io.deepcompress.codec.ModelWriter;
import io.deepcompress.codec.RawTensor;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.WriteOptions;
import io.deepcompress.datasets.Dataset;
import io.deepcompress.datasets.ImageShape;
import io.deepcompress.datasets.StandardPreprocessing;
import io.deepcompress.experiments.synthetic.RecipeRun;
import io.deepcompress.pipeline.Evaluator;
import io.deepcompress.pipeline.Progress;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.StageContext.StageData;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.recipe.Recipe;
import io.deepcompress.pipeline.report.Accuracy;
import io.deepcompress.runtime.Mode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Calibrates the SqueezeNet on some pictures and scores the written file on others. */
final class Int8Accuracy {
  private final CompressedModel lossless;
  private final Pictures pictures;
  private final int threads;

  Int8Accuracy(CompressedModel lossless, Pictures pictures, int threads) {
    this.lossless = lossless;
    this.pictures = pictures;
    this.threads = threads;
  }

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
    String text = "stages: [calibrate: {method: " + method + ", grid: " + grid + "}]";
    RecipeRun.run(model, Recipe.parse("calibration", text), context);
    return model.toCompressedModel();
  }

  /** The same with weights stored one by one, which the runtime rounds filter by filter. */
  static CompressedModel perChannel(CompressedModel model) throws IOException {
    List<StoredTensor> tensors = new ArrayList<>();
    for (StoredTensor tensor : model.tensors()) {
      tensors.add(new RawTensor(tensor.shape(), ValueFormat.FLOAT32, tensor.toFloats()));
    }
    return new CompressedModel(
        model.network(),
        tensors,
        model.activations(),
        model.preprocessing(),
        model.labels(),
        model.provenance());
  }

  /** Accuracy on the pictures that were not calibrated with, from a file written and read. */
  Accuracy score(CompressedModel model, Mode mode) throws IOException {
    return new Evaluator(threads, Progress.NONE, () -> false)
        .score(ModelReader.read(file(model)), mode, pictures.scoring());
  }

  /** The bytes of a file. */
  static byte[] file(CompressedModel model) throws IOException {
    return ModelWriter.write(model, new WriteOptions(Entropy.RANGE, false, 2));
  }
}
