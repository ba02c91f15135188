package io.deepcompress.pipeline.cli;

import static io.deepcompress.pipeline.cli.GlobalOptions.format;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.DecodeLimits;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.ModelReader;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.codec.network.Parameter;
import io.deepcompress.pipeline.recipe.Settings;
import io.deepcompress.runtime.LoadOptions;
import io.deepcompress.runtime.Mode;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.RuntimeInfo;
import io.deepcompress.runtime.Session;
import io.deepcompress.runtime.SessionOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures a file on this machine. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Measure load time, decoding speed and latency at batch 1 on this machine.")
final class BenchCommand implements Callable<Integer> {
  private static final int LOADS = 5;
  private static final int LEAST_RUNS = 20;
  private static final int MOST_RUNS = 2000;

  @Spec private CommandSpec spec;
  @Mixin private GlobalOptions global;

  @Parameters(paramLabel = "FILE.dcz", description = "Compressed model.")
  private Path file;

  @Option(
      names = "--mode",
      defaultValue = "int8",
      description = "Arithmetic: int8 (default), dynamic, integer or float.")
  private Mode mode;

  @Option(names = "--threads", defaultValue = "1", description = "Threads a run uses (default 1).")
  private int threads;

  @Option(
      names = "--seconds",
      defaultValue = "5",
      description = "How long latency is measured (default 5), after as long again to warm up.")
  private double seconds;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (!(seconds > 0 && seconds <= 3600)) {
      throw new CommandException(
          ExitCode.USAGE, "--seconds must be above 0 and at most 3600, not " + seconds);
    }
    ThreadCount.require(threads);
    ModelFile.requireInput(file);
    try {
      double[] loads = new double[LOADS];
      Model model = null;
      for (int i = 0; i < LOADS; i++) {
        long start = System.nanoTime();
        model = Model.load(file, LoadOptions.DEFAULT.withMode(mode).withThreads(threads));
        loads[i] = (System.nanoTime() - start) / 1e6;
      }
      double[] latencies = latencies(model);
      print(model, loads, decodeRate(), latencies);
      return ExitCode.DONE;
    } catch (ModelFormatException e) {
      throw ModelFile.corrupt(file, e);
    }
  }

  /** Dense codes, one byte a weight, decoded per second on one thread, in MB; the median. */
  private double decodeRate() throws IOException {
    CompressedModel model = ModelReader.read(file, DecodeLimits.DEFAULT);
    byte[] target = new byte[0];
    long codes = 0;
    for (StoredTensor tensor : model.tensors()) {
      if (tensor instanceof SharedTensor shared) {
        codes += shared.shape().size();
        target = target.length < shared.shape().size() ? new byte[shared.shape().size()] : target;
      }
    }
    double[] rates = new double[LOADS];
    for (int i = -2; i < LOADS; i++) {
      long start = System.nanoTime();
      for (StoredTensor tensor : model.tensors()) {
        if (tensor instanceof SharedTensor shared) {
          shared.decodeCodes(target);
        }
      }
      if (i >= 0) {
        rates[i] = codes * 1e3 / (System.nanoTime() - start);
      }
    }
    return percentile(rates, 50);
  }

  private double[] latencies(Model model) {
    SplittableRandom random = new SplittableRandom(1);
    float[][] inputs = new float[model.inputShapes().size()][];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = new float[model.inputShapes().get(i).size()];
      for (int j = 0; j < inputs[i].length; j++) {
        inputs[i][j] = (float) random.nextDouble();
      }
    }
    float[][] outputs = new float[model.outputShapes().size()][];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = new float[model.outputShapes().get(i).size()];
    }
    try (Session session = model.newSession(new SessionOptions(mode, threads))) {
      measure(session, inputs, outputs);
      return measure(session, inputs, outputs);
    }
  }

  private double[] measure(Session session, float[][] inputs, float[][] outputs) {
    double[] times = new double[MOST_RUNS];
    int count = 0;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (count < MOST_RUNS && (count < LEAST_RUNS || System.nanoTime() < end)) {
      long start = System.nanoTime();
      session.run(inputs, outputs);
      times[count++] = (System.nanoTime() - start) / 1e6;
    }
    return Arrays.copyOf(times, count);
  }

  static double percentile(double[] values, double percent) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(percent / 100 * (sorted.length - 1))];
  }

  /** What computes each layer with weights, in the network's order. */
  private static Map<String, String> kernels(Model model) {
    Map<String, String> chosen = model.kernels();
    Map<String, String> kernels = new LinkedHashMap<>();
    for (Parameter parameter : model.network().parameters()) {
      if (parameter.role().isWeights()) {
        String layer = model.network().nodes().get(parameter.node()).name();
        kernels.put(layer, chosen.getOrDefault(layer, "float"));
      }
    }
    return kernels;
  }

  private void print(Model model, double[] loads, double decode, double[] latencies)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    long bytes = Files.size(file);
    if (json) {
      ObjectNode root = new ObjectMapper().createObjectNode();
      root.put("file", file.toString());
      root.put("bytes", bytes);
      root.put("mode", Settings.word(mode));
      root.put("threads", threads);
      root.put("kernels", RuntimeInfo.kernels());
      root.put("loadMillis", percentile(loads, 50));
      ObjectNode layers = root.putObject("layers");
      kernels(model).forEach(layers::put);
      root.put("decodeMegabytesPerSecond", decode);
      root.put("weightBytes", model.weightBytes());
      root.put("runs", latencies.length);
      ObjectNode latency = root.putObject("latencyMillis");
      for (int percent : new int[] {50, 90, 99}) {
        latency.put("p" + percent, percentile(latencies, percent));
      }
      latency.put("max", percentile(latencies, 100));
      Json.print(out, root);
      return;
    }
    out.println(format("%s, %,d bytes, %s, threads %d", file, bytes, Settings.word(mode), threads));
    out.println("kernels  " + RuntimeInfo.kernels());
    Map<String, List<String>> byKernel = new TreeMap<>();
    kernels(model)
        .forEach(
            (layer, kernel) ->
                byKernel.computeIfAbsent(kernel, key -> new ArrayList<>()).add(layer));
    byKernel.forEach(
        (kernel, layers) -> out.println("         " + kernel + ": " + String.join(", ", layers)));
    out.println(
        format(
            "load     %.1f ms (median of %d), weights hold %.1f MB",
            percentile(loads, 50), LOADS, model.weightBytes() / 1e6));
    out.println(format("decode   %.0f MB/s of dense codes, one thread", decode));
    out.println(
        format(
            "latency  p50 %.3f ms, p90 %.3f ms, p99 %.3f ms, max %.3f ms (%d runs, batch 1)",
            percentile(latencies, 50),
            percentile(latencies, 90),
            percentile(latencies, 99),
            percentile(latencies, 100),
            latencies.length));
    out.flush();
  }
}
