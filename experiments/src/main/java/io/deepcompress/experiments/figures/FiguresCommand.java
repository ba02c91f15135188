package io.deepcompress.experiments.figures;

import io.deepcompress.datasets.Dataset;
import io.deepcompress.datasets.Split;
import io.deepcompress.experiments.CommonOptions;
import io.deepcompress.experiments.WorkFolder;
import io.deepcompress.experiments.lenet.Baseline;
import io.deepcompress.experiments.result.Machine;
import io.deepcompress.experiments.result.Png;
import io.deepcompress.experiments.result.Report;
import io.deepcompress.pipeline.StageContext.StageData;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.importer.ModelImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.knowm.xchart.XYChart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The paper's figures of accuracy, from our own runs. */
@Command(
    name = "figures",
    description =
        "Draws the paper's figures from runs on LeNet-300-100: centroid initialization, error"
            + " against ratio, sensitivity of layers, weights and centroids. A few minutes.",
    mixinStandardHelpOptions = true)
public final class FiguresCommand implements Callable<Integer> {
  @Mixin private CommonOptions options;

  @Option(
      names = "--training",
      defaultValue = "20000",
      description = "Training digits that networks learn from (default ${DEFAULT-VALUE}).")
  private int training;

  @Option(
      names = "--held",
      defaultValue = "10000",
      description =
          "Training digits, the last ones, that errors are measured on (default ${DEFAULT-VALUE}).")
  private int held;

  @Option(
      names = "--epochs",
      defaultValue = "15",
      description = "Epochs of the network at first (default ${DEFAULT-VALUE}).")
  private int epochs;

  @Mixin private WorkFolder work;

  private final Set<String> kept = new HashSet<>();

  @Override
  public Integer call() throws IOException {
    options.requirePositive("--training", training);
    options.requirePositive("--held", held);
    options.requirePositive("--epochs", epochs);
    Dataset mnist = options.dataset("mnist");
    Split learnt = mnist.training().head(Math.min(training, mnist.training().size() - held));
    Split measured = mnist.training().tail(held);
    Path zip =
        new Baseline("lenet-300-100", epochs, options.seed())
            .zip(
                Files.createDirectories(work.path().resolve("figures")), learnt, measured, options);
    Bench bench =
        new Bench(
            ModelImporter.read(zip),
            new StageData(mnist, learnt, learnt.head(0)),
            measured,
            options.seed());
    Report report = options.newReport("figures", "The paper's figures, from our own runs");
    Machine.noteLoad(report);
    report.value("error of the network as trained, %", bench.error(bench.dense()));
    Map<String, XYChart> charts = new LinkedHashMap<>();
    report.note(
        "LeNet-300-100, one seed, trained on the first "
            + learnt.size()
            + " training digits with mild distortions; all errors are in float on the last "
            + held
            + " training digits, which nothing learnt from. No test digit was used.");
    report.note(
        "\nIn `ratio`, pruning is counted as the paper does (32-bit values and gaps), sharing with"
            + " and without pruning is the length of the `.dcz`, and the decomposition is four"
            + " bytes for each value left. Pruned networks were retrained for two epochs after"
            + " each density, those of low rank likewise, centroids for one.\n");
    WorkingModel pruned = RatioFigure.draw(bench, report, charts, options);
    keep(report, charts);
    InitializationFigure.draw(bench, pruned, report, charts, options);
    keep(report, charts);
    WeightsFigure.draw(bench, pruned, report, charts);
    SensitivityFigure.draw(bench, report, charts, options);
    keep(report, charts);
    options.finish(report);
    return 0;
  }

  /** Saves what is new; the report shows every chart. */
  private void keep(Report report, Map<String, XYChart> charts) throws IOException {
    for (String name : charts.keySet()) {
      if (kept.add(name)) {
        report.note("![" + name + "](" + name + ".png)");
      }
    }
    Path folder = options.save(report);
    if (folder != null) {
      for (Map.Entry<String, XYChart> chart : charts.entrySet()) {
        Png.save(chart.getValue(), folder.resolve(chart.getKey() + ".png"));
      }
    }
  }
}
