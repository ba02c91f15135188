package io.deepcompress.pipeline.train;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One way to talk to both kinds of DL4J networks with one input and one output. */
final class NetworkHandle {
  private final MultiLayerNetwork network;
  private final ComputationGraph graph;

  private NetworkHandle(MultiLayerNetwork network, ComputationGraph graph) {
    this.network = network;
    this.graph = graph;
  }

  /**
   * Takes an initialised network.
   *
   * @throws IllegalArgumentException if it is no DL4J network of one input and one output layer, in
   *     float32
   */
  static NetworkHandle of(Model model) {
    if (model.params().dataType() != DataType.FLOAT) {
      throw new IllegalArgumentException(
          "Only float32 networks can be trained here, not " + model.params().dataType());
    }
    if (model instanceof MultiLayerNetwork network) {
      return new NetworkHandle(network, null);
    }
    if (model instanceof ComputationGraph graph) {
      if (graph.getNumInputArrays() != 1 || graph.getNumOutputArrays() != 1) {
        throw new IllegalArgumentException(
            "Only graphs of one input and one output can be trained here; this one has "
                + graph.getNumInputArrays()
                + " and "
                + graph.getNumOutputArrays());
      }
      return new NetworkHandle(null, graph);
    }
    throw new IllegalArgumentException("Not a trainable network: " + model.getClass().getName());
  }

  Model model() {
    return network != null ? network : graph;
  }

  /** Forward and backward pass; {@link #gradient} and {@link #loss} then hold the results. */
  void computeGradient(INDArray features, INDArray labels) {
    if (network != null) {
      network.setInput(features);
      network.setLabels(labels);
      network.computeGradientAndScore();
    } else {
      graph.setInput(0, features);
      graph.setLabels(labels);
      graph.computeGradientAndScore();
    }
  }

  /** Gradient by all parameters, flattened as {@link #parameters}; a sum over the batch. */
  INDArray gradient() {
    return model().gradient().gradient();
  }

  /** Loss of the last batch, a mean. */
  double loss() {
    return model().score();
  }

  /** All parameters, flattened; live. */
  INDArray parameters() {
    return model().params();
  }

  /** The network's output for a batch, row after row. */
  float[] output(INDArray features) {
    INDArray output = network != null ? network.output(features) : graph.outputSingle(features);
    return output.dup('c').data().asFloat();
  }

  /** Lets go of the last batch. */
  void clear() {
    if (network != null) {
      network.clear();
    } else {
      graph.clear();
    }
  }

  /** The layer that a parameter key such as {@code 0_W} belongs to; null for other vertices. */
  Layer layerOf(String key) {
    String name = key.substring(0, key.lastIndexOf('_'));
    return network != null ? network.getLayer(Integer.parseInt(name)) : graph.getLayer(name);
  }

  /** Configuration of the output layer. */
  BaseOutputLayer outputLayer() {
    Layer layer = network != null ? network.getOutputLayer() : graph.getOutputLayer(0);
    if (layer.conf().getLayer() instanceof BaseOutputLayer output) {
      return output;
    }
    throw new IllegalArgumentException(
        "Only networks that end in an output layer can be trained; this one ends in a "
            + layer.conf().getLayer().getClass().getSimpleName());
  }

  /** Shape of a batch for samples of shape [C,H,W]: flat where the network wants vectors. */
  long[] batchShape(int batch, int[] shape) {
    if (takesVectors()) {
      return new long[] {batch, (long) shape[0] * shape[1] * shape[2]};
    }
    return new long[] {batch, shape[0], shape[1], shape[2]};
  }

  private boolean takesVectors() {
    if (network != null) {
      return takesVectors(
          network.getLayerWiseConfigurations().getInputPreProcess(0),
          network.getLayer(0).conf().getLayer());
    }
    String input = graph.getConfiguration().getNetworkInputs().get(0);
    for (Map.Entry<String, List<String>> vertex :
        graph.getConfiguration().getVertexInputs().entrySet()) {
      if (vertex.getValue().contains(input)
          && graph.getConfiguration().getVertices().get(vertex.getKey())
              instanceof LayerVertex layer) {
        return takesVectors(layer.getPreProcessor(), layer.getLayerConf().getLayer());
      }
    }
    return false;
  }

  private static boolean takesVectors(
      InputPreProcessor installed, org.deeplearning4j.nn.conf.layers.Layer layer) {
    InputPreProcessor first =
        installed instanceof QuantizedInput quantized ? quantized.before() : installed;
    return first instanceof FeedForwardToCnnPreProcessor
        || (first == null && (layer instanceof DenseLayer || layer instanceof BaseOutputLayer));
  }
}
