package io.deepcompress.experiments.speed;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.experiments.CommonOptions;
import io.deepcompress.experiments.onnx.OnnxExporter;
import io.deepcompress.experiments.onnx.OnnxPrecision;
import io.deepcompress.experiments.result.Machine;
import io.deepcompress.experiments.result.Report;
import io.deepcompress.experiments.result.Table;
import io.deepcompress.experiments.squeezenet.SqueezeNet;
import io.deepcompress.experiments.squeezenet.SqueezeNetCommand;
import io.deepcompress.runtime.Mode;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.RuntimeInfo;
import io.deepcompress.runtime.SessionOptions;
import io.deepcompress.runtime.kernel.LayerShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sparse INT8 beside dense peers. */
@Command(
    name = "speed",
    description = "Latency beside ONNX Runtime on float32 and INT8 and Deeplearning4j, in one run.",
    mixinStandardHelpOptions = true)
public final class SpeedCommand implements Callable<Integer> {
  @Mixin private CommonOptions options;

  @Option(
      names = "--threads",
      paramLabel = "N",
      split = ",",
      description = "Threads of every contender (default: ${DEFAULT-VALUE}).",
      defaultValue = "1,2")
  private int[] threads;

  @Option(
      names = "--batch",
      paramLabel = "N",
      split = ",",
      description = "Samples a run (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  private int[] batches;

  @Option(
      names = "--what",
      paramLabel = "TEXT",
      split = ",",
      description = "What to race: layers, networks (default: ${DEFAULT-VALUE}).",
      defaultValue = "layers,networks")
  private List<String> what;

  @Option(
      names = "--dl4j",
      description = "Race networks against Deeplearning4j, too, apart from the others.")
  private boolean dl4j;

  @Option(
      names = "--name",
      paramLabel = "TEXT",
      description = "Name of the result's folder (default: ${DEFAULT-VALUE}).",
      defaultValue = "speed")
  private String name;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Measurements of each contender (default: ${DEFAULT-VALUE}).",
      defaultValue = "50")
  private int rounds;

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      description = "Only layers and networks with this in their name.",
      defaultValue = "")
  private String only;

  @Override
  public Integer call() throws Exception {
    Report report = options.newReport(name, "Sparse INT8 beside dense peers");
    Machine.noteLoad(report);
    report.value("kernels", RuntimeInfo.kernels());
    report.note(
        "Milliseconds for the whole batch are medians, low and high the first and the last tenth;"
            + " contenders took turns, Deeplearning4j came after. Ratios above 1 mean that this"
            + " runtime is faster. Layers take and give uint8, networks float32. This runtime and"
            + " its INT8 peer compute with the same integers; peers compute with all weights.");
    OptionalDouble before = Machine.othersSeconds();
    long start = System.nanoTime();
    for (int batch : batches) {
      for (int count : threads) {
        if (what.contains("layers")) {
          layers(report, batch, count);
        }
        if (what.contains("networks")) {
          networks(report, batch, count);
        }
        options.save(report);
      }
    }
    OptionalDouble after = Machine.othersSeconds();
    if (before.isPresent() && after.isPresent()) {
      double seconds = (System.nanoTime() - start) * 1e-9;
      report.value(
          "cores taken by other processes during the run",
          Math.max(0, (after.getAsDouble() - before.getAsDouble()) / seconds));
    }
    options.finish(report);
    return 0;
  }

  private Table table(String kind, int batch, int threads) {
    List<String> columns =
        new ArrayList<>(
            List.of(
                kind,
                "density",
                "ms",
                "low",
                "high",
                "ORT INT8 ms",
                "ORT FP32 ms",
                "against INT8",
                "against FP32"));
    if (dl4j && kind.equals("network")) {
      columns.addAll(List.of("DL4J ms", "against DL4J"));
    }
    return new Table(
        kind + "s-batch-" + batch + "-threads-" + threads, columns.toArray(String[]::new));
  }

  private void layers(Report report, int batch, int count) throws Exception {
    Table table = table("layer", batch, count);
    for (PaperLayer layer : PaperLayer.all()) {
      if (layer.name().contains(only)) {
        row(table, layer.name(), layer.density(), race(layer, batch, count));
        options.progress("%s, batch %d, %d threads", layer.name(), batch, count);
      }
    }
    addUnlessEmpty(report, table);
  }

  private static void addUnlessEmpty(Report report, Table table) {
    if (!table.toMaps().isEmpty()) {
      report.table(table);
    }
  }

  private List<Race.Times> race(PaperLayer layer, int batch, int count) throws Exception {
    Random random = new Random(options.seed());
    byte[] weights = layer.weights(random);
    byte[] input = layer.input(random);
    float[] floatWeights = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      floatWeights[i] = weights[i];
    }
    byte[] inputs = new byte[batch * input.length];
    float[] floatInputs = new float[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = input[i % input.length];
      floatInputs[i] = inputs[i] & 0xff;
    }
    LayerShape shape = layer.shape();
    return new Race(rounds)
        .run(
            List.of(
                new KernelContender(false, shape, weights, input, batch, count),
                OrtContender.of(OrtLayers.integers(shape, batch, weights), count, inputs),
                OrtContender.of(OrtLayers.floats(shape, batch, floatWeights), count, floatInputs)));
  }

  private void networks(Report report, int batch, int count) throws Exception {
    Table table = table("network", batch, count);
    if ("AlexNet".contains(only)) {
      network(table, "AlexNet", AlexNet.model(options.seed()), batch, count);
    }
    if ("SqueezeNet".contains(only)) {
      SqueezeNet source = SqueezeNet.read(options.data("squeezenet"));
      network(table, "SqueezeNet", SqueezeNetCommand.lossless(source), batch, count);
    }
    addUnlessEmpty(report, table);
  }

  private void network(Table table, String network, CompressedModel plain, int batch, int count)
      throws Exception {
    Random random = new Random(options.seed());
    float[] input = new float[plain.network().inputs().get(0).shape().size()];
    for (int i = 0; i < input.length; i++) {
      input[i] = 255 * random.nextFloat() - 110;
    }
    float[] inputs = new float[batch * input.length];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = input[i % input.length];
    }
    CompressedModel model = Calibration.of(plain, new float[][] {input});
    List<Contender> contenders = new ArrayList<>();
    contenders.add(
        new SessionContender(Model.of(model), new SessionOptions(Mode.INT8, count), input, batch));
    for (OnnxPrecision precision : List.of(OnnxPrecision.INT8, OnnxPrecision.FLOAT)) {
      contenders.add(OrtContender.of(OnnxExporter.export(model, precision, batch), count, inputs));
    }
    List<Race.Times> times = new Race(rounds).run(contenders);
    if (dl4j) {
      times.addAll(new Race(rounds).run(List.of(Dl4jContender.of(plain, batch, count, inputs))));
    }
    row(table, network, null, times);
    options.progress("%s, batch %d, %d threads", network, batch, count);
  }

  private static void row(Table table, String name, Double density, List<Race.Times> times) {
    Race.Times own = times.get(0);
    List<Object> cells = new ArrayList<>();
    cells.addAll(Arrays.asList(name, density, own.median(), own.low(), own.high()));
    times.subList(1, 3).forEach(peer -> cells.add(peer.median()));
    times.subList(1, 3).forEach(peer -> cells.add(peer.median() / own.median()));
    if (times.size() > 3) {
      cells.add(times.get(3).median());
      cells.add(times.get(3).median() / own.median());
    }
    table.row(cells.toArray());
  }
}
