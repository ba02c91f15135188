package io.deepcompress.pipeline.importer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.pipeline.importer.ImportException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the zips that Deeplearning4j's {@code ModelSerializer} writes, without Deeplearning4j and
 * without its native library: the configuration as JSON, the weights as a stream.
 *
 * <pre>{@code
 * ImportedModel model = ModelImporter.read(Path.of("lenet.zip"), ImportOptions.DEFAULT);
 * }</pre>
 */
public final class ModelImporter {
  private static final String CONFIGURATION = "configuration.json";
  private static final int LARGEST_CONFIGURATION = 1 << 28;
  private static final int LARGEST_NORMALIZER = 1 << 26;

  private ModelImporter() {}

  /** Imports with shapes from the file and default limits. */
  public static ImportedModel read(Path path) throws IOException {
    return read(path, ImportOptions.DEFAULT);
  }

  /**
   * Imports a model. Everything is checked before the weights are read.
   *
   * @throws ImportException if the file is not a model that can be imported
   * @throws IOException if the file cannot be read
   */
  public static ImportedModel read(Path path, ImportOptions options) throws IOException {
    try (ModelZip zip = ModelZip.open(path, options.limits())) {
      return read(path, zip, options);
    }
  }

  /**
   * Imports the topology alone, without reading weights.
   *
   * @throws ImportException if the file is not a model that can be imported
   * @throws IOException if the file cannot be read
   */
  public static Network readNetwork(Path path, ImportOptions options) throws IOException {
    try (ModelZip zip = ModelZip.open(path, options.limits())) {
      Topology topology = topology(configuration(zip, path));
      Assembly assembly =
          new Assembly(inputs(topology, options, new ArrayList<>()), topology.channelsLast());
      return network(topology, assembly);
    }
  }

  private static ImportedModel read(Path path, ModelZip zip, ImportOptions options)
      throws IOException {
    Topology topology = topology(configuration(zip, path));
    List<String> warnings = new ArrayList<>();
    List<Input> inputs = inputs(topology, options, warnings);
    Assembly assembly = new Assembly(inputs, topology.channelsLast());
    if (topology.channelsLast()) {
      warnings.add("the model's pictures are channels last (NHWC); here they are channels first");
    }
    warnings.addAll(topology.warnings());
    Network network = network(topology, assembly);
    Dl4jBinding binding = assembly.binding();
    List<float[]> values = new Coefficients(network, binding).read(zip);
    return new ImportedModel(
        network, values, preprocessing(zip, inputs, warnings), binding, path, warnings);
  }

  private static List<Input> inputs(Topology topology, ImportOptions options, List<String> warnings)
      throws ImportException {
    topology.requireSupported();
    return new InputShapes(topology, warnings).resolve(options.inputShapes());
  }

  private static Network network(Topology topology, Assembly assembly) throws ImportException {
    List<Integer> outputs = new ArrayList<>();
    for (Flow output : topology.walk(assembly)) {
      if (output.folded()) {
        throw new ImportException(
            Kind.UNSUPPORTED,
            "an output has its time steps in the batch axis; end the network with an RnnOutputLayer");
      }
      outputs.add(output.value());
    }
    return assembly.network(outputs);
  }

  private static JsonNode configuration(ModelZip zip, Path path) throws IOException {
    byte[] bytes =
        zip.read(CONFIGURATION, LARGEST_CONFIGURATION)
            .orElseThrow(
                () ->
                    new ImportException(
                        Kind.NOT_A_MODEL,
                        path
                            + " has no "
                            + CONFIGURATION
                            + "; save the model with DL4J's ModelSerializer"));
    try {
      return new ObjectMapper().readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new ImportException(
          Kind.CORRUPT, CONFIGURATION + " is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static Topology topology(JsonNode root) throws ImportException {
    if (root.path("confs").isArray()) {
      return new LayerStack(root);
    }
    if (root.path("vertices").isObject()) {
      return new VertexGraph(root);
    }
    throw new ImportException(
        Kind.NOT_A_MODEL,
        CONFIGURATION + " describes neither a MultiLayerNetwork nor a ComputationGraph");
  }

  private static List<Preprocessing> preprocessing(
      ModelZip zip, List<Input> inputs, List<String> warnings) throws IOException {
    List<Preprocessing> all = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      all.add(Preprocessing.NONE);
    }
    byte[] bytes = zip.read(NormalizerReader.ENTRY, LARGEST_NORMALIZER).orElse(null);
    if (bytes != null) {
      all.set(0, NormalizerReader.read(bytes, inputs.get(0).shape(), warnings));
    }
    if (zip.size("preprocessor.bin").isPresent()) {
      warnings.add("preprocessor.bin is a serialized Java object and is ignored");
    }
    return all;
  }
}
