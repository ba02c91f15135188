package io.deepcompress.experiments.zoo;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.Entropy;
import io.deepcompress.codec.ModelReader;
import io.deepcompress.codec.ModelWriter;
import io.deepcompress.codec.WriteOptions;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.experiments.measure.Agreement;
import io.deepcompress.experiments.measure.Median;
import io.deepcompress.experiments.measure.WarmUp;
import io.deepcompress.experiments.onnx.OnnxPrecision;
import io.deepcompress.pipeline.Progress;
import io.deepcompress.pipeline.Stage;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.Stages;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.importer.ImportOptions;
import io.deepcompress.pipeline.importer.ImportedModel;
import io.deepcompress.pipeline.importer.ModelImporter;
import io.deepcompress.pipeline.quantize.CalibrateStage;
import io.deepcompress.pipeline.quantize.FloatRuns;
import io.deepcompress.pipeline.recipe.Recipe;
import io.deepcompress.runtime.LoadOptions;
import io.deepcompress.runtime.Mode;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.Session;
import io.deepcompress.runtime.SessionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Takes one network from DL4J to INT8 and measures every step. */
final class ZooTrial {
  private static final int CALIBRATION_INPUTS = 4;

  /** Numbers in all inputs to calibrate on, of which each layer makes about as many. */
  private static final int CALIBRATION_NUMBERS = 1_000_000;

  private static final int LONGEST_WARM_UP_SECONDS = 15;

  /** After so long no further run is timed. */
  private static final long LONGEST_NANOS = 5_000_000_000L;

  /** As without training data, but for the scales: every output channel's weights within 5 %. */
  private static final Recipe WEIGHTS =
      Recipe.parse("zoo", "stages: [fold, share: {tolerance: 0.05, channel-scales: true}]");

  private static final Recipe.Step CALIBRATION =
      Recipe.parse("zoo", "stages: [calibrate: {method: mse, grid: asymmetric}]").steps().get(0);

  private final int threads;
  private final int runs;
  private final Random random;
  private final Consumer<String> progress;
  private final OnnxCheck onnx;

  /**
   * A trial.
   *
   * @param runs that a latency is the median of
   * @param progress is told which step begins
   */
  ZooTrial(int threads, int runs, long seed, Consumer<String> progress) {
    this.threads = threads;
    this.runs = runs;
    this.random = new Random(seed);
    this.progress = progress;
    this.onnx = new OnnxCheck(threads, progress);
  }

  /**
   * What was measured.
   *
   * @param input shape of the first input
   * @param floatDifference between DL4J and the float mode on the uncompressed weights, largest of
   *     all outputs, over the range of what DL4J gave
   * @param onnxDifference likewise between ONNX Runtime and the float mode; null where {@link
   *     OnnxCheck} gives nothing
   * @param cosine between INT8 and float mode of the written file, at the last layer
   * @param correlation likewise, without what all elements have in common
   * @param onnxCosine between INT8 here and the same integers in ONNX Runtime, at the last layer;
   *     null as above
   * @param otherCosine between float mode on this input and on another, at the last layer
   * @param outputCosine between INT8 and float mode, at the first output
   * @param fresh the file in a JVM of its own
   */
  record Result(
      String input,
      long parameters,
      double floatDifference,
      Double onnxDifference,
      double cosine,
      double correlation,
      Double onnxCosine,
      double otherCosine,
      double outputCosine,
      long fileBytes,
      FreshRun fresh,
      double int8Millis,
      double floatMillis,
      double dl4jMillis) {}

  /** Runs the trial. */
  Result run(String name, long seed) throws IOException {
    progress.accept("creating it in DL4J");
    ZooNetwork zoo = ZooNetwork.create(name, seed);
    Path zip = Files.createTempFile(name, ".zip");
    ImportedModel imported;
    try {
      zoo.write(zip);
      imported = ModelImporter.read(zip, ImportOptions.ofShapes(ZooNetwork.inputShape(name)));
    } finally {
      Files.delete(zip);
    }
    Network network = imported.network();
    progress.accept("running it in DL4J");
    float[][] inputs = inputs(network);
    long start = System.nanoTime();
    float[][] expected = zoo.outputs(network, inputs);
    double dl4jMillis = (System.nanoTime() - start) * 1e-6;
    progress.accept("running it in float");
    WorkingModel working = WorkingModel.of(imported);
    CompressedModel plain = working.toCompressedModel();
    float[][] floats = floats(plain, inputs);
    double difference = difference(expected, floats);
    progress.accept("running it in ONNX Runtime");
    Double onnxDifference =
        onnx.outputs(plain, OnnxPrecision.FLOAT, inputs)
            .map(outputs -> difference(outputs.toArray(float[][]::new), floats))
            .orElse(null);
    compress(working, network, seed);
    byte[] file =
        ModelWriter.write(
            withLastLayer(working.toCompressedModel()),
            new WriteOptions(Entropy.HUFFMAN, false, threads));
    return measure(network, imported, file, inputs, difference, onnxDifference, dl4jMillis);
  }

  private void compress(WorkingModel model, Network network, long seed) throws IOException {
    StageContext context =
        new StageContext(
            Optional.empty(), Optional.empty(), seed, threads, Progress.NONE, () -> false);
    progress.accept("folding and sharing");
    for (Stage stage : Stages.of(WEIGHTS.steps())) {
      stage.run(model, context);
    }
    progress.accept("calibrating");
    List<float[][]> calibration =
        Stream.generate(() -> inputs(network)).limit(calibrationInputs(network)).toList();
    FloatRuns runs =
        new FloatRuns() {
          @Override
          public int count() {
            return calibration.size();
          }

          @Override
          public void read(int index, float[][] target) {
            System.arraycopy(calibration.get(index), 0, target, 0, target.length);
          }
        };
    CalibrateStage.of(CALIBRATION.settings()).run(model, runs, context);
  }

  private static int calibrationInputs(Network network) {
    int numbers = network.inputs().stream().mapToInt(input -> input.shape().size()).sum();
    return Math.max(1, Math.min(CALIBRATION_INPUTS, CALIBRATION_NUMBERS / numbers));
  }

  /**
   * The same with what the functions behind the last layer read as its first output. A softmax of
   * large numbers is 0 and 1, whatever they are, and one of small numbers is always much the same;
   * an exponential, which gives YOLO's boxes their sizes, blows differences up.
   */
  private static CompressedModel withLastLayer(CompressedModel model) {
    Network network = model.network();
    List<Integer> outputs = new ArrayList<>(network.outputs());
    Set<Integer> read = beforeFunctions(network, outputs.get(0));
    outputs.add(0, read.size() == 1 ? read.iterator().next() : outputs.get(0));
    return model.withOutputs(outputs);
  }

  /** The values that a value is made of by functions of single elements, or of one pixel. */
  private static Set<Integer> beforeFunctions(Network network, int value) {
    Set<Integer> found = new TreeSet<>();
    Node node =
        value < network.inputs().size()
            ? null
            : network.nodes().get(value - network.inputs().size());
    if (node != null
        && (node.operation() instanceof Operation.Softmax
            || node.operation() instanceof Operation.Activation
            || node.operation() instanceof Operation.ScaleShift
            || node.operation() instanceof Operation.Slice
            || node.operation() instanceof Operation.Concatenate)) {
      node.inputs().forEach(input -> found.addAll(beforeFunctions(network, input)));
    } else {
      found.add(value);
    }
    return found;
  }

  private Result measure(
      Network network,
      ImportedModel imported,
      byte[] file,
      float[][] inputs,
      double difference,
      Double onnxDifference,
      double dl4jMillis)
      throws IOException {
    progress.accept("measuring");
    Model model =
        Model.of(
            ModelReader.read(file), LoadOptions.DEFAULT.withMode(Mode.INT8).withThreads(threads));
    float[][] integers = outputs(model.network());
    double int8Millis;
    try (Session session = model.newSession(new SessionOptions(Mode.INT8, threads))) {
      int8Millis = millis(session, inputs, integers);
    }
    float[][] floats = outputs(model.network());
    float[][] others = outputs(model.network());
    double floatMillis;
    try (Session session = model.newSession(new SessionOptions(Mode.FLOAT, threads))) {
      floatMillis = millis(session, inputs, floats);
      session.run(inputs(network), others);
    }
    Double onnxCosine =
        onnx.outputs(ModelReader.read(file), OnnxPrecision.INT8, inputs)
            .map(outputs -> Agreement.cosine(outputs.get(0), integers[0]))
            .orElse(null);
    return new Result(
        network.inputs().get(0).shape().toString(),
        imported.originalParameterCount(),
        difference,
        onnxDifference,
        Agreement.cosine(floats[0], integers[0]),
        Agreement.correlation(floats[0], integers[0]),
        onnxCosine,
        Agreement.cosine(floats[0], others[0]),
        Agreement.cosine(floats[1], integers[1]),
        file.length,
        FreshRun.of(file, threads),
        int8Millis,
        floatMillis,
        dl4jMillis);
  }

  private float[][] floats(CompressedModel model, float[][] inputs) throws IOException {
    float[][] actual = outputs(model.network());
    Model floats = Model.of(model, LoadOptions.DEFAULT.withMode(Mode.FLOAT).withThreads(threads));
    try (Session session = floats.newSession(new SessionOptions(Mode.FLOAT, threads))) {
      session.run(inputs, actual);
    }
    return actual;
  }

  /** The largest of all outputs. */
  private static double difference(float[][] expected, float[][] actual) {
    double worst = 0;
    for (int i = 0; i < actual.length; i++) {
      worst = Math.max(worst, Agreement.relativeToRange(expected[i], actual[i]));
    }
    return worst;
  }

  /** The median of warm runs, fewer where they take long. */
  private double millis(Session session, float[][] inputs, float[][] outputs) {
    WarmUp.run(() -> session.run(inputs, outputs), LONGEST_WARM_UP_SECONDS);
    double[] millis = new double[runs];
    int done = 0;
    long end = System.nanoTime() + LONGEST_NANOS;
    do {
      long start = System.nanoTime();
      session.run(inputs, outputs);
      millis[done++] = (System.nanoTime() - start) * 1e-6;
    } while (done < runs && System.nanoTime() < end);
    return Median.of(Arrays.copyOf(millis, done));
  }

  static float[][] outputs(Network network) {
    return network.outputs().stream()
        .map(value -> new float[network.shape(value).size()])
        .toArray(float[][]::new);
  }

  /** Pixels between 0 and 1. */
  private float[][] inputs(Network network) {
    return network.inputs().stream()
        .map(
            input -> {
              float[] values = new float[input.shape().size()];
              for (int i = 0; i < values.length; i++) {
                values[i] = random.nextFloat();
              }
              return values;
            })
        .toArray(float[][]::new);
  }
}
