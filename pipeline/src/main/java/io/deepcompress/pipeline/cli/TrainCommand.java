package io.deepcompress.pipeline.cli;

import static io.deepcompress.pipeline.cli.GlobalOptions.format;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deepcompress.datasets.Dataset;
import io.deepcompress.datasets.ImageShape;
import io.deepcompress.pipeline.StageContext.StageData;
import io.deepcompress.pipeline.recipe.NearestName;
import io.deepcompress.pipeline.train.NetworkTraining;
import io.deepcompress.pipeline.train.Networks;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains one of the known networks. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Train a network with Deeplearning4j and save it as a zip; without --data it is saved"
            + " freshly initialised.")
final class TrainCommand implements Callable<Integer> {

  /** Names for help and completion. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Networks.names().iterator();
    }
  }

  @Spec private CommandSpec spec;
  @Mixin private GlobalOptions global;
  @Mixin private DataOptions data;

  @Parameters(
      paramLabel = "NETWORK",
      completionCandidates = Names.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  private String network;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "MODEL.zip",
      description = "Where the trained network goes.")
  private Path output;

  @Option(
      names = "--epochs",
      defaultValue = "20",
      description = "Passes over the training data (default 20).")
  private int epochs;

  @Option(names = "--seed", defaultValue = "1", description = "Of everything random (default 1).")
  private long seed;

  @Option(
      names = "--augment",
      defaultValue = "0.5",
      paramLabel = "STRENGTH",
      description = "Affine distortion of training pictures, 0 to 4 (default 0.5).")
  private double augment;

  @Option(
      names = {"-f", "--force"},
      description = "Overwrite the output.")
  private boolean force;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    checkOptions();
    ModelFile.requireOutput(output, force);
    int[] usual = Networks.inputShape(network);
    if (!data.given()) {
      NetworkTraining training =
          new NetworkTraining(network, usual, Networks.classes(network), seed);
      save(training, OptionalDouble.empty(), 0);
      return ExitCode.DONE;
    }
    Dataset dataset = data.open(new ImageShape(usual[0], usual[1], usual[2]));
    ImageShape shape = dataset.shape();
    NetworkTraining training =
        new NetworkTraining(
            network,
            new int[] {shape.channels(), shape.height(), shape.width()},
            dataset.classNames().size(),
            seed);
    StageData split = StageData.of(dataset);
    try (ProgressBars progress = new ProgressBars(spec.commandLine().getErr(), global.quiet)) {
      training.train(
          split.training(),
          split.validation(),
          epochs,
          augment,
          seed,
          new EpochLines(progress, epochs),
          Thread.currentThread()::isInterrupted);
    }
    save(training, OptionalDouble.of(training.accuracy(dataset.test())), dataset.test().size());
    return ExitCode.DONE;
  }

  private void checkOptions() {
    if (!Networks.names().contains(network)) {
      throw new CommandException(
          ExitCode.USAGE,
          "no network is called '"
              + network
              + "'"
              + NearestName.hint(network, Networks.names())
              + "; there are "
              + String.join(", ", Networks.names()));
    }
    for (String option : List.of("--epochs", "--augment")) {
      if (!data.given() && spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new CommandException(
            ExitCode.USAGE,
            option + " needs --data to train with; without it the network is not trained");
      }
    }
    if (epochs < 1) {
      throw new CommandException(ExitCode.USAGE, "--epochs must be at least 1, not " + epochs);
    }
    if (!(augment >= 0 && augment <= 4)) {
      throw new CommandException(ExitCode.USAGE, "--augment must be in 0..4, not " + augment);
    }
    if (data.given()) {
      data.parsed();
    }
  }

  private void save(NetworkTraining training, OptionalDouble accuracy, int samples)
      throws IOException {
    byte[] zip = training.toZip();
    ModelFile.save(output, zip, force);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectNode root = new ObjectMapper().createObjectNode();
      root.put("network", network);
      root.put("output", output.toString());
      root.put("parameters", training.parameterCount());
      root.put("bytes", zip.length);
      accuracy.ifPresent(value -> root.put("samples", samples).put("top1", value));
      Json.print(out, root);
      return;
    }
    out.println(
        format(
            "%s: %s, %,d parameters, %,d bytes%s",
            output,
            network,
            training.parameterCount(),
            zip.length,
            accuracy.isPresent()
                ? format(
                    ", test error %.2f %% of %,d samples",
                    100 - 100 * accuracy.getAsDouble(), samples)
                : ", freshly initialised (no --data)"));
    out.flush();
  }
}
