package io.deepcompress.experiments.speed;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.experiments.CommonOptions;
import io.deepcompress.experiments.ExperimentException;
import io.deepcompress.experiments.measure.Agreement;
import io.deepcompress.experiments.onnx.OnnxExporter;
import io.deepcompress.experiments.onnx.OnnxPrecision;
import io.deepcompress.experiments.result.Machine;
import io.deepcompress.experiments.result.Report;
import io.deepcompress.experiments.squeezenet.SqueezeNet;
import io.deepcompress.experiments.squeezenet.SqueezeNetCommand;
import io.deepcompress.experiments.tflite.ChannelsLast;
import io.deepcompress.experiments.tflite.TfliteNumbers;
import io.deepcompress.runtime.Mode;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.RuntimeInfo;
import io.deepcompress.runtime.SessionOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sparse INT8 beside dense peers. */
@Command(
    name = "speed",
    description =
        "Latency beside ONNX Runtime and TensorFlow Lite, both on float32 and INT8, and"
            + " Deeplearning4j, in one run.",
    mixinStandardHelpOptions = true)
public final class SpeedCommand implements Callable<Integer> {
  /** Those that take part in every race. */
  private static final List<Peer> PEERS =
      List.of(Peer.ORT_INT8, Peer.TFLITE_INT8, Peer.ORT_FLOAT, Peer.TFLITE_FLOAT);

  private static final String LAYERS = "layers";
  private static final String NETWORKS = "networks";
  private static final String ALEXNET = "AlexNet";
  private static final String SQUEEZENET = "SqueezeNet";

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
      defaultValue = "speed-run")
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
    checkOptions();
    Report report = options.newReport(name, "Sparse INT8 beside dense peers");
    Machine.noteLoad(report);
    report.value("kernels", RuntimeInfo.kernels());
    report.note(
        "Milliseconds for the whole batch are medians, low and high the first and the last tenth;"
            + " contenders took turns, Deeplearning4j came after. Ratios above 1 mean that this"
            + " runtime is faster. Layers take and give uint8, networks float32. This runtime and"
            + " its INT8 peers compute with the same integers (results of layers are checked: one"
            + " unit apart at most); peers compute with all weights."
            + " TensorFlow Lite runs with XNNPACK, in a JVM of its own that takes its own"
            + " times.");
    OptionalDouble before = Machine.othersSeconds();
    long start = System.nanoTime();
    for (int batch : batches) {
      for (int count : threads) {
        if (what.contains(LAYERS)) {
          layers(report, batch, count);
        }
        if (what.contains(NETWORKS)) {
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

  private void checkOptions() {
    options.requireThreads(threads);
    options.requirePositive("--batch", batches);
    options.requirePositive("--rounds", rounds);
    options.requireKnown("--what", what, List.of(LAYERS, NETWORKS));
    if (!name.matches("\\w[\\w.-]*")) {
      throw options.mistake(
          "--name is the name of one folder, of letters, digits, '.', '-' and '_', not '"
              + name
              + "'");
    }
    List<String> names = new ArrayList<>();
    if (what.contains(LAYERS)) {
      PaperLayer.all().forEach(layer -> names.add(layer.name()));
    }
    if (what.contains(NETWORKS)) {
      names.addAll(List.of(ALEXNET, SQUEEZENET));
    }
    options.requirePart("--only", only, names);
  }

  private void layers(Report report, int batch, int count) throws Exception {
    RaceTable table = new RaceTable("layer", batch, count, PEERS);
    for (PaperLayer layer : PaperLayer.all()) {
      if (layer.name().contains(only)) {
        race(report, table, layer, batch, count);
        options.progress("%s, batch %d, %d threads", layer.name(), batch, count);
      }
    }
    addUnlessEmpty(report, table);
  }

  private static void addUnlessEmpty(Report report, RaceTable table) {
    if (!table.table().toMaps().isEmpty()) {
      report.table(table.table());
    }
  }

  private void race(Report report, RaceTable table, PaperLayer layer, int batch, int count)
      throws Exception {
    Random random = new Random(options.seed());
    byte[] weights = layer.weights(random);
    byte[] input = layer.activations(random);
    float[] floatWeights = ByteNumbers.signed(weights);
    float[] floatInput = ByteNumbers.unsigned(input);
    Map<Peer, Contender> peers = new EnumMap<>(Peer.class);
    KernelContender own = new KernelContender(layer, weights, input, batch, count);
    byte[] expected = own.output();
    OrtContender integers =
        OrtContender.of(
            OrtLayers.integers(layer, batch, weights), count, Repeated.times(batch, input));
    check(layer, Peer.ORT_INT8, expected, integers.output());
    peers.put(Peer.ORT_INT8, integers);
    peers.put(
        Peer.ORT_FLOAT,
        OrtContender.of(
            OrtLayers.floats(layer, batch, floatWeights),
            count,
            Repeated.times(batch, floatInput)));
    CompressedModel model = layer.model(weights);
    Optional<TfliteContender> tflite =
        tflite(report, model, TfliteNumbers.INT8_THROUGHOUT, batch, count);
    if (tflite.isPresent()) {
      byte[] channelsLast = ChannelsLast.of(expected, layer.output());
      float[] actual = ByteNumbers.unsigned(tflite.get().output(input));
      check(layer, Peer.TFLITE_INT8, channelsLast, actual);
      peers.put(Peer.TFLITE_INT8, tflite.get());
    }
    tflite = tflite(report, model, TfliteNumbers.FLOAT, batch, count);
    if (tflite.isPresent()) {
      tflite.get().output(floatInput);
      peers.put(Peer.TFLITE_FLOAT, tflite.get());
    }
    table.row(layer.name(), layer.density(), race(own, peers));
  }

  /** Refuses a peer whose integers are not this runtime's. */
  private static void check(PaperLayer layer, Peer peer, byte[] expected, float[] actual) {
    double units = Agreement.largestDifference(ByteNumbers.unsigned(expected), actual);
    if (!(units <= 1)) {
      throw new ExperimentException(
          layer.name() + ": integers of " + peer.title() + " differ by up to " + units);
    }
  }

  /** TensorFlow Lite where there are natives for this machine. */
  private Optional<TfliteContender> tflite(
      Report report, CompressedModel model, TfliteNumbers numbers, int batch, int count) {
    try {
      TfliteContender contender = new TfliteContender(model, numbers, batch, count);
      report.value("TensorFlow Lite", contender.version());
      return Optional.of(contender);
    } catch (IOException e) {
      options.progress("TensorFlow Lite is left out: %s", e.getMessage());
      return Optional.empty();
    }
  }

  /** Times this runtime and its peers in turn. */
  private RaceTable.Times race(Contender own, Map<Peer, Contender> peers) throws Exception {
    List<Contender> contenders = new ArrayList<>(List.of(own));
    contenders.addAll(peers.values());
    List<Race.Times> times = new Race(rounds).run(contenders);
    Map<Peer, Race.Times> others = new EnumMap<>(Peer.class);
    for (Peer peer : peers.keySet()) {
      others.put(peer, times.get(1 + others.size()));
    }
    return new RaceTable.Times(times.get(0), others);
  }

  private void networks(Report report, int batch, int count) throws Exception {
    List<Peer> peers = new ArrayList<>(PEERS);
    if (dl4j) {
      peers.add(Peer.DL4J);
    }
    RaceTable table = new RaceTable("network", batch, count, peers);
    if (ALEXNET.contains(only)) {
      network(report, table, ALEXNET, AlexNet.model(options.seed()), batch, count);
    }
    if (SQUEEZENET.contains(only)) {
      SqueezeNet source = SqueezeNet.read(options.data("squeezenet"));
      network(report, table, SQUEEZENET, SqueezeNetCommand.lossless(source), batch, count);
    }
    addUnlessEmpty(report, table);
  }

  private void network(
      Report report, RaceTable table, String network, CompressedModel plain, int batch, int count)
      throws Exception {
    Random random = new Random(options.seed());
    float[] input = new float[plain.network().inputs().get(0).shape().size()];
    for (int i = 0; i < input.length; i++) {
      input[i] = 255 * random.nextFloat() - 110;
    }
    float[] inputs = Repeated.times(batch, input);
    CompressedModel model = Calibration.of(plain, new float[][] {input});
    Map<Peer, Contender> peers = new EnumMap<>(Peer.class);
    PeerAgreement agreement = new PeerAgreement(report, network, model, input);
    OrtContender integers =
        OrtContender.of(OnnxExporter.export(model, OnnxPrecision.INT8, batch), count, inputs);
    agreement.ofIntegers(Peer.ORT_INT8, integers.output());
    peers.put(Peer.ORT_INT8, integers);
    OrtContender floats =
        OrtContender.of(OnnxExporter.export(model, OnnxPrecision.FLOAT, batch), count, inputs);
    agreement.ofFloats(Peer.ORT_FLOAT, floats.output());
    peers.put(Peer.ORT_FLOAT, floats);
    addTflite(report, network, peers, model, batch, count, input, agreement);
    Contender own =
        new SessionContender(Model.of(model), new SessionOptions(Mode.INT8, count), input, batch);
    RaceTable.Times times = race(own, peers);
    if (dl4j) {
      Contender late = Dl4jContender.of(plain, batch, count, inputs);
      times.others().put(Peer.DL4J, new Race(rounds).run(List.of(late)).get(0));
    }
    table.row(network, null, times);
    options.progress("%s, batch %d, %d threads", network, batch, count);
  }

  /** Adds TensorFlow Lite in both kinds of numbers. */
  private void addTflite(
      Report report,
      String network,
      Map<Peer, Contender> peers,
      CompressedModel model,
      int batch,
      int count,
      float[] input,
      PeerAgreement agreement)
      throws IOException {
    Optional<TfliteContender> integers = tflite(report, model, TfliteNumbers.INT8, batch, count);
    if (integers.isPresent()) {
      agreement.ofIntegers(Peer.TFLITE_INT8, integers.get().output(input));
      peers.put(Peer.TFLITE_INT8, integers.get());
      report.value(
          network + ": what TensorFlow Lite's INT8 runs",
          String.join(" ", integers.get().operators()));
    }
    Optional<TfliteContender> floats = tflite(report, model, TfliteNumbers.FLOAT, batch, count);
    if (floats.isPresent()) {
      agreement.ofFloats(Peer.TFLITE_FLOAT, floats.get().output(input));
      peers.put(Peer.TFLITE_FLOAT, floats.get());
    }
  }
}
