package io.deepcompress.experiments.lenet;

import io.deepcompress.datasets.Dataset;
import io.deepcompress.experiments.CommonOptions;
import io.deepcompress.experiments.ExperimentException;
import io.deepcompress.experiments.WorkFolder;
import io.deepcompress.experiments.result.Machine;
import io.deepcompress.experiments.result.Report;
import io.deepcompress.experiments.result.Table;
import io.deepcompress.pipeline.Compressor;
import io.deepcompress.pipeline.recipe.Recipe;
import io.deepcompress.pipeline.report.CompressionReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The default recipe at several densities, on held-out training digits. */
@Command(
    name = "density",
    description =
        "Compresses a LeNet with the default recipe at several densities and scores the files in"
            + " INT8 on the last 10,000 training digits, which nothing has learnt from; resumable.",
    mixinStandardHelpOptions = true)
public final class DensityCommand implements Callable<Integer> {
  private static final String DENSITY = "density: 0.07";
  private static final String EPOCHS = "epochs: 6";
  private static final int FIRST_EPOCHS = 20;

  @Mixin private CommonOptions options;

  @Parameters(paramLabel = "NETWORK", description = "lenet-300-100 or lenet-5.")
  private String network;

  @Option(
      names = "--densities",
      split = ",",
      defaultValue = "0.03,0.05,0.07",
      description = "Densities to try (default ${DEFAULT-VALUE}).")
  private List<Double> densities;

  @Option(
      names = "--epochs",
      split = ",",
      defaultValue = "6",
      description = "Epochs a round to try (default ${DEFAULT-VALUE}).")
  private List<Integer> epochs;

  @Option(names = "--seeds", defaultValue = "3", description = "Number of runs (default 3).")
  private int seeds;

  @Mixin private WorkFolder work;

  @Override
  public Integer call() throws IOException {
    Paper.of(network);
    options.requirePositive("--seeds", seeds);
    for (int count : epochs) {
      options.requirePositive("--epochs", count);
    }
    for (double density : densities) {
      if (!(density > 0 && density <= 1)) {
        throw options.mistake("--densities must be above 0 and at most 1, not " + density);
      }
    }
    Dataset mnist = options.dataset("mnist");
    Dataset chosenOn = mnist.validation(RecordCommand.VALIDATION);
    Report report =
        options.newReport(
            "density-" + network, "The default recipe's density, chosen for " + network);
    Machine.noteLoad(report);
    report.note(
        "Errors are of the original in float and of the written file in INT8, both on the last"
            + " 10,000 training digits; networks were trained for "
            + FIRST_EPOCHS
            + " epochs and compressed with the other 50,000. No test digit was seen.");
    Table means =
        report.table(
            new Table("means", "density", "epochs", "runs", "bytes", "ratio", "points lost"));
    Table runs =
        report.table(
            new Table(
                "runs",
                "seed",
                "density",
                "epochs",
                "bytes",
                "ratio",
                "original %",
                "error %",
                "points lost"));
    for (int count : epochs) {
      for (double density : densities) {
        double bytes = 0;
        double ratio = 0;
        double lost = 0;
        for (int i = 0; i < seeds; i++) {
          long seed = options.seed() + i;
          Path base = new Baseline(network, FIRST_EPOCHS, seed).zip(work.path(), mnist, options);
          CompressionReport result = run(base, recipe(density, count), chosenOn, seed);
          var accuracy = result.accuracy().orElseThrow();
          bytes += result.compressedBytes();
          ratio += result.ratio();
          lost += accuracy.pointsLost();
          runs.row(
              seed,
              density,
              count,
              result.compressedBytes(),
              result.ratio(),
              100 * (1 - accuracy.original()),
              100 * (1 - accuracy.compressed()),
              accuracy.pointsLost());
          options.progress(
              "density %s, %d epochs, seed %d: %d bytes, %.2f points lost",
              density, count, seed, result.compressedBytes(), accuracy.pointsLost());
          options.save(report);
        }
        means.row(density, count, seeds, bytes / seeds, ratio / seeds, lost / seeds);
      }
    }
    options.finish(report);
    return 0;
  }

  private CompressionReport run(Path base, Recipe recipe, Dataset data, long seed)
      throws IOException {
    String name = recipe.name() + "-" + network + "-seed-" + seed;
    return Compressor.compress(
        base,
        recipe,
        Optional.of(data),
        work.resumable(name, seed).withProgress(new StageLines(options)));
  }

  /** The default recipe with another density and number of epochs. */
  private static Recipe recipe(double density, int epochs) throws IOException {
    String text = Recipe.load(Recipe.DEFAULT).text();
    if (!text.contains(DENSITY) || !text.contains(EPOCHS)) {
      throw new ExperimentException(
          "the default recipe has no longer '" + DENSITY + "' and '" + EPOCHS + "' to replace");
    }
    String name = "balanced-" + density + "-" + epochs;
    return Recipe.parse(
        name,
        text.replace(DENSITY, "density: " + density)
            .replace(EPOCHS, "epochs: " + epochs)
            .replace("name: balanced", "name: " + name));
  }
}
