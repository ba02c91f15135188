package io.deepcompress.pipeline.cli;

import static io.deepcompress.pipeline.cli.GlobalOptions.format;

import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.datasets.Dataset;
import io.deepcompress.datasets.ImageShape;
import io.deepcompress.pipeline.Coding;
import io.deepcompress.pipeline.CompressOptions;
import io.deepcompress.pipeline.Compressor;
import io.deepcompress.pipeline.importer.ImportException;
import io.deepcompress.pipeline.importer.ImportOptions;
import io.deepcompress.pipeline.importer.ZipLimits;
import io.deepcompress.pipeline.recipe.Recipe;
import io.deepcompress.pipeline.report.CompressionReport;
import io.deepcompress.pipeline.report.ReportJson;
import io.deepcompress.runtime.LoadOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compresses a model; the other commands stand below it. */
@Command(
    name = "compress",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Compress a trained Deeplearning4j network into one small .dcz file that runs in INT8.",
      "With --data the network is retrained, calibrated and scored from the written file."
    },
    footer = {
      "",
      "Exit codes: 0 done; 1 input/output or internal; 2 usage; 3 corrupt or unsupported input;"
          + " 4 the accuracy asked for was not reached; 130 interrupted."
    },
    subcommands = {
      TrainCommand.class,
      InspectCommand.class,
      VerifyCommand.class,
      EvaluateCommand.class,
      RunCommand.class,
      DecompressCommand.class,
      BenchCommand.class,
      DemoCommand.class,
      EnvCommand.class
    })
final class CompressCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      description = "Zip of a MultiLayerNetwork or ComputationGraph.")
  private Path model;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE.dcz",
      description = "Where the result goes (default: beside the model).")
  private Path output;

  @Mixin private DataOptions data;

  @Option(
      names = "--recipe",
      paramLabel = "NAME|FILE",
      defaultValue = Recipe.DEFAULT,
      description =
          "balanced (default), qat, paper, paper-alexnet, paper-vgg16, lossless, or a YAML file.")
  private String recipe;

  @Option(
      names = "--max-drop",
      paramLabel = "PERCENT",
      description =
          "Look for the smallest file that loses at most so many points of accuracy; with --recipe,"
              + " only check that it does. Measured in INT8 on training samples that are held out;"
              + " exit code 4 where more is lost.")
  private Double maxDrop;

  @Option(
      names = "--float-layers",
      split = ",",
      paramLabel = "LAYER",
      description =
          "Layers that INT8 leaves in float: first, last, names or patterns; needs --data to"
              + " calibrate the others.")
  private List<String> floatLayers = List.of();

  @Option(
      names = "--entropy",
      paramLabel = "CODING",
      description =
          "huffman (default; fastest to decode), range (smaller; decodes at 0.7 to 1 times the speed"
              + " of xz), or smallest (every byte counts; at 0.7 times, and slower to write).")
  private Coding entropy;

  @Option(names = "--strip", description = "Leave names, labels and provenance out of the file.")
  private boolean strip;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "Class names, one a line, put into the file.")
  private Path labels;

  @Option(
      names = "--input-shape",
      paramLabel = "CxHxW",
      split = ",",
      description = "Shape of the input, where the zip does not say.")
  private List<String> inputShapes = List.of();

  @Mixin private PreprocessingOptions preprocessing;

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      description = "Keep the state after each stage here, and go on from it after a crash.")
  private Path workDir;

  @Option(names = "--seed", defaultValue = "1", description = "Of everything random (default 1).")
  private long seed;

  @Option(names = "--threads", description = "Threads to use (default: all processors).")
  private int threads = LoadOptions.DEFAULT.threads();

  @Option(
      names = {"-f", "--force"},
      description = "Overwrite the output.")
  private boolean force;

  @Option(names = "--json", description = "Print one JSON object on standard output.")
  private boolean json;

  @Mixin private GlobalOptions global;

  @Override
  public Integer call() throws IOException {
    checkOptions();
    ModelFile.requireInput(model);
    Recipe chosen =
        maxDrop == null || recipeGiven() ? Recipe.load(recipe) : Recipe.maxDrop(maxDrop);
    Path target = output == null ? defaultOutput() : output;
    ModelFile.requireOther(target, model);
    ModelFile.requireOutput(target, force);
    if (workDir != null) {
      ModelFile.requireFolder("--work-dir", workDir);
    }
    List<String> names = labels == null ? List.of() : Labels.read(labels);
    ImportOptions importing = importOptions();
    Optional<Dataset> dataset = Optional.empty();
    if (data.given()) {
      Dataset own = data.hasOwnShape() ? data.open() : null;
      if (own != null && inputShapes.isEmpty()) {
        importing = ZipShapes.fitted(model, importing, own);
      }
      ImageShape shape = ZipShapes.images(model, importing);
      dataset = Optional.of(own == null ? data.open(shape) : data.requireShape(own, shape));
    }
    if (maxDrop != null && dataset.isPresent() && !dataset.get().training().labelled()) {
      throw new CommandException(
          ExitCode.USAGE, "--max-drop needs training samples with labels to measure accuracy with");
    }
    boolean counted = true;
    if (preprocessing.given() || labels != null) {
      Network network = ZipShapes.network(model, importing);
      preprocessing.requireFit(network.inputs().get(0).shape());
      if (labels != null) {
        Labels.requireFit(labels, names, network);
        counted = Labels.areCounted(network);
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    try (ProgressBars progress = new ProgressBars(spec.commandLine().getErr(), global.quiet)) {
      if (!counted) {
        progress.notice(
            labels + " was taken as it is: the network does not say how many classes it has");
      }
      CompressionReport report =
          Compressor.compress(model, chosen, dataset, options(target, importing, names, progress));
      progress.end();
      if (json) {
        Json.print(out, ReportJson.of(report));
      } else {
        Summary.print(out, report);
      }
      return reached(report) ? ExitCode.DONE : ExitCode.NOT_REACHED;
    } catch (ImportException e) {
      throw ModelFile.unreadable(model, e);
    }
  }

  private boolean recipeGiven() {
    return spec.commandLine().getParseResult().hasMatchedOption("--recipe");
  }

  private void checkOptions() {
    if (model == null) {
      throw new ParameterException(
          spec.commandLine(), "give a MODEL to compress, or a command; --help lists them");
    }
    if (maxDrop != null && !(maxDrop >= 0 && maxDrop <= 100)) {
      throw new ParameterException(spec.commandLine(), "--max-drop must be in 0..100");
    }
    if (maxDrop != null && !data.given()) {
      throw new ParameterException(
          spec.commandLine(), "--max-drop needs --data to measure accuracy with");
    }
    if (!floatLayers.isEmpty() && !data.given()) {
      throw new ParameterException(
          spec.commandLine(), "--float-layers needs --data to calibrate the other layers with");
    }
    ThreadCount.require(threads);
    preprocessing.check();
    if (data.given()) {
      data.parsed();
    }
  }

  private Path defaultOutput() {
    String name = model.getFileName().toString();
    String stem =
        name.toLowerCase(Locale.ROOT).endsWith(".zip")
            ? name.substring(0, name.length() - 4)
            : name;
    return model.resolveSibling(stem + ".dcz");
  }

  private ImportOptions importOptions() {
    List<Shape> shapes = new ArrayList<>();
    for (String text : inputShapes) {
      try {
        String[] parts = text.strip().split("x");
        int[] sizes = new int[parts.length];
        for (int i = 0; i < sizes.length; i++) {
          sizes[i] = Integer.parseInt(parts[i]);
        }
        shapes.add(Shape.of(sizes));
      } catch (IllegalArgumentException e) {
        throw new ParameterException(
            spec.commandLine(), "--input-shape is written like 3x224x224, not '" + text + "'", e);
      }
    }
    return new ImportOptions(shapes, ZipLimits.DEFAULT);
  }

  private CompressOptions options(
      Path target, ImportOptions importing, List<String> names, ProgressBars progress) {
    return new CompressOptions(
        target,
        force,
        Optional.ofNullable(workDir),
        seed,
        threads,
        Optional.ofNullable(entropy),
        strip,
        importing,
        preprocessing.preprocessing(),
        names,
        floatLayers,
        progress,
        maxDrop != null,
        Thread.currentThread()::isInterrupted);
  }

  private boolean reached(CompressionReport report) {
    if (maxDrop == null) {
      return true;
    }
    if (report.heldOut().isEmpty()) {
      spec.commandLine()
          .getErr()
          .println(
              format(
                  "error: there are too few training samples to hold any out, so what was lost is"
                      + " not known; %s was written all the same",
                  report.output()));
      return false;
    }
    double lost = report.heldOut().get().pointsLost();
    if (lost > maxDrop + 1e-9) {
      spec.commandLine()
          .getErr()
          .println(
              format(
                  "error: %.2f points of accuracy on held-out training samples were lost where at"
                      + " most %.2f may be; %s, the best that was found, was written all the same",
                  lost, maxDrop, report.output()));
      return false;
    }
    return true;
  }
}
