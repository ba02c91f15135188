package io.deepcompress.experiments.lenet;

import io.deepcompress.datasets.Dataset;
import io.deepcompress.experiments.CommonOptions;
import io.deepcompress.experiments.WorkFolder;
import io.deepcompress.experiments.result.Machine;
import io.deepcompress.experiments.result.Report;
import io.deepcompress.experiments.result.Table;
import io.deepcompress.pipeline.Compressor;
import io.deepcompress.pipeline.StageResult;
import io.deepcompress.pipeline.recipe.Recipe;
import io.deepcompress.pipeline.report.CompressionReport;
import io.deepcompress.pipeline.report.CompressionReport.AccuracyPair;
import io.deepcompress.pipeline.report.LayerRow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The paper's tables of the LeNets beside our own figures. */
@Command(
    name = "reproduce",
    description =
        "Compresses a LeNet with the paper's densities and bits, stage by stage, beside the paper's"
            + " table, several times; resumable.",
    mixinStandardHelpOptions = true)
public final class ReproduceCommand implements Callable<Integer> {
  private static final int EPOCHS = 10;

  @Mixin private CommonOptions options;

  @Parameters(paramLabel = "NETWORK", description = "lenet-300-100 or lenet-5.")
  private String network;

  @Mixin private WorkFolder work;

  @Option(names = "--seeds", defaultValue = "3", description = "Number of runs (default 3).")
  private int seeds;

  @Override
  public Integer call() throws IOException {
    options.requirePositive("--seeds", seeds);
    Paper paper = Paper.of(network);
    Dataset mnist = options.dataset("mnist");
    Report report =
        options.newReport("reproduce-" + network, "The paper's table of " + network + ", redone");
    Machine.noteLoad(report);
    Table runs = report.table(new Table("runs", "seed", "bytes", "ratio", "error %", "original's"));
    CompressionReport first = null;
    double ratios = 0;
    double errors = 0;
    for (int i = 0; i < seeds; i++) {
      long seed = options.seed() + i;
      Path base = new Baseline(network, EPOCHS, seed).zip(work.path(), mnist, options);
      CompressionReport result = run(base, mnist, seed);
      AccuracyPair accuracy = result.accuracy().orElseThrow();
      double error = 100 * (1 - accuracy.compressed());
      ratios += result.ratio();
      errors += error;
      runs.row(
          seed, result.compressedBytes(), result.ratio(), error, 100 * (1 - accuracy.original()));
      options.progress("seed %d: %.1fx, error %.2f %%", seed, result.ratio(), error);
      first = first == null ? result : first;
    }
    report.value("mean ratio", ratios / seeds);
    report.value("the paper's ratio", paper.ratio());
    report.value("mean error, %", errors / seeds);
    report.value("the paper's error, %", paper.error());
    fill(report, paper, first);
    report.note("The tables below that of the runs, the plots and the file are of the first seed.");
    Path folder = options.finish(report);
    if (folder != null) {
      Files.copy(
          work.file(name(options.seed())),
          folder.resolve(network + ".dcz"),
          StandardCopyOption.REPLACE_EXISTING);
      Plots.stages(first, paper, folder.resolve("stages.png"));
      Plots.layers(first, folder.resolve("layers.png"));
    }
    return 0;
  }

  private CompressionReport run(Path base, Dataset data, long seed) throws IOException {
    return Compressor.compress(
        base,
        recipe(),
        Optional.of(data),
        work.resumable(name(seed), seed).withProgress(new StageLines(options)));
  }

  private String name(long seed) {
    return "reproduce-" + network + "-seed-" + seed;
  }

  private Recipe recipe() throws IOException {
    String name = "paper-" + network + ".yaml";
    try (InputStream in = ReproduceCommand.class.getResourceAsStream(name)) {
      return Recipe.parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private void fill(Report report, Paper paper, CompressionReport result) {
    AccuracyPair accuracy = result.accuracy().orElseThrow();
    double original = 100 * (1 - accuracy.original());
    double error = 100 * (1 - accuracy.compressed());
    double bytes = result.originalBytes();
    Table stages =
        report.table(new Table("stages", "stage", "bytes", "ratio", "paper's ratio", "error %"));
    stages.row("original", result.originalBytes(), 1.0, 1.0, original);
    stages.row("P", result.prunedBytes(), bytes / result.prunedBytes(), paper.pruned(), null);
    stages.row("P+Q", result.sharedBytes(), bytes / result.sharedBytes(), paper.shared(), null);
    stages.row("P+Q+H", result.compressedBytes(), result.ratio(), paper.ratio(), error);
    layers(report, paper, result.layers());
    Table steps =
        report.table(new Table("steps", "step", "seconds", "bytes", "held-out error %", "note"));
    for (StageResult step : result.stages()) {
      Double held = step.accuracy().isPresent() ? 100 * (1 - step.accuracy().getAsDouble()) : null;
      steps.row(step.name(), step.seconds(), step.bytes(), held, step.note());
    }
    report.value("bytes that belong to no layer", result.otherBytes());
    report.note(
        "P and P+Q are counted as the paper does; P+Q+H is the length of the file. The error is of"
            + " that file, opened again, in INT8 on all "
            + accuracy.samples()
            + " test digits.");
  }

  private static void layers(Report report, Paper paper, List<LayerRow> rows) {
    Table table =
        report.table(
            new Table(
                "layers",
                "layer",
                "weights",
                "kept %",
                "paper",
                "weight bits P+Q",
                "P+Q+H",
                "paper's",
                "index bits P+Q",
                "P+Q+H ",
                "paper's ",
                "size %",
                "paper's size %"));
    for (int i = 0; i < rows.size(); i++) {
      LayerRow row = rows.get(i);
      Paper.Layer theirs = paper.layers().get(i);
      table.row(
          theirs.name(),
          row.weights(),
          100 * row.density(),
          theirs.density(),
          row.fixedCodeBits(),
          row.codeBits(),
          theirs.codeBits() + " / " + theirs.codedBits(),
          row.fixedPositionBits(),
          row.positionBits(),
          theirs.gapBits() + " / " + theirs.codedGapBits(),
          100.0 * row.bytes() / (4 * row.weights()),
          theirs.size());
    }
  }
}
