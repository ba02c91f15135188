package io.deepcompress.pipeline;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deepcompress.pipeline.exporter.Dl4jExporter;
import io.deepcompress.pipeline.exporter.ExportedModel;
import io.deepcompress.pipeline.importer.Dl4jBinding;
import io.deepcompress.pipeline.importer.ImportedModel;
import io.deepcompress.pipeline.train.ActivationRange;
import io.deepcompress.pipeline.train.QuantizedInputs;
import io.deepcompress.pipeline.train.SharedParameter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The DL4J graph that a model came from, with the model's present weights in it, for training. */
public final class TrainableNetwork {
  private final Dl4jBinding binding;
  private final Model network;

  private TrainableNetwork(Dl4jBinding binding, Model network) {
    this.binding = binding;
    this.network = network;
  }

  /** The original network, for instance as a teacher. */
  public static Model original(ImportedModel source) throws IOException {
    return restore(source.source());
  }

  /**
   * The source's graph with a model's weights; a new graph where folding changed the topology.
   *
   * @throws IOException if the source cannot be read any more, or the topology cannot be built
   */
  public static TrainableNetwork of(WorkingModel model, ImportedModel source) throws IOException {
    List<float[]> values = model.tensors().stream().map(WorkingTensor::values).toList();
    if (!model.network().equals(source.network())) {
      ExportedModel exported = Dl4jExporter.export(model.network(), values);
      return new TrainableNetwork(exported.binding(), exported.model());
    }
    Model network = restore(source.source());
    float[] flat = network.params().data().asFloat();
    for (int i = 0; i < values.size(); i++) {
      source.binding().write(i, values.get(i), flat);
    }
    try (INDArray all = Nd4j.createFromArray(flat)) {
      network.setParams(all.reshape(1, flat.length));
    }
    return new TrainableNetwork(source.binding(), network);
  }

  private static Model restore(Path zip) throws IOException {
    boolean layers;
    try (ZipFile file = new ZipFile(zip.toFile())) {
      ZipEntry entry = file.getEntry("configuration.json");
      try (InputStream in = file.getInputStream(entry)) {
        layers = new ObjectMapper().readTree(in).has("confs");
      }
    }
    return layers
        ? ModelSerializer.restoreMultiLayerNetwork(zip.toFile(), false)
        : ModelSerializer.restoreComputationGraph(zip.toFile(), false);
  }

  /** The DL4J network; training changes it. */
  public Model network() {
    return network;
  }

  /** Masks that keep pruned weights at zero, by DL4J's keys. */
  public Map<String, byte[]> masks(WorkingModel model) {
    Map<String, byte[]> masks = new LinkedHashMap<>();
    for (WeightLayer layer : model.weights()) {
      WorkingTensor tensor = layer.tensor();
      if (!tensor.shared() && tensor.kept() < tensor.size()) {
        int parameter = layer.index();
        byte[] mask =
            masks.computeIfAbsent(
                binding.key(parameter),
                key -> {
                  byte[] all = new byte[binding.ranges().get(key).length()];
                  Arrays.fill(all, (byte) 1);
                  return all;
                });
        float[] values = tensor.values();
        int start = binding.start(parameter);
        for (int i = 0; i < values.length; i++) {
          if (Float.floatToRawIntBits(values[i]) == 0) {
            mask[start + binding.toDl4j(parameter, i)] = 0;
          }
        }
      }
    }
    return masks;
  }

  /**
   * Codes and centroids of the shared tensors, by their position among the model's tensors.
   *
   * @throws IllegalArgumentException if a tensor has channel scales, or is only a part of a DL4J
   *     parameter
   */
  public Map<Integer, SharedParameter> shared(WorkingModel model) {
    Map<Integer, SharedParameter> shared = new LinkedHashMap<>();
    for (WeightLayer layer : model.weights()) {
      WorkingTensor tensor = layer.tensor();
      if (tensor.shared()) {
        int parameter = layer.index();
        boolean whole =
            binding.length(parameter) == binding.ranges().get(binding.key(parameter)).length();
        if (tensor.channelScales().length > 0 || !whole) {
          throw new IllegalArgumentException(
              "the centroids of '"
                  + tensor.name()
                  + "' cannot be trained: it has channel scales or is part of a larger parameter");
        }
        shared.put(
            parameter,
            new SharedParameter(
                binding.toDl4j(parameter, tensor.codes()), tensor.codebook().values()));
      }
    }
    return shared;
  }

  /**
   * The same network, with layers that read values rounded to these ranges.
   *
   * @param ranges by the layers' names, as parameter keys have them before the underscore
   */
  public TrainableNetwork reading(Map<String, ActivationRange> ranges) {
    return new TrainableNetwork(binding, QuantizedInputs.of(network, ranges));
  }

  /** How the model's tensors map to the network's parameters. */
  public Dl4jBinding binding() {
    return binding;
  }

  /**
   * The present values of a tensor, which training changes, in the codec's order.
   *
   * @param parameter a tensor's position among the model's
   */
  public float[] present(int parameter) {
    INDArray all = network.params();
    return binding.read(
        parameter,
        key -> {
          Dl4jBinding.Range range = binding.ranges().get(key);
          float[] values = new float[range.length()];
          all.data().asNioFloat().position((int) range.offset()).get(values);
          return values;
        });
  }

  /** DL4J's key of a tensor that is a view of one parameter. */
  public String key(int parameter) {
    return binding.key(parameter);
  }

  /** Writes the trained values back into the tensors that are not shared. */
  public void store(WorkingModel model) {
    float[] flat = network.params().data().asFloat();
    Map<String, float[]> cut = new LinkedHashMap<>();
    for (int i = 0; i < model.tensors().size(); i++) {
      WorkingTensor tensor = model.tensors().get(i);
      if (!tensor.shared()) {
        tensor.setValues(
            binding.read(
                i,
                key ->
                    cut.computeIfAbsent(
                        key,
                        wanted -> {
                          Dl4jBinding.Range range = binding.ranges().get(wanted);
                          int from = (int) range.offset();
                          return Arrays.copyOfRange(flat, from, from + range.length());
                        })));
      }
    }
  }
}
