package io.deepcompress.pipeline;

import io.deepcompress.datasets.Augmentation;
import io.deepcompress.pipeline.StageContext.StageData;
import io.deepcompress.pipeline.importer.ImportedModel;
import io.deepcompress.pipeline.recipe.Settings;
import io.deepcompress.pipeline.share.Codebooks;
import io.deepcompress.pipeline.train.Accuracy;
import io.deepcompress.pipeline.train.Distillation;
import io.deepcompress.pipeline.train.LearningRate;
import io.deepcompress.pipeline.train.Regrowth;
import io.deepcompress.pipeline.train.SharedParameter;
import io.deepcompress.pipeline.train.SplitData;
import io.deepcompress.pipeline.train.Teacher;
import io.deepcompress.pipeline.train.Trainer;
import io.deepcompress.pipeline.train.TrainingListener;
import io.deepcompress.pipeline.train.TrainingSettings;
import io.deepcompress.pipeline.train.TrainingSettings.Optimizer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The settings of a stage that trains.
 *
 * @param epochs passes over the training samples
 * @param leastSteps more epochs are made where the data is too small for that many steps
 * @param rate learning rate at the start; it falls by half a cosine
 * @param centroidRate the same for trained centroids
 * @param end the rate at the end over that at the start
 * @param batch samples a step
 * @param weightDecay added to the weights' gradients
 * @param augment strength of affine distortions of the samples, 0 for none
 * @param bend strength of elastic distortions, in pixels, 0 for none
 * @param teacher share of the original network's soft outputs in the labels, 0 to 1
 * @param temperature of the soft outputs
 * @param regrow steps after which pruned weights may take the place of kept ones, 0 for never
 * @param regrowUntil part of the run after which they may not any more
 */
public record Training(
    int epochs,
    int leastSteps,
    double rate,
    double centroidRate,
    double end,
    int batch,
    double weightDecay,
    double augment,
    double bend,
    double teacher,
    double temperature,
    int regrow,
    double regrowUntil) {

  /** What a kind of training adds to the usual one. */
  public interface Addition {
    /** Nothing. */
    Addition NONE = new Addition() {};

    /** The network to train, of the same parameters. */
    default TrainableNetwork network(TrainableNetwork network) {
      return network;
    }

    /** Tells the trainer of it. */
    default void configure(Trainer trainer) {}
  }

  /**
   * Reads the settings of the same names; {@code rate} is the centroids' where they are trained.
   */
  public static Training of(Settings settings, boolean centroids) {
    double rate = settings.number("rate", centroids ? 0.002 : 0.05, 1e-8, 10);
    return centroids
        ? of(settings, 2, settings.number("bias-rate", 0.01, 0, 10), rate, 0, 0)
        : of(
            settings,
            4,
            rate,
            rate,
            settings.integer("regrow", 0, 0, 1_000_000),
            settings.number("regrow-until", 0.75, 0, 1));
  }

  /**
   * Reads the settings of a training through rounding, which has a rate for weights and another for
   * centroids.
   */
  public static Training ofQuantized(Settings settings) {
    return of(
        settings,
        2,
        settings.number("rate", 0.005, 1e-8, 10),
        settings.number("centroid-rate", 0.0005, 1e-8, 10),
        0,
        0);
  }

  private static Training of(
      Settings settings,
      int epochs,
      double rate,
      double centroidRate,
      int regrow,
      double regrowUntil) {
    return new Training(
        settings.integer("epochs", epochs, 1, 10_000),
        settings.integer("least-steps", 0, 0, 10_000_000),
        rate,
        centroidRate,
        settings.number("end", 0.01, 0, 1),
        settings.integer("batch", 128, 1, 65_536),
        settings.number("weight-decay", 0, 0, 0.99),
        settings.number("augment", 0, 0, 4),
        settings.number("bend", 0, 0, 16),
        settings.number("teacher", 0, 0, 1),
        settings.number("temperature", 1, 0.1, 100),
        regrow,
        regrowUntil);
  }

  /** Trains the model: pruned weights stay zero, shared ones shared; shared centroids are moved. */
  public String run(WorkingModel model, StageContext context, String task) throws IOException {
    return run(model, context, task, Addition.NONE);
  }

  /** The same with something added. */
  public String run(WorkingModel model, StageContext context, String task, Addition addition)
      throws IOException {
    ImportedModel source =
        context
            .source()
            .orElseThrow(() -> new IllegalStateException("training needs the original's graph"));
    StageData data = context.data().orElseThrow();
    try {
      SplitData samples = SplitData.of(data.training(), model.preprocessing().get(0));
      SplitData held = SplitData.of(data.validation(), model.preprocessing().get(0));
      TrainableNetwork trainable = TrainableNetwork.of(model, source);
      TrainableNetwork trained = addition.network(trainable);
      Map<Integer, SharedParameter> shared = trainable.shared(model);
      Map<String, SharedParameter> byKey = new LinkedHashMap<>();
      shared.forEach((parameter, value) -> byKey.put(trainable.key(parameter), value));
      Trainer trainer =
          new Trainer(trained.network(), samples, settings(samples.size(), context.seed()))
              .withMasks(trainable.masks(model))
              .withShared(byKey)
              .withListener(listener(context.progress(), task))
              .withCancellation(context.cancelled());
      configure(trainer, trained, data, held, source);
      addition.configure(trainer);
      TrainingListener.EpochResult last = trainer.run();
      trainable.store(model);
      shared.forEach(
          (parameter, value) ->
              Codebooks.replace(model.tensors().get(parameter), value.centroids()));
      String note = String.format(Locale.ROOT, "%d epochs, loss %.4f", last.epoch(), last.loss());
      return Double.isNaN(last.validation())
          ? note
          : note + String.format(Locale.ROOT, ", held out %.2f %% right", 100 * last.validation());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IncompatibleDataException(task + ": " + e.getMessage(), e);
    }
  }

  private void configure(
      Trainer trainer,
      TrainableNetwork trained,
      StageData data,
      SplitData held,
      ImportedModel source)
      throws IOException {
    if (held.size() > 0) {
      trainer.withValidation(() -> Accuracy.top1(trained.network(), held));
    }
    if (augment > 0 || bend > 0) {
      Augmentation augmentation =
          Augmentation.affine(data.dataset().shape(), augment).withBend(bend);
      trainer.withAugmentation(augmentation::apply);
    }
    if (regrow > 0) {
      trainer.withRegrowth(new Regrowth(regrow, regrowUntil));
    }
    if (teacher > 0) {
      trainer.withDistillation(
          new Distillation(
              Teacher.of(List.of(TrainableNetwork.original(source))), 1 - teacher, temperature));
    }
  }

  private TrainingSettings settings(int samples, long seed) {
    int steps = (samples + batch - 1) / batch;
    int needed = Math.max(epochs, (leastSteps + steps - 1) / steps);
    return new TrainingSettings(
        needed,
        batch,
        LearningRate.cosine(rate, end),
        LearningRate.cosine(centroidRate, end),
        Optimizer.NESTEROV,
        0.9,
        weightDecay,
        false,
        seed);
  }

  private static TrainingListener listener(Progress progress, String task) {
    return new TrainingListener() {
      private String lastEpoch = "";
      private boolean begun;

      @Override
      public void batch(int epoch, long done, long total, double loss) {
        if (!begun) {
          progress.begin(task, total);
          begun = true;
        }
        progress.at(
            done, String.format(Locale.ROOT, "epoch %d, loss %.4f%s", epoch, loss, lastEpoch));
      }

      @Override
      public void epoch(EpochResult result) {
        if (!Double.isNaN(result.validation())) {
          lastEpoch = String.format(Locale.ROOT, ", validation %.2f %%", 100 * result.validation());
        }
      }
    };
  }
}
