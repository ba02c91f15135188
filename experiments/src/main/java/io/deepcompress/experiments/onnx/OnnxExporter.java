package io.deepcompress.experiments.onnx;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.experiments.dense.IntegerTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes a compressed model as a dense ONNX model, so that other programs can check and race it.
 * Preprocessing is not part of the graph: it takes what {@link io.deepcompress.runtime.Session}
 * takes, with a batch axis in front.
 */
public final class OnnxExporter {
  private final CompressedModel model;
  private final Network network;
  private final OnnxPrecision precision;
  private final int batch;
  private final OnnxGraph graph = new OnnxGraph();
  private final OnnxOperations operations;
  private final OnnxLayers layers;
  private final OnnxQuantization quantization;

  private OnnxExporter(CompressedModel model, OnnxPrecision precision, int batch) {
    this.model = model;
    this.network = model.network();
    this.precision = precision;
    this.batch = batch;
    this.operations = new OnnxOperations(graph, batch);
    this.layers = new OnnxLayers(graph);
    this.quantization = new OnnxQuantization(graph);
  }

  /**
   * Exports a model.
   *
   * @param batch samples that the exported network takes at once
   * @return the bytes of an .onnx file
   * @throws IllegalArgumentException naming the node, if ONNX cannot say what it computes
   * @throws ModelFormatException if a tensor's bytes turn out invalid
   */
  public static byte[] export(CompressedModel model, OnnxPrecision precision, int batch)
      throws ModelFormatException {
    return new OnnxExporter(model, precision, batch).export();
  }

  private byte[] export() throws ModelFormatException {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < network.inputs().size(); i++) {
      String name = "input" + i;
      graph.input(name, withBatch(network.shape(i)));
      graph.startNode(name);
      values.add(quantized(i, name));
    }
    for (int i = 0; i < network.nodes().size(); i++) {
      Node node = network.nodes().get(i);
      graph.startNode(node.name());
      List<String> read = node.inputs().stream().map(values::get).toList();
      try {
        values.add(quantized(network.valueOf(i), add(i, node, read)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("node '" + node.name() + "': " + e.getMessage(), e);
      }
    }
    for (int i = 0; i < network.outputs().size(); i++) {
      int value = network.outputs().get(i);
      String name = "output" + i;
      graph.startNode(name);
      graph.node("Identity", List.of(values.get(value)), List.of(name));
      graph.output(name, withBatch(network.shape(value)));
    }
    return graph.toByteArray();
  }

  private int[] withBatch(Shape shape) {
    int[] sizes = new int[shape.rank() + 1];
    sizes[0] = batch;
    System.arraycopy(shape.toArray(), 0, sizes, 1, shape.rank());
    return sizes;
  }

  private Optional<ActivationQuantization> activation(int value) {
    return precision == OnnxPrecision.FLOAT || model.activations().isEmpty()
        ? Optional.empty()
        : model.activations().get(value);
  }

  private String quantized(int value, String name) {
    return activation(value).map(q -> quantization.roundTrip(name, q)).orElse(name);
  }

  private String add(int index, Node node, List<String> inputs) throws ModelFormatException {
    Operation operation = node.operation();
    int value = node.inputs().get(0);
    String x = inputs.get(0);
    Shape in = network.shape(value);
    List<Integer> parameters = network.parametersOf(index);
    if (operation instanceof Operation.Dense) {
      return layers.dense(x, in, weights(parameters), bias(parameters, value));
    } else if (operation instanceof Operation.Convolution convolution) {
      return layers.convolution(convolution, x, weights(parameters), bias(parameters, value));
    } else if (operation instanceof Operation.Deconvolution deconvolution) {
      return layers.deconvolution(
          deconvolution,
          x,
          constant(parameters.get(0)),
          parameters.size() > 1 ? constant(parameters.get(1)) : null);
    } else if (operation instanceof Operation.Affine) {
      return layers.affine(x, in, floats(parameters.get(0)), floats(parameters.get(1)));
    } else if (operation instanceof Operation.Lstm lstm) {
      List<float[]> values = new ArrayList<>();
      for (int parameter : parameters) {
        values.add(floats(parameter));
      }
      return layers.lstm(lstm, x, in, values);
    } else if (operation instanceof Operation.PRelu) {
      return graph.node("PRelu", List.of(x, constant(parameters.get(0))));
    }
    return operations.add(operation, inputs, in, network.shape(network.valueOf(index)));
  }

  private String weights(List<Integer> parameters) throws ModelFormatException {
    StoredTensor tensor = model.tensors().get(parameters.get(0));
    return precision == OnnxPrecision.FLOAT
        ? constant(parameters.get(0))
        : quantization.weights(IntegerTensor.of(tensor));
  }

  /** The bias, in integers where both factors of the product are integers; null where none. */
  private String bias(List<Integer> parameters, int input) throws ModelFormatException {
    if (parameters.size() < 2) {
      return null;
    }
    Optional<ActivationQuantization> activation = activation(input);
    if (activation.isEmpty()) {
      return constant(parameters.get(1));
    }
    IntegerTensor weights = IntegerTensor.of(model.tensors().get(parameters.get(0)));
    return quantization.bias(floats(parameters.get(1)), weights, activation.get().scale());
  }

  private String constant(int parameter) throws ModelFormatException {
    return graph.floats(floats(parameter), network.parameters().get(parameter).shape().toArray());
  }

  private float[] floats(int parameter) throws ModelFormatException {
    return model.tensors().get(parameter).toFloats();
  }
}
