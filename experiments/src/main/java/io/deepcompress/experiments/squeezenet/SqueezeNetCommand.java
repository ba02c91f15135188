package io.deepcompress.experiments.squeezenet;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.DecodeLimits;
import io.deepcompress.codec.ModelReader;
import io.deepcompress.codec.ModelWriter;
import io.deepcompress.experiments.CommonOptions;
import io.deepcompress.experiments.measure.Agreement;
import io.deepcompress.experiments.result.Machine;
import io.deepcompress.experiments.result.Report;
import io.deepcompress.experiments.result.Table;
import io.deepcompress.pipeline.Coding;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.recipe.RecipeException;
import io.deepcompress.pipeline.share.RecognizeStage;
import io.deepcompress.runtime.LoadOptions;
import io.deepcompress.runtime.Mode;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.Session;
import io.deepcompress.runtime.SessionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Han's SqueezeNet from its published weights to a scored .dcz file. */
@Command(
    name = "squeezenet",
    description =
        "Han's SqueezeNet end to end: a DL4J zip, lossless .dcz files, float logits beside the"
            + " reference, INT8 accuracy.",
    mixinStandardHelpOptions = true)
public final class SqueezeNetCommand implements Callable<Integer> {
  @Mixin private CommonOptions options;

  @Option(
      names = "--methods",
      paramLabel = "NAME",
      split = ",",
      description = "Calibration methods (default: ${DEFAULT-VALUE}).",
      defaultValue = "min-max,percentile,mse,kl,kl-tolerance")
  private List<String> methods;

  @Option(
      names = "--grids",
      paramLabel = "NAME",
      split = ",",
      description = "Grids of activations (default: ${DEFAULT-VALUE}).",
      defaultValue = "unsigned-after-relu,signed,asymmetric")
  private List<String> grids;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads (default: ${DEFAULT-VALUE}).",
      defaultValue = "2")
  private int threads;

  @Override
  public Integer call() throws IOException {
    checkOptions();
    Report report =
        options.newReportOfParts(
            "squeezenet",
            "Han's SqueezeNet: lossless size and INT8 accuracy",
            "--methods",
            "--grids");
    Machine.noteLoad(report);
    SqueezeNet source = SqueezeNet.read(options.data("squeezenet"));
    Path samples = options.data("imagenet-sample");
    sizes(report, source);
    CompressedModel lossless = throughZip(report, source);
    logits(report, lossless, ReferenceLogits.read(samples.resolve("reference")));
    accuracy(report, lossless, Pictures.read(samples.resolve("images")));
    options.finish(report);
    return 0;
  }

  private void checkOptions() {
    options.requireThreads(threads);
    for (String method : methods) {
      for (String grid : grids) {
        try {
          Int8Accuracy.requireCalibration(method, grid);
        } catch (RecipeException e) {
          throw options.mistake("--methods and --grids: " + e.getMessage());
        }
      }
    }
  }

  /** The network with its weights recognised as shared; no bit of a weight or bias is changed. */
  public static CompressedModel lossless(SqueezeNet source) {
    WorkingModel model =
        new WorkingModel(source.network(), source.values(), List.of(SqueezeNet.PREPROCESSING));
    new RecognizeStage().run(model, StageContext.plain(0));
    return model.toCompressedModel();
  }

  private void sizes(Report report, SqueezeNet source) throws IOException {
    CompressedModel model = lossless(source);
    Table table = report.table(new Table("sizes", "file", "bytes", "of the published", "ratio"));
    size(table, "as published", source.publishedBytes(), source, model);
    for (Coding coding : Coding.values()) {
      for (boolean strip : new boolean[] {false, true}) {
        byte[] file = ModelWriter.write(model, coding.options(strip, threads));
        CompressedModel read = ModelReader.verify(file, DecodeLimits.DEFAULT, threads);
        if (!strip) {
          SqueezeNetZip.requireExact(source, read);
        }
        String name = coding.name().toLowerCase(Locale.ROOT) + (strip ? ", stripped" : "");
        size(table, name, file.length, source, model);
      }
    }
    report.note(
        "Every unstripped .dcz was read again, and every bit of every weight and bias is the"
            + " published one. Ratios are against dense float32.");
    options.progress("sizes measured");
  }

  private static void size(
      Table table, String name, long bytes, SqueezeNet source, CompressedModel model) {
    table.row(
        name,
        bytes,
        bytes / (double) source.publishedBytes(),
        model.originalBytes() / (double) bytes);
  }

  /** Goes the way of a user, from a DL4J zip to a file, and gives what the file says. */
  private CompressedModel throughZip(Report report, SqueezeNet source) throws IOException {
    Path folder = Files.createTempDirectory("squeezenet");
    Path zip = folder.resolve("squeezenet.zip");
    Path file = folder.resolve("squeezenet.dcz");
    try {
      SqueezeNetZip.write(source, zip);
      report.value("DL4J zip, bytes", Files.size(zip));
      options.progress("DL4J zip written");
      CompressedModel model = SqueezeNetZip.compress(zip, file);
      SqueezeNetZip.requireExact(source, model);
      report.value("zip compressed with --recipe lossless, bytes", Files.size(file));
      options.progress("zip compressed, every bit is there");
      return model;
    } finally {
      Files.deleteIfExists(zip);
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private void logits(Report report, CompressedModel lossless, ReferenceLogits reference)
      throws IOException {
    double worst = 0;
    Model model = Model.of(lossless, LoadOptions.DEFAULT.withMode(Mode.FLOAT));
    try (Session session = model.newSession(new SessionOptions(Mode.FLOAT, threads))) {
      float[][] logits = {new float[model.outputShapes().get(0).size()]};
      for (int i = 0; i < reference.inputs().size(); i++) {
        session.run(new float[][] {reference.inputs().get(i)}, logits);
        worst = Math.max(worst, Agreement.relativeToRange(reference.logits().get(i), logits[0]));
      }
    }
    report.value("reference rows", reference.inputs().size());
    report.value("largest difference of float logits, of their range", worst);
    options.progress("float logits compared with %d reference rows", reference.inputs().size());
  }

  private void accuracy(Report report, CompressedModel lossless, Pictures pictures)
      throws IOException {
    report.note(
        "INT8 was scored from the written file. 'per tensor' rounds the file's exact float32"
            + " codebooks to one int8 grid a layer when it is loaded; 'per channel' puts every"
            + " filter's weights on an int8 grid of its own. Noise is the mean square of the"
            + " logits' difference from float over their variance. The standard error is that of"
            + " the difference of top-1 on these pictures: differences below it say nothing, noise"
            + " and the part with float's first class say more.");
    Int8Accuracy int8 = new Int8Accuracy(lossless, pictures, threads);
    report.value("pictures calibrated with", pictures.calibration().size());
    report.value("pictures scored, none of them calibrated with", pictures.scoring().size());
    Table table =
        report.table(
            new Table(
                "accuracy",
                "calibration",
                "activations",
                "weights",
                "top-1 %",
                "top-5 %",
                "top-1 points from float",
                "standard error",
                "same first class %",
                "noise of logits",
                "file bytes"));
    row(table, int8.score(), lossless, "float32", "float32", "float32");
    for (String method : methods) {
      for (String grid : grids) {
        CompressedModel model = int8.calibrate(method, grid);
        CompressedModel perChannel = Int8Accuracy.perChannel(model);
        row(table, int8.score(model), model, method, grid, "per tensor");
        row(table, int8.score(perChannel), perChannel, method, grid, "per channel");
        options.save(report);
      }
    }
  }

  private void row(Table table, Int8Accuracy.Score score, CompressedModel model, String... how)
      throws IOException {
    table.row(
        how[0],
        how[1],
        how[2],
        100 * score.top1(),
        100 * score.top5(),
        100 * score.fromFloat(),
        100 * score.standardError(),
        100 * score.sameTop(),
        score.noise(),
        Int8Accuracy.file(model).length);
    options.progress(
        "%s: top-1 %.2f %%, %.2f points from float, noise %.5f",
        String.join(", ", how), 100 * score.top1(), 100 * score.fromFloat(), score.noise());
  }
}
