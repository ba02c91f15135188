package io.deepcompress.pipeline.importer;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.RawTensor;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Parameter;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.pipeline.exporter.Dl4jExporter;
import io.deepcompress.pipeline.exporter.ExportedModel;
import io.deepcompress.runtime.LoadOptions;
import io.deepcompress.runtime.Mode;
import io.deepcompress.runtime.Session;
import io.deepcompress.runtime.SessionOptions;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Compares what DL4J computes with what the runtime computes from the imported zip. */
public final class Dl4jCheck {
  private Dl4jCheck() {}

  /** Fills every parameter; variances stay positive. */
  public static void randomize(Model net, long seed) {
    Random random = new Random(seed);
    for (Map.Entry<String, INDArray> parameter : net.paramTable().entrySet()) {
      String key = parameter.getKey();
      INDArray values = parameter.getValue();
      double spread = 1 / Math.sqrt(Math.max(1, values.length() / (double) values.size(0)));
      for (long i = 0; i < values.length(); i++) {
        double value = random.nextGaussian() * (values.rank() > 1 ? Math.max(0.2, spread) : 0.3);
        if (key.endsWith("_var")) {
          value = 0.5 + random.nextDouble();
        } else if (key.endsWith("_gamma")) {
          value = 1 + 0.3 * value;
        }
        values.putScalar(i, value);
      }
    }
  }

  /** Fills the statistics of batch normalizations, which are trivial in a new network. */
  public static void randomizeStatistics(Model net, long seed) {
    Random random = new Random(seed);
    for (Map.Entry<String, INDArray> parameter : net.paramTable().entrySet()) {
      String key = parameter.getKey();
      boolean factor = key.endsWith("_var") || key.endsWith("_gamma");
      boolean offset =
          key.endsWith("_mean") || key.endsWith("_beta") || key.endsWith("_log10stdev");
      if (factor || offset) {
        INDArray values = parameter.getValue();
        for (long i = 0; i < values.length(); i++) {
          values.putScalar(
              i, factor ? 0.75 + 0.5 * random.nextDouble() : 0.1 * random.nextGaussian());
        }
      }
    }
  }

  /** Saves as a user does. */
  public static Path save(Model net, Path folder) throws Exception {
    Path file = Files.createTempFile(folder, "net", ".zip");
    ModelSerializer.writeModel(net, file.toFile(), false);
    return file;
  }

  /** A compressed model that is not compressed at all. */
  public static CompressedModel lossless(Network network, List<float[]> values) {
    List<StoredTensor> tensors = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Parameter parameter = network.parameters().get(i);
      tensors.add(new RawTensor(parameter.shape(), ValueFormat.FLOAT32, values.get(i)));
    }
    List<Preprocessing> none = network.inputs().stream().map(input -> Preprocessing.NONE).toList();
    return new CompressedModel(network, tensors, List.of(), none, List.of(), Map.of());
  }

  /** Random inputs for a network. */
  public static float[][] inputs(Network network, long seed) {
    Random random = new Random(seed);
    float[][] inputs = new float[network.inputs().size()][];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = new float[network.inputs().get(i).shape().size()];
      for (int j = 0; j < inputs[i].length; j++) {
        inputs[i][j] = (float) random.nextGaussian();
      }
    }
    return inputs;
  }

  /** What the runtime computes. */
  public static float[][] runtime(Network network, List<float[]> values, float[][] inputs)
      throws Exception {
    float[][] outputs = new float[network.outputs().size()][];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = new float[network.shape(network.outputs().get(i)).size()];
    }
    try (Session session =
        io.deepcompress.runtime.Model.of(
                lossless(network, values), LoadOptions.DEFAULT.withMode(Mode.FLOAT))
            .newSession(SessionOptions.of(Mode.FLOAT))) {
      session.run(inputs, outputs);
    }
    return outputs;
  }

  /** What DL4J computes. */
  public static float[][] dl4j(Model net, Network network, float[][] inputs) {
    INDArray[] arrays =
        IntStream.range(0, inputs.length)
            .mapToObj(i -> array(network.inputs().get(i).shape(), inputs[i]))
            .toArray(INDArray[]::new);
    INDArray[] outputs =
        net instanceof ComputationGraph graph
            ? graph.output(arrays)
            : new INDArray[] {((MultiLayerNetwork) net).output(arrays[0])};
    return Arrays.stream(outputs)
        .map(output -> Nd4j.toFlattened('c', output).toFloatVector())
        .toArray(float[][]::new);
  }

  private static INDArray array(Shape shape, float[] values) {
    long[] dimensions =
        IntStream.concat(IntStream.of(1), IntStream.of(shape.toArray())).asLongStream().toArray();
    return Nd4j.create(values, dimensions, 'c');
  }

  /**
   * Saves, imports and compares; then exports, saves, restores and compares again.
   *
   * @return the import
   */
  public static ImportedModel assertSame(Model net, Path folder, long seed, Shape... inputShapes)
      throws Exception {
    ImportedModel model = assertImportsSame(net, folder, seed, inputShapes);
    assertExportsSame(model, folder, seed);
    return model;
  }

  private static void assertExportsSame(ImportedModel model, Path folder, long seed)
      throws Exception {
    Network network = model.network();
    ExportedModel exported = Dl4jExporter.export(network, model.values());
    Map<String, INDArray> table = exported.model().paramTable();
    for (int i = 0; i < model.values().size(); i++) {
      assertThat(
              exported
                  .binding()
                  .read(
                      i,
                      key ->
                          Nd4j.toFlattened(order(table.get(key)), table.get(key)).toFloatVector()))
          .containsExactly(model.values().get(i));
    }
    Path zip = Files.createTempFile(folder, "exported", ".zip");
    try (OutputStream out = Files.newOutputStream(zip)) {
      exported.write(out, model.preprocessing());
    }
    Model restored =
        exported.model() instanceof MultiLayerNetwork
            ? ModelSerializer.restoreMultiLayerNetwork(zip.toFile())
            : ModelSerializer.restoreComputationGraph(zip.toFile());
    float[][] inputs = inputs(network, seed + 2);
    float[][] expected = runtime(network, model.values(), inputs);
    assertClose(dl4j(restored, network, inputs), expected, 1e-4, seed);
    Shape[] shapes = network.inputs().stream().map(Input::shape).toArray(Shape[]::new);
    ImportedModel again = ModelImporter.read(zip, ImportOptions.ofShapes(shapes));
    assertClose(runtime(again.network(), again.values(), inputs), expected, 1e-4, seed);
  }

  private static char order(INDArray parameter) {
    return parameter.rank() == 4 ? 'c' : 'f';
  }

  /**
   * Saves, imports and compares.
   *
   * @return the import
   */
  public static ImportedModel assertImportsSame(
      Model net, Path folder, long seed, Shape... inputShapes) throws Exception {
    randomize(net, seed);
    return assertImportsAsIs(net, folder, seed, 1e-4, inputShapes);
  }

  /**
   * Saves, imports and compares, without changing a weight first.
   *
   * @param tolerance largest difference relative to an output's largest value
   */
  public static ImportedModel assertImportsAsIs(
      Model net, Path folder, long seed, double tolerance, Shape... inputShapes) throws Exception {
    Path zip = save(net, folder);
    ImportedModel model = ModelImporter.read(zip, ImportOptions.ofShapes(inputShapes));
    assertThat(model.originalParameterCount()).isEqualTo(net.numParams());
    Network network = model.network();
    float[][] inputs = inputs(network, seed + 1);
    assertClose(
        runtime(network, model.values(), inputs), dl4j(net, network, inputs), tolerance, seed);
    return model;
  }

  /** Largest difference, relative to the largest value of an output. */
  public static void assertClose(
      float[][] actual, float[][] expected, double tolerance, long seed) {
    assertThat(actual.length).isEqualTo(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).hasSameSizeAs(expected[i]);
      double largest = 1e-6;
      double difference = 0;
      for (int j = 0; j < expected[i].length; j++) {
        largest = Math.max(largest, Math.abs(expected[i][j]));
        difference = Math.max(difference, Math.abs(actual[i][j] - expected[i][j]));
      }
      assertThat(difference / largest)
          .as("seed %d, output %d: %s instead of %s", seed, i, head(actual[i]), head(expected[i]))
          .isLessThan(tolerance);
    }
  }

  private static String head(float[] values) {
    return Arrays.toString(Arrays.copyOf(values, Math.min(12, values.length)));
  }
}
