package io.deepcompress.experiments.zoo;

import io.deepcompress.experiments.CommonOptions;
import io.deepcompress.experiments.WorkFolder;
import io.deepcompress.experiments.result.Machine;
import io.deepcompress.experiments.result.Report;
import io.deepcompress.experiments.result.Table;
import io.deepcompress.pipeline.train.Networks;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Every network of DL4J's zoo, from its zip to INT8. */
@Command(
    name = "zoo",
    description =
        "Imports, compresses, loads and runs the networks of DL4J's zoo: float beside DL4J and"
            + " ONNX Runtime, INT8 beside float and ONNX Runtime, size, load time, latency and memory.",
    mixinStandardHelpOptions = true)
public final class ZooCommand implements Callable<Integer> {
  private static final double MEGA = 1e6;

  @Mixin private CommonOptions options;

  @Mixin private WorkFolder work;

  @Option(
      names = "--again",
      description =
          "Measure every network anew. Otherwise a network that an earlier run with the same options"
              + " has finished is taken from the work folder.")
  private boolean again;

  @Parameters(
      paramLabel = "NETWORK",
      arity = "0..*",
      description = "Networks by name (default: all).")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads (default: ${DEFAULT-VALUE}).",
      defaultValue = "2")
  private int threads;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "Runs that a latency is the median of (default: ${DEFAULT-VALUE}).",
      defaultValue = "5")
  private int runs;

  @Override
  public Integer call() throws IOException {
    options.requireKnown("NETWORK", names, Networks.names());
    options.requireThreads(threads);
    options.requirePositive("--runs", runs);
    Report report =
        options.newReportOfParts("zoo", "The networks of DL4J's zoo, from the zip to INT8");
    Machine.noteLoad(report);
    report.note(
        "Weights are freshly initialised. Batch normalizations take a random part of each channel's"
            + " mean off, at most half, and divide by what the layer reaches; with the exact"
            + " statistics of every channel a network of random weights is chaotic, which says"
            + " nothing about INT8. Weights share values within 5 % of the root mean square of their"
            + " output channels, nothing is pruned to a target. INT8 is calibrated on 4"
            + " random inputs, fewer where they hold more than a million numbers together (mean"
            + " squared error, asymmetric), and compared with float on another, at"
            + " the last layer; how near that layer is for two inputs anyway, and the outputs"
            + " behind its softmax or other functions, stand beside it. ONNX Runtime runs the same"
            + " network exported, in float as imported and with the integers of the file; there is"
            + " no number where an operation cannot be exported, and for more than 100 million"
            + " parameters. DL4J's time is that of its"
            + " first run. Loading, the"
            + " first INT8 run and memory are of a fresh JVM that only opens the file and runs it"
            + " once; the peak counts the whole process, heap MB what lives with the"
            + " model and its session, of which a few MB are what the JVM has loaded."
            + " DL4J's own NASNet cannot be built; this is NASNet-A (4 @ 1056) as in Keras.");
    Table table =
        report.table(
            new Table(
                "zoo",
                "network",
                "input",
                "parameters",
                "float - DL4J, of the range",
                "float - ONNX Runtime, of the range",
                "INT8 cosine",
                "INT8 correlation",
                "INT8 cosine with ONNX Runtime's",
                "cosine of another input",
                "INT8 cosine of the outputs",
                "file MB",
                "ratio",
                "load ms",
                "first INT8 ms",
                "INT8 ms",
                "float ms",
                "DL4J ms",
                "heap MB",
                "peak MB"));
    ZooRows rows = new ZooRows(work.path().resolve("zoo"));
    String trial =
        "threads %d, runs %d, seed %d, %s".formatted(threads, runs, options.seed(), Machine.name());
    boolean complete = true;
    for (String name : names.isEmpty() ? Networks.names() : names) {
      try {
        ZooRows.Row row = again ? null : rows.find(name, trial);
        if (row == null) {
          options.progress("%s begins", name);
          row = new ZooRows.Row(trial, Instant.now().toString(), measure(name));
          rows.keep(name, row);
        } else {
          report.note(name + " was measured by an earlier run, at " + row.time() + ".");
        }
        row(table, name, row.result());
        options.progress(
            "%s: difference %.1e, cosine %.5f",
            name, row.result().floatDifference(), row.result().cosine());
      } catch (IOException | RuntimeException e) {
        complete = false;
        report.note(name + " failed: " + e.getMessage());
        options.progress("%s failed: %s", name, e);
      }
      options.save(report);
    }
    options.finish(report);
    return complete ? 0 : 1;
  }

  private ZooTrial.Result measure(String name) throws IOException {
    return new ZooTrial(threads, runs, options.seed(), step -> options.progress("  %s", step))
        .run(name, options.seed());
  }

  private static void row(Table table, String name, ZooTrial.Result result) {
    table.row(
        name,
        result.input(),
        result.parameters(),
        result.floatDifference(),
        result.onnxDifference(),
        result.cosine(),
        result.correlation(),
        result.onnxCosine(),
        result.otherCosine(),
        result.outputCosine(),
        result.fileBytes() / MEGA,
        4.0 * result.parameters() / result.fileBytes(),
        result.fresh().loadMillis(),
        result.fresh().firstMillis(),
        result.int8Millis(),
        result.floatMillis(),
        result.dl4jMillis(),
        result.fresh().heapBytes() / MEGA,
        result.fresh().peakBytes() / MEGA);
  }
}
