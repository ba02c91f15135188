package io.deepcompress.pipeline.sparse;

import io.deepcompress.codec.network.Network;
import io.deepcompress.datasets.Augmentation;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.StageContext.StageData;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.WorkingTensor;
import io.deepcompress.pipeline.importer.ImportedModel;
import io.deepcompress.pipeline.importer.ModelImporter;
import io.deepcompress.pipeline.recipe.Settings;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How stages train kept weights.
 *
 * @param epochs passes over one copy of the samples each
 * @param rate learning rate at the start
 * @param end the rate at the end over that at the start
 * @param copies distorted copies of the samples that epochs take in turn
 * @param augment strength of affine distortions, 0 for none
 * @param bend strength of elastic distortions, in pixels, 0 for none
 * @param teacher share of the teacher's probabilities in what is learnt, 0 to 1
 * @param temperature of the teacher's probabilities
 * @param teacherFile zip of the teacher; empty for the network that the run began with
 */
record SparseSettings(
    int epochs,
    double rate,
    double end,
    int copies,
    double augment,
    double bend,
    double teacher,
    double temperature,
    String teacherFile) {

  /** The copies that were used last; several stages of a recipe share them. */
  private static SoftReference<Prepared> last = new SoftReference<>(null);

  /**
   * Seed of all copies: the run's own seed orders them, but the teacher need see them only once.
   */
  private static final long COPIES_SEED = 1;

  private record Prepared(
      SparseSettings settings, StageData data, Optional<Path> original, SampleCopies copies) {
    boolean suits(SparseSettings other, StageContext context) {
      StageData own = context.data().orElseThrow();
      return data.dataset() == own.dataset()
          && data.training().size() == own.training().size()
          && original.equals(other.original(context))
          && settings.sampling().equals(other.sampling());
    }
  }

  /** The original network's file, if it is the teacher. */
  private Optional<Path> original(StageContext context) {
    return teacher > 0 && teacherFile.isEmpty()
        ? context.source().map(ImportedModel::source)
        : Optional.empty();
  }

  /** Reads the settings of the same names. */
  static SparseSettings of(Settings settings) {
    return new SparseSettings(
        settings.integer("epochs", 2, 0, 10_000),
        settings.number("rate", 0.05, 1e-8, 10),
        settings.number("end", 0.01, 0, 1),
        settings.integer("copies", 4, 1, 1000),
        settings.number("augment", 0.5, 0, 4),
        settings.number("bend", 0, 0, 16),
        settings.number("teacher", 0.6, 0, 1),
        settings.number("temperature", 1, 0.1, 100),
        settings.text("teacher-file", ""));
  }

  /** What the copies of the samples depend on. */
  private SparseSettings sampling() {
    return new SparseSettings(0, 1, 1, copies, augment, bend, teacher, temperature, teacherFile);
  }

  /**
   * A network that computes with the model's own arrays.
   *
   * @throws IllegalArgumentException if the model is shared or not a chain of known layers
   */
  static SparseNetwork network(WorkingModel model) {
    for (WorkingTensor tensor : model.tensors()) {
      if (tensor.shared()) {
        throw new IllegalArgumentException(
            tensor.name() + " is shared; put stages that train kept weights before 'share'");
      }
    }
    return network(model.network(), model.tensors().stream().map(WorkingTensor::values).toList());
  }

  private static SparseNetwork network(Network network, List<float[]> values) {
    return new SparseNetwork(network, values, Runs.best());
  }

  /** A trainer of the network on the context's data. */
  SparseTrainer trainer(SparseNetwork network, WorkingModel model, StageContext context)
      throws IOException {
    return new SparseTrainer(network, copies(model, context), context.seed());
  }

  /** The samples to learn from; the last ones made are kept. */
  SampleCopies copies(WorkingModel model, StageContext context) throws IOException {
    synchronized (SparseSettings.class) {
      Prepared known = last.get();
      if (known != null && known.suits(this, context)) {
        return known.copies;
      }
    }
    StageData data = context.data().orElseThrow();
    context.progress().begin("distort and label the samples", copies);
    Augmentation augmentation =
        augment == 0 && bend == 0
            ? null
            : Augmentation.affine(data.dataset().shape(), augment).withBend(bend);
    Network network = model.network();
    SampleCopies made =
        new SampleCopies(
            data.training(),
            model.preprocessing().get(0),
            network.inputs().get(0).shape(),
            network.shape(network.outputs().get(0)).size(),
            copies,
            augmentation,
            COPIES_SEED);
    if (teacher > 0) {
      SparseNetwork master = teacher(context);
      for (int copy = 0; copy < copies; copy++) {
        context.checkCancelled();
        made.mix(copy, master, teacher, temperature);
        context.progress().at(copy + 1, "");
      }
    }
    context.progress().end();
    synchronized (SparseSettings.class) {
      last = new SoftReference<>(new Prepared(this, data, original(context), made));
    }
    return made;
  }

  private SparseNetwork teacher(StageContext context) throws IOException {
    ImportedModel imported =
        teacherFile.isEmpty()
            ? context
                .source()
                .orElseThrow(() -> new IllegalStateException("learning needs the original"))
            : ModelImporter.read(Path.of(teacherFile));
    return network(imported.network(), imported.values().stream().map(float[]::clone).toList());
  }
}
