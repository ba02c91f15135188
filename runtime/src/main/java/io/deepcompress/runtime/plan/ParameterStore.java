package io.deepcompress.runtime.plan;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Parameter.Role;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.runtime.floats.WeightRows;
import io.deepcompress.runtime.kernel.LayerShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The parameters of one model in the forms that its plans compute with, each made once. */
public final class ParameterStore {
  private final CompressedModel model;
  private final Network network;
  private final WeightRows[] rows;
  private final PreparedLayer[] layers;

  /** Values of the parameters that are no weights. */
  private final float[][] floats;

  /** Nothing is prepared yet. */
  public ParameterStore(CompressedModel model) {
    this.model = model;
    this.network = model.network();
    this.rows = new WeightRows[network.parameters().size()];
    this.layers = new PreparedLayer[rows.length];
    this.floats = new float[rows.length][];
  }

  /**
   * Prepares what a plan needs and is not there yet.
   *
   * @param floatNodes nodes that compute in float
   * @param integerNodes nodes that compute on integers
   * @param threads that share the work
   * @throws ModelFormatException if a tensor from a file turns out invalid
   */
  synchronized void prepare(List<Integer> floatNodes, List<Integer> integerNodes, int threads)
      throws ModelFormatException {
    for (int parameter = 0; parameter < floats.length; parameter++) {
      if (!network.parameters().get(parameter).role().isWeights() && floats[parameter] == null) {
        floats[parameter] = model.tensors().get(parameter).toFloats();
      }
    }
    List<PreparationJob> jobs = new ArrayList<>();
    for (int node : floatNodes) {
      for (int parameter : network.parametersOf(node)) {
        if (network.parameters().get(parameter).role().isWeights() && rows[parameter] == null) {
          StoredTensor tensor = model.tensors().get(parameter);
          jobs.add(
              new PreparationJob(
                  codesOf(tensor), codes -> rows[parameter] = WeightRows.of(tensor, codes)));
        }
      }
    }
    for (int node : integerNodes) {
      for (int parameter : network.parametersOf(node)) {
        if (network.parameters().get(parameter).role().isWeights() && layers[parameter] == null) {
          StoredTensor tensor = model.tensors().get(parameter);
          jobs.add(
              new PreparationJob(
                  tensor.shape().size(),
                  codes ->
                      layers[parameter] =
                          PreparedLayer.of(
                              layerShape(node, tensor.shape()),
                              tensor,
                              FloatSteps.isTransposed(network, node),
                              codes)));
        }
      }
    }
    PreparationJob.runAll(jobs, threads);
  }

  /** An LSTM has two fully connected layers, which run once a time step. */
  private LayerShape layerShape(int node, Shape weights) {
    return network.nodes().get(node).operation() instanceof Operation.Lstm
        ? LayerShape.dense(weights.dimension(1), 1, weights.dimension(0))
        : FloatSteps.layerShape(network, node);
  }

  private static int codesOf(StoredTensor tensor) {
    return tensor instanceof SharedTensor ? tensor.shape().size() : 0;
  }

  /** Rows of a prepared weight tensor. */
  synchronized WeightRows rows(int node, Role role) {
    return Objects.requireNonNull(rows[index(node, role)]);
  }

  /** A prepared integer layer. */
  synchronized PreparedLayer layer(int node, Role role) {
    return Objects.requireNonNull(layers[index(node, role)]);
  }

  /** Values of a small parameter; zeros where the node has none of the role. */
  synchronized float[] floats(int node, Role role, int count) {
    int index = index(node, role);
    return index < 0 ? new float[count] : floats[index];
  }

  /** Shape of a parameter. */
  Shape shape(int node, Role role) {
    return network.parameters().get(index(node, role)).shape();
  }

  private int index(int node, Role role) {
    for (int i : network.parametersOf(node)) {
      if (network.parameters().get(i).role() == role) {
        return i;
      }
    }
    return -1;
  }

  /** Heap that prepared weights hold, in bytes. */
  public synchronized long heapBytes() {
    long total = 0;
    for (WeightRows row : rows) {
      total += row == null ? 0 : row.heapBytes();
    }
    for (PreparedLayer layer : layers) {
      total += layer == null || layer.layer() == null ? 0 : layer.layer().heapBytes();
    }
    return total;
  }

  /** Kernel of a node's integer layer, of an LSTM's recurrent one; null where there is none. */
  public synchronized String kernel(int node) {
    String kernel = null;
    for (int parameter : network.parametersOf(node)) {
      if (network.parameters().get(parameter).role().isWeights()) {
        PreparedLayer layer = layers[parameter];
        if (layer == null || layer.layer() == null) {
          return null;
        }
        kernel = layer.layer().kernel();
      }
    }
    return kernel;
  }
}
