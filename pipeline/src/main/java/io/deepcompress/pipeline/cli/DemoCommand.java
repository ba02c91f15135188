package io.deepcompress.pipeline.cli;

import static io.deepcompress.pipeline.cli.GlobalOptions.format;

import io.deepcompress.datasets.Dataset;
import io.deepcompress.datasets.Digits;
import io.deepcompress.pipeline.CompressOptions;
import io.deepcompress.pipeline.Compressor;
import io.deepcompress.pipeline.StageContext.StageData;
import io.deepcompress.pipeline.recipe.Recipe;
import io.deepcompress.pipeline.report.CompressionReport;
import io.deepcompress.pipeline.report.ReportJson;
import io.deepcompress.pipeline.train.NetworkTraining;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole story in a minute or two, with nothing but this jar. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Generate digits, train LeNet-300-100, compress it, open the file and score it in INT8.")
final class DemoCommand implements Callable<Integer> {
  private static final String NETWORK = "lenet-300-100";
  private static final int EPOCHS = 8;

  @Spec private CommandSpec spec;
  @Mixin private GlobalOptions global;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "deepcompress-demo",
      description = "Folder for the results (default: ${DEFAULT-VALUE}).")
  private Path folder;

  @Option(
      names = {"-f", "--force"},
      description = "Overwrite the results of an earlier run.")
  private boolean force;

  @Option(names = "--seed", defaultValue = "1", description = "Of everything random (default 1).")
  private long seed;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    ModelFile.requireFolder("--dir", folder);
    Files.createDirectories(folder);
    Path zip = folder.resolve(NETWORK + ".zip");
    Path file = folder.resolve(NETWORK + ".dcz");
    ModelFile.requireOutput(zip, force);
    ModelFile.requireOutput(file, force);
    PrintWriter out = spec.commandLine().getOut();
    try (ProgressBars progress = new ProgressBars(spec.commandLine().getErr(), global.quiet)) {
      Dataset digits = Digits.generate(Digits.DEFAULT_TRAINING, Digits.DEFAULT_TEST, seed);
      progress.notice(
          format(
              "generated %,d training and %,d test digits of %s",
              digits.training().size(), digits.test().size(), digits.shape()));
      ModelFile.save(zip, train(digits, progress), force);
      CompressOptions options =
          CompressOptions.to(file).withOverwrite(force).withSeed(seed).withProgress(progress);
      CompressionReport report =
          Compressor.compress(zip, Recipe.load("demo"), Optional.of(digits), options);
      progress.end();
      if (json) {
        Json.print(out, ReportJson.of(report));
      } else {
        Summary.print(out, report);
      }
    }
    return ExitCode.DONE;
  }

  private byte[] train(Dataset digits, ProgressBars progress) throws IOException {
    StageData split = StageData.of(digits);
    NetworkTraining training =
        new NetworkTraining(NETWORK, new int[] {1, 28, 28}, digits.classNames().size(), seed);
    training.train(
        split.training(),
        split.validation(),
        EPOCHS,
        0,
        seed,
        new EpochLines(progress, EPOCHS),
        Thread.currentThread()::isInterrupted);
    return training.toZip();
  }
}
