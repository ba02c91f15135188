package io.deepcompress.pipeline;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.RawTensor;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Parameter;
import io.deepcompress.datasets.StandardPreprocessing;
import io.deepcompress.pipeline.importer.ImportedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The network being compressed: the one truth that every {@link Stage} takes and leaves changed.
 * Starts as an importer's network with float values and ends as what a file stores.
 */
public final class WorkingModel {
  private final long originalParameters;
  private final Map<String, String> provenance = new TreeMap<>();
  private Network network;
  private List<WorkingTensor> tensors;
  private List<Optional<ActivationQuantization>> activations = List.of();
  private List<Preprocessing> preprocessing;
  private List<String> labels = List.of();

  /**
   * An uncompressed network.
   *
   * @param values one array a parameter of the network, in its order and layout; not copied
   * @param preprocessing one for each input
   * @throws IllegalArgumentException if a count does not fit
   */
  public WorkingModel(Network network, List<float[]> values, List<Preprocessing> preprocessing) {
    this(network, tensors(network, values), preprocessing, network.parameterCount());
  }

  /** What an importer read; the arrays are not copied. */
  public static WorkingModel of(ImportedModel imported) {
    return new WorkingModel(
        imported.network(),
        tensors(imported.network(), imported.values()),
        imported.preprocessing(),
        imported.originalParameterCount());
  }

  private WorkingModel(
      Network network,
      List<WorkingTensor> tensors,
      List<Preprocessing> preprocessing,
      long originalParameters) {
    if (preprocessing.size() != network.inputs().size()) {
      throw new IllegalArgumentException(
          preprocessing.size() + " preprocessings for " + network.inputs().size() + " inputs");
    }
    this.network = network;
    this.tensors = List.copyOf(tensors);
    this.preprocessing = List.copyOf(preprocessing);
    this.originalParameters = originalParameters;
  }

  private static List<WorkingTensor> tensors(Network network, List<float[]> values) {
    if (values.size() != network.parameters().size()) {
      throw new IllegalArgumentException(
          values.size() + " arrays for " + network.parameters().size() + " parameters");
    }
    List<WorkingTensor> tensors = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Parameter parameter = network.parameters().get(i);
      tensors.add(new WorkingTensor(network.name(parameter), parameter.shape(), values.get(i)));
    }
    return tensors;
  }

  /**
   * The working form of a file's content, for going on with it.
   *
   * @param originalParameters of the network before anything was folded into its layers
   * @throws ModelFormatException if a tensor's bytes turn out invalid
   */
  public static WorkingModel of(CompressedModel model, long originalParameters)
      throws ModelFormatException {
    List<WorkingTensor> tensors = new ArrayList<>();
    for (int i = 0; i < model.tensors().size(); i++) {
      Parameter parameter = model.network().parameters().get(i);
      tensors.add(restored(model.network().name(parameter), model.tensors().get(i)));
    }
    WorkingModel restored =
        new WorkingModel(model.network(), tensors, model.preprocessing(), originalParameters);
    restored.activations = model.activations();
    restored.labels = model.labels();
    restored.provenance.putAll(model.provenance());
    return restored;
  }

  private static WorkingTensor restored(String name, StoredTensor stored)
      throws ModelFormatException {
    if (stored instanceof SharedTensor shared) {
      WorkingTensor tensor =
          new WorkingTensor(name, shared.shape(), new float[shared.shape().size()]);
      tensor.share(shared.codebook(), shared.channelScales(), shared.codes());
      return tensor;
    }
    WorkingTensor tensor = new WorkingTensor(name, stored.shape(), stored.toFloats());
    ValueFormat format = ((RawTensor) stored).format();
    if (format.kind() != ValueFormat.Kind.FLOAT32) {
      tensor.setFormat(format);
    }
    return tensor;
  }

  /** The topology. */
  public Network network() {
    return network;
  }

  /** One tensor for each of the network's parameters. */
  public List<WorkingTensor> tensors() {
    return tensors;
  }

  /** The tensors that are pruned and shared, in network order. */
  public List<WeightLayer> weights() {
    List<WeightLayer> weights = new ArrayList<>();
    for (int i = 0; i < tensors.size(); i++) {
      Parameter parameter = network.parameters().get(i);
      if (parameter.role().isWeights()) {
        var node = network.nodes().get(parameter.node());
        weights.add(
            new WeightLayer(
                i, parameter.node(), node.name(), LayerKind.of(node.operation()), tensors.get(i)));
      }
    }
    return weights;
  }

  /**
   * Replaces topology and tensors, as folding does; activation quantization is dropped.
   *
   * @param tensors one for each of the new network's parameters
   */
  public void replace(Network network, List<WorkingTensor> tensors) {
    if (tensors.size() != network.parameters().size()) {
      throw new IllegalArgumentException(
          tensors.size() + " tensors for " + network.parameters().size() + " parameters");
    }
    this.network = network;
    this.tensors = List.copyOf(tensors);
    this.activations = List.of();
  }

  /** How each value of the network becomes 8-bit integers; empty where not calibrated. */
  public List<Optional<ActivationQuantization>> activations() {
    return activations;
  }

  /** Sets the quantization of every value, or none. */
  public void setActivations(List<Optional<ActivationQuantization>> activations) {
    this.activations = List.copyOf(activations);
  }

  /** Preprocessing of each input. */
  public List<Preprocessing> preprocessing() {
    return preprocessing;
  }

  /** Replaces the preprocessing of the inputs. */
  public void setPreprocessing(List<Preprocessing> preprocessing) {
    this.preprocessing = List.copyOf(preprocessing);
  }

  /** Takes a data set's usual preprocessing for the first input where none was said. */
  public void assumePreprocessing(StandardPreprocessing usual) {
    if (preprocessing.get(0).equals(Preprocessing.NONE)) {
      List<Preprocessing> assumed = new ArrayList<>(preprocessing);
      assumed.set(0, Samples.usual(usual, network.inputs().get(0).shape()));
      preprocessing = List.copyOf(assumed);
    }
  }

  /** Class names of the first output, or empty. */
  public List<String> labels() {
    return labels;
  }

  /** Replaces the class names. */
  public void setLabels(List<String> labels) {
    this.labels = List.copyOf(labels);
  }

  /** What the file will say about its origin; live, sorted by key. */
  public Map<String, String> provenance() {
    return provenance;
  }

  /** Learnt values of the network as it was imported, which the ratio counts. */
  public long originalParameters() {
    return originalParameters;
  }

  /** The model as a file stores it, with copies of all values. */
  public CompressedModel toCompressedModel() {
    return new CompressedModel(
        network,
        tensors.stream().map(WorkingTensor::stored).toList(),
        activations,
        preprocessing,
        labels,
        provenance);
  }

  /** A model with the same state that can be changed on its own. */
  public WorkingModel copy() {
    WorkingModel copy =
        new WorkingModel(
            network,
            tensors.stream().map(WorkingTensor::copy).toList(),
            preprocessing,
            originalParameters);
    copy.activations = activations;
    copy.labels = labels;
    copy.provenance.putAll(provenance);
    return copy;
  }

  /** Goes back to the state of a copy taken before. */
  public void restore(WorkingModel saved) {
    WorkingModel own = saved.copy();
    network = own.network;
    tensors = own.tensors;
    activations = own.activations;
    preprocessing = own.preprocessing;
    labels = own.labels;
    provenance.clear();
    provenance.putAll(own.provenance);
  }
}
