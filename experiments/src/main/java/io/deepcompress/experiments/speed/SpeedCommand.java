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
import io.deepcompress.runtime.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sparse INT8 beside dense peers, at batch 1. */
@Command(
    name = "speed",
    description = "Latency at batch 1 beside ONNX Runtime on float32 and INT8, in one run.",
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
    Report report = options.newReport("speed", "Sparse INT8 at batch 1 beside dense peers");
    Machine.noteLoad(report);
    report.value("kernels", RuntimeInfo.kernels());
    for (int count : threads) {
      layers(report, count);
    }
    for (int count : threads) {
      networks(report, count);
    }
    report.note(
        "Milliseconds are medians; contenders took turns. Ratios above 1 mean that this runtime is"
            + " faster. Layers take and give uint8, networks float32.");
    options.finish(report);
    return 0;
  }

  private static Table table(String name, int threads, String what) {
    return new Table(
        name + "-" + threads + (threads == 1 ? "-thread" : "-threads"),
        what,
        "density",
        "ms",
        "ORT INT8 ms",
        "ORT FP32 ms",
        "against INT8",
        "against FP32");
  }

  private void layers(Report report, int count) throws Exception {
    Table table = report.table(table("layers", count, "layer"));
    List<PaperLayer> all = new ArrayList<>(PaperLayer.FULLY_CONNECTED);
    all.addAll(PaperLayer.CONVOLUTIONS);
    for (PaperLayer layer : all) {
      if (layer.name().contains(only)) {
        double[] times = race(layer, count);
        row(table, layer.name(), layer.density(), times);
        options.progress("%s, %d threads: %.4f ms", layer.name(), count, times[0]);
      }
    }
  }

  private double[] race(PaperLayer layer, int count) throws Exception {
    Random random = new Random(options.seed());
    byte[] weights = layer.weights(random);
    byte[] input = layer.input(random);
    float[] floatWeights = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      floatWeights[i] = weights[i];
    }
    float[] floatInput = new float[input.length];
    for (int i = 0; i < input.length; i++) {
      floatInput[i] = input[i] & 0xff;
    }
    return new Race(rounds)
        .medians(
            List.of(
                new KernelContender(Kernels.active(), layer.shape(), weights, input, count),
                OrtContender.of(OrtLayers.integers(layer.shape(), weights), count, input),
                OrtContender.of(OrtLayers.floats(layer.shape(), floatWeights), count, floatInput)));
  }

  private void networks(Report report, int count) throws Exception {
    Table table = report.table(table("networks", count, "network"));
    if ("AlexNet".contains(only)) {
      network(table, "AlexNet", AlexNet.model(options.seed()), count);
    }
    if ("SqueezeNet".contains(only)) {
      SqueezeNet source = SqueezeNet.read(options.data("squeezenet"));
      network(table, "SqueezeNet", SqueezeNetCommand.lossless(source), count);
    }
  }

  private void network(Table table, String name, CompressedModel plain, int count)
      throws Exception {
    Random random = new Random(options.seed());
    float[] input = new float[plain.network().inputs().get(0).shape().size()];
    for (int i = 0; i < input.length; i++) {
      input[i] = 255 * random.nextFloat() - 110;
    }
    CompressedModel model = Calibration.of(plain, new float[][] {input});
    List<Contender> contenders = new ArrayList<>();
    contenders.add(
        new SessionContender(Model.of(model), new SessionOptions(Mode.INT8, count), input));
    for (OnnxPrecision precision : List.of(OnnxPrecision.INT8, OnnxPrecision.FLOAT)) {
      contenders.add(OrtContender.of(OnnxExporter.export(model, precision, 1), count, input));
    }
    double[] times = new Race(rounds).medians(contenders);
    row(table, name, null, times);
    options.progress("%s, %d threads: %.3f ms", name, count, times[0]);
  }

  private static void row(Table table, String name, Double density, double[] times) {
    table.row(
        name, density, times[0], times[1], times[2], times[1] / times[0], times[2] / times[0]);
  }
}
