package io.deepcompress.experiments.speed;

import io.deepcompress.experiments.CommonOptions;
import io.deepcompress.experiments.result.Machine;
import io.deepcompress.experiments.result.Report;
import io.deepcompress.experiments.result.Table;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Every kernel by itself, under JMH. */
@Command(
    name = "kernels",
    description = "Times each kernel of the runtime on one layer, under JMH, on one thread.",
    mixinStandardHelpOptions = true)
public final class KernelsCommand implements Callable<Integer> {
  @Mixin private CommonOptions options;

  @Option(
      names = "--layers",
      paramLabel = "NAME",
      split = ",",
      description = "Layers (default: ${DEFAULT-VALUE}).",
      defaultValue =
          "AlexNet fc7,AlexNet fc8,AlexNet conv1,AlexNet conv2,AlexNet conv3,"
              + "SqueezeNet fire2/expand3x3,SqueezeNet fire9/squeeze1x1")
  private List<String> layers;

  @Override
  public Integer call() throws IOException, RunnerException {
    options.requireKnown(
        "--layers", layers, PaperLayer.all().stream().map(PaperLayer::name).toList());
    Report report =
        options.newReportOfParts("kernels", "Kernels of the runtime by themselves", "--layers");
    Machine.noteLoad(report);
    report.note(
        "Microseconds a sample, one thread, uint8 in and out, weights at the paper's densities;"
            + " the error is half of JMH's 99.9 % confidence interval over all iterations of all"
            + " forks.");
    Table table =
        report.table(
            new Table("kernels", "layer", "density", "kernels", "µs", "error", "iterations"));
    for (String layer : layers) {
      for (String kernels : List.of("vector", "scalar")) {
        Result<?> result = time(layer, kernels);
        table.row(
            layer,
            PaperLayer.named(layer).density(),
            kernels,
            result.getScore(),
            result.getScoreError(),
            result.getSampleCount());
        options.progress("%s, %s: %.1f µs", layer, kernels, result.getScore());
        options.save(report);
      }
    }
    options.finish(report);
    return 0;
  }

  private static Result<?> time(String layer, String kernels) throws RunnerException {
    return new Runner(
            new OptionsBuilder()
                .include(KernelBenchmark.class.getName())
                .param("layer", layer)
                .param("kernels", kernels)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build())
        .runSingle()
        .getPrimaryResult();
  }
}
