package io.deepcompress.pipeline.cli;

import static io.deepcompress.pipeline.cli.GlobalOptions.format;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.ModelReader;
import io.deepcompress.codec.network.Network;
import io.deepcompress.datasets.Dataset;
import io.deepcompress.datasets.ImageShape;
import io.deepcompress.datasets.Split;
import io.deepcompress.pipeline.Evaluator;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.importer.ImportException;
import io.deepcompress.pipeline.importer.ImportOptions;
import io.deepcompress.pipeline.importer.ModelImporter;
import io.deepcompress.pipeline.recipe.Settings;
import io.deepcompress.pipeline.report.Accuracy;
import io.deepcompress.runtime.LoadOptions;
import io.deepcompress.runtime.Mode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Scores a model. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Measure the accuracy of a .dcz (INT8 or float) or of a zip (float).")
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private GlobalOptions global;
  @Mixin private DataOptions data;

  @Parameters(paramLabel = "FILE.dcz|MODEL.zip", description = "Model to score.")
  private Path file;

  @Option(
      names = "--mode",
      description = "Arithmetic: int8 (default), dynamic, integer or float; a zip: float.")
  private Mode mode;

  @Option(names = "--threads", description = "Threads to use (default: all processors).")
  private int threads = LoadOptions.DEFAULT.threads();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (!data.given()) {
      throw new ParameterException(spec.commandLine(), "evaluate needs --data SPEC");
    }
    data.parsed();
    ThreadCount.require(threads);
    ModelFile.requireInput(file);
    boolean zip = ModelFile.isZip(file);
    if (zip && mode != null && mode != Mode.FLOAT) {
      throw new ParameterException(
          spec.commandLine(), "a zip is scored in --mode float; compress it for " + mode);
    }
    Mode used = mode != null ? mode : zip ? Mode.FLOAT : Mode.INT8;
    Dataset own = data.hasOwnShape() ? data.open() : null;
    WorkingModel imported = zip ? imported(own) : null;
    CompressedModel model = zip ? null : read();
    Network network = zip ? imported.network() : model.network();
    ImageShape shape = Images.shape(file, network.inputs().get(0).shape());
    Dataset dataset = own == null ? data.open(shape) : data.requireShape(own, shape);
    if (zip) {
      imported.assumePreprocessing(dataset.preprocessing());
      model = imported.toCompressedModel();
    }
    Split samples = dataset.hasOwnTest() ? dataset.test() : dataset.all();
    if (!samples.labelled() || samples.size() == 0) {
      throw new CommandException(
          ExitCode.USAGE, "--data " + dataset.name() + " has no labelled samples to score with");
    }
    try (ProgressBars progress = new ProgressBars(spec.commandLine().getErr(), global.quiet)) {
      progress.begin("evaluate", samples.size());
      Accuracy accuracy =
          new Evaluator(threads, progress, Thread.currentThread()::isInterrupted)
              .score(model, used, samples);
      progress.end();
      print(dataset.name(), used, accuracy);
    }
    return ExitCode.DONE;
  }

  private WorkingModel imported(Dataset own) throws IOException {
    try {
      ImportOptions options = ImportOptions.DEFAULT;
      if (own != null) {
        options = ZipShapes.fitted(file, options, own);
      }
      return WorkingModel.of(ModelImporter.read(file, options));
    } catch (ImportException e) {
      throw ModelFile.unreadable(file, e);
    }
  }

  private CompressedModel read() throws IOException {
    try {
      return ModelReader.read(file);
    } catch (ModelFormatException e) {
      throw ModelFile.corrupt(file, e);
    }
  }

  private void print(String dataset, Mode used, Accuracy accuracy) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectNode root = new ObjectMapper().createObjectNode();
      root.put("model", file.toString());
      root.put("dataset", dataset);
      root.put("mode", Settings.word(used));
      root.put("samples", accuracy.samples());
      root.put("top1", accuracy.top1());
      root.put("top5", accuracy.top5());
      root.put("seconds", accuracy.seconds());
      Json.print(out, root);
      return;
    }
    out.println(
        format(
            "%s, %s: top-1 %.2f %%, top-5 %.2f %%, error %.2f %% of %,d samples of %s, %.1f s",
            file,
            Settings.word(used),
            100 * accuracy.top1(),
            100 * accuracy.top5(),
            100 - 100 * accuracy.top1(),
            accuracy.samples(),
            dataset,
            accuracy.seconds()));
    out.flush();
  }
}
