package io.deepcompress.pipeline;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.DecodeLimits;
import io.deepcompress.codec.ModelFiles;
import io.deepcompress.codec.ModelInspector;
import io.deepcompress.codec.ModelReader;
import io.deepcompress.codec.ModelReport;
import io.deepcompress.codec.Preprocessing;
import io.deepcompress.datasets.Dataset;
import io.deepcompress.datasets.Split;
import io.deepcompress.pipeline.StageContext.StageData;
import io.deepcompress.pipeline.importer.ImportedModel;
import io.deepcompress.pipeline.importer.ModelImporter;
import io.deepcompress.pipeline.quantize.FloatLayersStage;
import io.deepcompress.pipeline.recipe.Recipe;
import io.deepcompress.pipeline.recipe.Settings;
import io.deepcompress.pipeline.report.Accuracy;
import io.deepcompress.pipeline.report.CompressionReport;
import io.deepcompress.pipeline.report.CompressionReport.AccuracyPair;
import io.deepcompress.pipeline.report.LayerRows;
import io.deepcompress.pipeline.report.StorageCount;
import io.deepcompress.runtime.Mode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The whole way from a trained network to a file:
 *
 * <pre>{@code
 * CompressionReport report =
 *     Compressor.compress(
 *         Path.of("lenet.zip"),
 *         Recipe.load("balanced"),
 *         Optional.of(mnist),
 *         CompressOptions.to(Path.of("lenet.dcz")));
 * System.out.println(report.ratio());
 * }</pre>
 */
public final class Compressor {
  /** Version of the tool, written into files. */
  public static final String VERSION = "1.0.0";

  /** Key of the provenance under which a file tells how many parameters the original had. */
  public static final String PARAMETERS = "parameters";

  /** Held-out samples scored after each stage, at most this many multiplications in all. */
  private static final long MEASURE_BUDGET = 4_000_000_000L;

  private final Path source;
  private final Recipe recipe;
  private final Optional<Dataset> data;
  private final CompressOptions options;
  private final List<String> notices = new ArrayList<>();

  private Compressor(Path source, Recipe recipe, Optional<Dataset> data, CompressOptions options) {
    this.source = source;
    this.recipe = recipe;
    this.data = data;
    this.options = options;
  }

  /**
   * Compresses a Deeplearning4j zip.
   *
   * @param data to retrain, calibrate and score with; without it nothing is measured
   * @return what the written file, opened again, was measured to be
   * @throws io.deepcompress.pipeline.recipe.RecipeException if the recipe does not fit
   * @throws io.deepcompress.pipeline.importer.ImportException if the source is not a model
   * @throws IncompatibleDataException if the data does not fit the network
   * @throws FileAlreadyExistsException if the output exists and may not be replaced
   * @throws java.util.concurrent.CancellationException if cancelled; nothing is written then
   * @throws IOException if reading or writing fails
   */
  public static CompressionReport compress(
      Path source, Recipe recipe, Optional<Dataset> data, CompressOptions options)
      throws IOException {
    return new Compressor(source, recipe, data, options).run();
  }

  private CompressionReport run() throws IOException {
    Path output = options.output();
    if (Files.exists(output) && !options.overwrite()) {
      throw new FileAlreadyExistsException(output.toString());
    }
    List<Stage> stages = stages();
    options.progress().begin("import", 0);
    ImportedModel imported = ModelImporter.read(source, options.importing());
    imported.warnings().forEach(this::notice);
    WorkingModel model = model(imported);
    if (data.isPresent()) {
      Samples.requireFit(model.network(), data.get());
    }
    if (!labelled()) {
      notices.add(
          "accuracy was not measured; with labelled --data the network is also retrained,"
              + " which lets far more weights go");
    }
    for (Stage stage : stages) {
      stage.check(model);
    }
    Optional<Double> original = original(model);
    EncodeStage encode = (EncodeStage) stages.get(stages.size() - 1);
    List<StageResult> results = runner(imported).run(model, stages, notices);
    ModelFiles.save(output, encode.file());
    return report(imported, original, results);
  }

  private List<Stage> stages() {
    List<Stage> stages =
        new ArrayList<>(Stages.of(labelled() ? recipe.steps() : recipe.stepsWithoutData()));
    int last = stages.size() - 1;
    if (last < 0 || !(stages.get(last) instanceof EncodeStage)) {
      stages.add(EncodeStage.of(Settings.none("encode")));
      last++;
    }
    if (!options.floatLayers().isEmpty()) {
      stages.add(last, FloatLayersStage.of(options.floatLayers()));
      last++;
    }
    if (options.entropy().isPresent()) {
      stages.set(last, ((EncodeStage) stages.get(last)).with(options.entropy().get()));
    }
    if (options.strip()) {
      stages.set(last, ((EncodeStage) stages.get(last)).stripped());
    }
    return stages;
  }

  private WorkingModel model(ImportedModel imported) throws IOException {
    WorkingModel model = WorkingModel.of(imported);
    if (options.preprocessing().isPresent()) {
      List<Preprocessing> given = new ArrayList<>(model.preprocessing());
      given.set(0, options.preprocessing().get());
      model.setPreprocessing(given);
    } else if (data.isPresent()) {
      model.assumePreprocessing(data.get().preprocessing());
    }
    if (!options.labels().isEmpty()) {
      model.setLabels(options.labels());
    }
    model.provenance().put("tool", "deepcompress " + VERSION);
    model.provenance().put("recipe", recipe.name());
    model.provenance().put(PARAMETERS, Long.toString(imported.originalParameterCount()));
    model.provenance().put("seed", Long.toString(options.seed()));
    if (data.isPresent()) {
      model
          .provenance()
          .put("data", data.get().name() + " " + data.get().digest().substring(0, 16));
    }
    return model;
  }

  private StageRunner runner(ImportedModel imported) throws IOException {
    Optional<StageData> stageData = data.map(StageData::of);
    StageContext context =
        new StageContext(
            Optional.of(imported),
            stageData,
            options.seed(),
            options.threads(),
            options.progress(),
            options.cancelled());
    Checkpoint checkpoint = null;
    if (options.workDir().isPresent()) {
      checkpoint =
          new Checkpoint(
              options.workDir().get(),
              Checkpoint.identity(source, recipe, options, data),
              options.threads());
    }
    return new StageRunner(context, model -> held(model, stageData), checkpoint);
  }

  /** Accuracy on held-out training samples; on fewer of them where the network is large. */
  private OptionalDouble held(WorkingModel model, Optional<StageData> stageData)
      throws IOException {
    if (stageData.isEmpty() || !stageData.get().validation().labelled()) {
      return OptionalDouble.empty();
    }
    Split affordable =
        HeldOut.affordable(model.network(), stageData.get().validation(), MEASURE_BUDGET);
    if (affordable.size() == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        new Evaluator(options.threads(), Progress.NONE, options.cancelled())
            .score(model.toCompressedModel(), Mode.FLOAT, affordable)
            .top1());
  }

  private Optional<Double> original(WorkingModel model) throws IOException {
    if (!scored()) {
      return Optional.empty();
    }
    options.progress().begin("score the original", data.get().test().size());
    Accuracy accuracy = evaluator().score(model.toCompressedModel(), Mode.FLOAT, data.get().test());
    options.progress().end();
    return Optional.of(accuracy.top1());
  }

  /** Whether there is something to learn from. */
  private boolean labelled() {
    return data.isPresent() && data.get().training().labelled();
  }

  private boolean scored() {
    return data.isPresent() && data.get().test().labelled() && data.get().test().size() > 0;
  }

  private Evaluator evaluator() {
    return new Evaluator(options.threads(), options.progress(), options.cancelled());
  }

  /** Everything about the file is measured from the file. */
  private CompressionReport report(
      ImportedModel imported, Optional<Double> original, List<StageResult> results)
      throws IOException {
    ModelReport measured = ModelInspector.inspect(options.output(), DecodeLimits.DEFAULT);
    CompressedModel written = ModelReader.read(options.output());
    Optional<AccuracyPair> accuracy = Optional.empty();
    if (original.isPresent()) {
      Split test = data.get().test();
      options.progress().begin("score the file", test.size());
      Accuracy compressed = evaluator().score(written, Mode.INT8, test);
      options.progress().end();
      accuracy =
          Optional.of(
              new AccuracyPair(
                  data.get().name(), compressed.samples(), original.get(), compressed.top1()));
    }
    Optional<AccuracyPair> heldOut = Optional.empty();
    if (options.heldOut() && labelled()) {
      heldOut =
          HeldOut.score(
              imported,
              WorkingModel.of(written, imported.originalParameterCount()),
              StageData.of(data.get()),
              evaluator());
    }
    return new CompressionReport(
        source.toString(),
        options.output().toString(),
        imported.originalParameterCount(),
        4 * imported.originalParameterCount(),
        measured.bytes(),
        StorageCount.pruned(written),
        StorageCount.shared(written),
        accuracy,
        heldOut,
        results,
        LayerRows.of(written, measured),
        measured.otherBytes(),
        notices);
  }

  private void notice(String line) {
    notices.add(line);
    options.progress().notice(line);
  }
}
