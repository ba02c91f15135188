package io.deepcompress.experiments.maxdrop;

import io.deepcompress.datasets.Dataset;
import io.deepcompress.datasets.DatasetSpec;
import io.deepcompress.experiments.CommonOptions;
import io.deepcompress.experiments.WorkFolder;
import io.deepcompress.experiments.result.Machine;
import io.deepcompress.experiments.result.Report;
import io.deepcompress.experiments.result.Table;
import io.deepcompress.pipeline.CompressOptions;
import io.deepcompress.pipeline.Compressor;
import io.deepcompress.pipeline.Progress;
import io.deepcompress.pipeline.StageContext.StageData;
import io.deepcompress.pipeline.recipe.Recipe;
import io.deepcompress.pipeline.report.CompressionReport;
import io.deepcompress.pipeline.report.LayerRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code --max-drop} finds for networks that are not LeNets. */
@Command(
    name = "max-drop",
    description =
        "Searches for the smallest files of small networks within several losses, as --max-drop"
            + " does; keeps the trails.",
    mixinStandardHelpOptions = true)
public final class MaxDropCommand implements Callable<Integer> {
  @Mixin private CommonOptions options;

  @Option(
      names = "--networks",
      split = ",",
      defaultValue = "mlp,convolutions",
      description = "mlp, convolutions, simplecnn (default ${DEFAULT-VALUE}).")
  private List<String> networks;

  @Option(
      names = "--data",
      split = ",",
      defaultValue = "digits:6000,mnist",
      description = "Data sets of 28x28 pictures (default ${DEFAULT-VALUE}).")
  private List<String> data;

  @Option(
      names = "--training",
      defaultValue = "12000",
      description = "Most training samples of a data set to use (default ${DEFAULT-VALUE}).")
  private int training;

  @Option(
      names = "--drops",
      split = ",",
      defaultValue = "0.5,2",
      description = "Points that may be lost (default ${DEFAULT-VALUE}).")
  private List<Double> drops;

  @Option(
      names = "--epochs",
      defaultValue = "12",
      description = "Epochs that networks are trained for at first (default ${DEFAULT-VALUE}).")
  private int epochs;

  @Mixin private WorkFolder work;

  @Override
  public Integer call() throws IOException {
    checkOptions();
    Report report =
        options.newReport(
            "max-drop-" + String.join("-", networks), "The smallest files within a loss");
    Machine.noteLoad(report);
    report.note(
        "Each search had the training samples but the last twelfth, on which it scored its"
            + " candidates in INT8; at most "
            + training
            + " training samples of a data set were used. Held-out and test figures are of the"
            + " written files, opened again, in INT8, against the original in float. `reached` is"
            + " judged on the held-out samples, as the exit code of `--max-drop` is.");
    Table found =
        report.table(
            new Table(
                "found",
                "network",
                "data",
                "parameters",
                "may lose",
                "reached",
                "bytes",
                "ratio",
                "kept %",
                "held-out",
                "held-out points lost",
                "test error before %",
                "test points lost",
                "seconds"));
    Table layers =
        report.table(
            new Table(
                "layers", "network", "data", "may lose", "layer", "weights", "kept", "codes"));
    Table trail = report.table(new Table("trail", "network", "data", "may lose", "candidate"));
    for (String name : data) {
      Dataset set = fewer(options.dataset(name));
      for (String network : networks) {
        Path zip =
            SmallNetwork.zip(
                network, work.path(), set.name(), StageData.of(set).training(), epochs, options);
        for (double drop : drops) {
          CompressionReport result = search(zip, set, drop, network, trail);
          row(found, layers, network, set, drop, result);
          options.save(report);
        }
      }
    }
    options.finish(report);
    return 0;
  }

  private void checkOptions() {
    options.requireKnown("--networks", networks, SmallNetwork.NAMES);
    options.requirePositive("--training", training);
    options.requirePositive("--epochs", epochs);
    for (String name : data) {
      try {
        DatasetSpec.parse(name);
      } catch (IllegalArgumentException e) {
        throw options.mistake("--data: " + e.getMessage());
      }
    }
    for (double drop : drops) {
      if (!(drop >= 0 && drop <= 100)) {
        throw options.mistake("--drops must be in 0..100, not " + drop);
      }
    }
  }

  private Dataset fewer(Dataset all) {
    return all.training().size() <= training
        ? all
        : new Dataset(
            all.name(),
            all.classNames(),
            all.preprocessing(),
            all.training().head(training),
            all.test());
  }

  private CompressionReport search(Path zip, Dataset set, double drop, String network, Table trail)
      throws IOException {
    Progress progress =
        new Progress() {
          @Override
          public void notice(String line) {
            options.progress("%s", line);
            if (line.startsWith("search")) {
              trail.row(network, set.name(), drop, line);
            }
          }
        };
    return Compressor.compress(
        zip,
        Recipe.maxDrop(drop),
        Optional.of(set),
        CompressOptions.to(work.file(network + "-" + set.name() + "-" + drop))
            .withOverwrite(true)
            .withSeed(options.seed())
            .withHeldOut(true)
            .withProgress(progress));
  }

  private static void row(
      Table found,
      Table layers,
      String network,
      Dataset set,
      double drop,
      CompressionReport result) {
    var held = result.heldOut().orElseThrow();
    var test = result.accuracy().orElseThrow();
    long kept = result.layers().stream().mapToLong(LayerRow::kept).sum();
    long weights = result.layers().stream().mapToLong(LayerRow::weights).sum();
    found.row(
        network,
        set.name(),
        result.parameters(),
        drop,
        held.pointsLost() <= drop + 1e-9 ? "yes" : "no",
        result.compressedBytes(),
        result.ratio(),
        100.0 * kept / weights,
        held.samples(),
        held.pointsLost(),
        100 * (1 - test.original()),
        test.pointsLost(),
        result.stages().stream().mapToDouble(stage -> stage.seconds()).sum());
    for (LayerRow layer : result.layers()) {
      layers.row(
          network,
          set.name(),
          drop,
          layer.name(),
          layer.weights(),
          layer.kept(),
          layer.codebookSize());
    }
  }
}
