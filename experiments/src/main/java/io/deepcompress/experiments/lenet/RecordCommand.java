package io.deepcompress.experiments.lenet;

import io.deepcompress.datasets.Dataset;
import io.deepcompress.experiments.CommonOptions;
import io.deepcompress.experiments.ExperimentException;
import io.deepcompress.experiments.WorkFolder;
import io.deepcompress.experiments.result.Machine;
import io.deepcompress.experiments.result.Report;
import io.deepcompress.experiments.result.Table;
import io.deepcompress.pipeline.Compressor;
import io.deepcompress.pipeline.StageResult;
import io.deepcompress.pipeline.recipe.Recipe;
import io.deepcompress.pipeline.report.CompressionReport;
import io.deepcompress.pipeline.report.LayerRow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The smallest files of the two LeNets at the paper's error. */
@Command(
    name = "record",
    description =
        "Compresses a LeNet as far as the paper's error allows, several times; resumable. Scores"
            + " the written files in INT8 on all test digits.",
    mixinStandardHelpOptions = true)
public final class RecordCommand implements Callable<Integer> {
  /** Training samples that recipes were chosen on and that no baseline sees. */
  static final int VALIDATION = 10_000;

  /** What every run learns from. */
  private static final Baseline TEACHER = new Baseline(Baseline.WIDE, 20, 1);

  /** Stands for the teacher's zip in recipes. */
  private static final String TEACHER_WORD = "TEACHER";

  private static final int FIRST_EPOCHS = 5;

  @Mixin private CommonOptions options;

  @Parameters(paramLabel = "NETWORK", description = "lenet-300-100 or lenet-5.")
  private String network;

  @Option(names = "--seeds", defaultValue = "3", description = "Number of runs (default 3).")
  private int seeds;

  @Mixin private WorkFolder work;

  @Option(
      names = "--recipe",
      paramLabel = "FILE",
      description =
          "Another recipe than the built-in one; TEACHER in it stands for the teacher's zip.")
  private Path recipeFile;

  @Option(
      names = "--validate",
      description =
          "Hold the last 10,000 training digits out and score on them instead of the test digits:"
              + " for choosing recipes.")
  private boolean validate;

  @Override
  public Integer call() throws IOException {
    options.requirePositive("--seeds", seeds);
    double limit = Paper.of(network).error();
    Dataset mnist = options.dataset("mnist");
    Path teacher = TEACHER.zip(work.path(), mnist, options);
    Dataset scored = validate ? mnist.validation(VALIDATION) : mnist;
    Recipe recipe = recipe(teacher);
    Report report =
        options.newReport(
            "record-" + network + (validate ? "-validation" : ""),
            "The smallest " + network + " at the paper's error");
    Machine.noteLoad(report);
    Table runs =
        report.table(
            new Table("runs", "seed", "bytes", "ratio", "error %", "kept weights", "seconds"));
    Table layers =
        report.table(
            new Table("layers", "seed", "layer", "weights", "kept", "code bits", "position bits"));
    double ratios = 0;
    double errors = 0;
    for (int i = 0; i < seeds; i++) {
      long seed = options.seed() + i;
      Path base = new Baseline(network, FIRST_EPOCHS, seed).zip(work.path(), mnist, options);
      CompressionReport result = run(base, recipe, scored, seed);
      double error = 100 * (1 - result.accuracy().orElseThrow().compressed());
      ratios += result.ratio();
      errors += error;
      row(runs, layers, seed, result, error);
      options.progress(
          "seed %d: %d bytes, %.1fx, error %.2f %%",
          seed, result.compressedBytes(), result.ratio(), error);
    }
    report.value("mean ratio", ratios / seeds);
    report.value("mean error, %", errors / seeds);
    report.value("the paper's ratio", Paper.of(network).ratio());
    report.value("error not to be exceeded, %", limit);
    report.note(
        "Errors are of the written files, opened again, in INT8 on "
            + (validate
                ? "the last 10,000 training digits, held out."
                : "all 10,000 test digits."));
    report.note(
        "Recipe, as --recipe takes it:\n\n```yaml\n"
            + recipe.text().replace(quoted(teacher), TEACHER_WORD)
            + "```");
    report.note(
        "All runs learn from one teacher, a convolutional network that is trained without the"
            + " held-out digits; each starts from its own dense network.");
    Path folder = options.finish(report);
    for (int i = 0; folder != null && i < seeds; i++) {
      Path file = work.file(name(options.seed() + i));
      Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
    return 0;
  }

  private String name(long seed) {
    return "record-" + network + (validate ? "-validation" : "") + "-seed-" + seed;
  }

  private CompressionReport run(Path base, Recipe recipe, Dataset data, long seed)
      throws IOException {
    return Compressor.compress(
        base,
        recipe,
        Optional.of(data),
        work.resumable(name(seed), seed).withStrip(true).withProgress(new StageLines(options)));
  }

  /** The recipe of this package's resources, with the teacher's path in it. */
  private Recipe recipe(Path teacher) throws IOException {
    if (recipeFile != null) {
      return withTeacher(
          recipeFile.getFileName().toString(), Files.readString(recipeFile), teacher);
    }
    String name = "record-" + network + ".yaml";
    try (InputStream in = RecordCommand.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new ExperimentException("there is no record recipe for '" + network + "'");
      }
      return withTeacher(name, new String(in.readAllBytes(), StandardCharsets.UTF_8), teacher);
    }
  }

  private static Recipe withTeacher(String name, String text, Path teacher) {
    return Recipe.parse(name, text.replace(TEACHER_WORD, quoted(teacher)));
  }

  private static String quoted(Path teacher) {
    return "'" + teacher + "'";
  }

  private static void row(
      Table runs, Table layers, long seed, CompressionReport result, double error) {
    long kept = result.layers().stream().mapToLong(LayerRow::kept).sum();
    double seconds = result.stages().stream().mapToDouble(StageResult::seconds).sum();
    runs.row(seed, result.compressedBytes(), result.ratio(), error, kept, seconds);
    for (LayerRow layer : result.layers()) {
      layers.row(
          seed,
          layer.name(),
          layer.weights(),
          layer.kept(),
          layer.codeBits(),
          layer.positionBits());
    }
  }
}
