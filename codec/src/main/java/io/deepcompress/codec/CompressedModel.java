package io.deepcompress.codec;

import io.deepcompress.codec.network.Network;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A compressed network, immutable: everything a .dcz file says.
 *
 * @param network topology
 * @param tensors one for each of {@link Network#parameters()}, in that order
 * @param activations one for each value of the network, or empty where ranges are taken at run time
 *     ("dynamic"); a value without quantization is computed in float by the nodes that read it
 * @param preprocessing one for each input of the network
 * @param labels class names of the first output, or empty
 * @param provenance tool version, recipe, seed, data set digest and the like; keys sorted
 */
public record CompressedModel(
    Network network,
    List<StoredTensor> tensors,
    List<Optional<ActivationQuantization>> activations,
    List<Preprocessing> preprocessing,
    List<String> labels,
    Map<String, String> provenance) {

  /**
   * Copies the collections.
   *
   * @throws IllegalArgumentException if a count or a shape does not fit the network
   */
  public CompressedModel {
    tensors = List.copyOf(tensors);
    activations = List.copyOf(activations);
    preprocessing = List.copyOf(preprocessing);
    labels = List.copyOf(labels);
    provenance = java.util.Collections.unmodifiableMap(new TreeMap<>(provenance));
    require(tensors.size() == network.parameters().size(), "one tensor a parameter");
    for (int i = 0; i < tensors.size(); i++) {
      require(
          tensors.get(i).shape().equals(network.parameters().get(i).shape()),
          "tensor " + i + " of the parameter's shape " + network.parameters().get(i).shape());
    }
    require(
        activations.isEmpty() || activations.size() == network.valueCount(),
        "no activation quantization, or one a value");
    require(preprocessing.size() == network.inputs().size(), "one preprocessing an input");
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new IllegalArgumentException("a model needs " + rule);
    }
  }

  /**
   * The same model with other outputs, for instance what a hidden layer computes. Labels and the
   * rest stay as they are.
   *
   * @param outputs numbers of values of the network, as {@link Network#outputs()} has them
   * @throws IllegalArgumentException if the network has no such value
   */
  public CompressedModel withOutputs(List<Integer> outputs) {
    return new CompressedModel(
        new Network(network.inputs(), network.nodes(), outputs),
        tensors,
        activations,
        preprocessing,
        labels,
        provenance);
  }

  /**
   * The same model with other ranges of its values.
   *
   * @param activations one for each value of the network, or empty
   * @throws IllegalArgumentException if there are neither none nor one a value
   */
  public CompressedModel withActivations(List<Optional<ActivationQuantization>> activations) {
    return new CompressedModel(network, tensors, activations, preprocessing, labels, provenance);
  }

  /** Bytes of the original as the ratio counts them: four for every parameter. */
  public long originalBytes() {
    return 4 * network.parameterCount();
  }
}
