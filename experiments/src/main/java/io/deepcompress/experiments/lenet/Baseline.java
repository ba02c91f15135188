package io.deepcompress.experiments.lenet;

import io.deepcompress.codec.ModelFiles;
import io.deepcompress.datasets.Augmentation;
import io.deepcompress.datasets.Split;
import io.deepcompress.experiments.CommonOptions;
import io.deepcompress.pipeline.train.Accuracy;
import io.deepcompress.pipeline.train.LearningRate;
import io.deepcompress.pipeline.train.NetworkTraining;
import io.deepcompress.pipeline.train.Networks;
import io.deepcompress.pipeline.train.SplitData;
import io.deepcompress.pipeline.train.Trainer;
import io.deepcompress.pipeline.train.TrainingListener;
import io.deepcompress.pipeline.train.TrainingSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.api.Model;

/**
 * A dense network that experiments start from or learn from: trained once, then taken from the work
 * folder.
 *
 * @param network its name
 * @param epochs passes over the samples, augmented at half strength
 * @param seed of its weights and of the order of samples
 */
public record Baseline(String network, int epochs, long seed) {
  private static final double RATE = 0.05;
  private static final double END = 0.005;
  private static final double AUGMENT = 0.5;

  /** The zip, trained now if it is not there yet. */
  public Path zip(Path work, Split training, Split held, CommonOptions options) throws IOException {
    Path file = work.resolve(network + "-" + epochs + "-epochs-seed-" + seed + ".zip");
    if (Files.exists(file)) {
      options.progress("%s is there already", file.getFileName());
      return file;
    }
    Model model = Networks.create(network, seed);
    SplitData validation = SplitData.of(held, NetworkTraining.PREPROCESSING);
    Augmentation augmentation = Augmentation.affine(training.shape(), AUGMENT);
    new Trainer(
            model,
            SplitData.of(training, NetworkTraining.PREPROCESSING),
            TrainingSettings.of(epochs, LearningRate.cosine(RATE, END)).withSeed(seed))
        .withAugmentation(augmentation::apply)
        .withValidation(() -> Accuracy.top1(model, validation))
        .withListener(listener(options))
        .run();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    io.deepcompress.pipeline.train.ModelFiles.write(
        model, io.deepcompress.pipeline.train.ModelFiles.unitPixels(), bytes);
    ModelFiles.save(file, bytes.toByteArray());
    return file;
  }

  private TrainingListener listener(CommonOptions options) {
    return new TrainingListener() {
      @Override
      public void epoch(EpochResult result) {
        options.progress(
            "%s seed %d: epoch %d of %d, loss %.4f, validation error %.2f %%",
            network, seed, result.epoch(), epochs, result.loss(), 100 * (1 - result.validation()));
      }
    };
  }
}
