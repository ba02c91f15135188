package io.deepcompress.experiments.onnx;

import static io.deepcompress.experiments.onnx.Attributes.integer;
import static io.deepcompress.experiments.onnx.Attributes.integers;
import static io.deepcompress.experiments.onnx.Attributes.texts;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import java.util.Arrays;
import java.util.List;

/** Layers with parameters as ONNX nodes. */
final class OnnxLayers {
  private final OnnxGraph graph;

  OnnxLayers(OnnxGraph graph) {
    this.graph = graph;
  }

  /**
   * A fully connected layer.
   *
   * @param weights {@code [units, in]}
   * @param bias {@code [units]}, or null
   */
  String dense(String x, Shape in, String weights, String bias) {
    if (in.rank() == 2) {
      String product = graph.node("MatMul", List.of(weights, x));
      return bias == null
          ? product
          : graph.node(
              "Add", List.of(product, graph.node("Unsqueeze", List.of(bias, graph.longs(1)))));
    }
    return graph.node(
        "Gemm",
        bias == null ? List.of(x, weights) : List.of(x, weights, bias),
        integer("transB", 1));
  }

  /** A convolution. */
  String convolution(Operation.Convolution convolution, String x, String weights, String bias) {
    List<AttributeProto> attributes = OnnxOperations.window(convolution.window());
    attributes.add(integer("group", convolution.groups()));
    return graph.node(
        "Conv",
        bias == null ? List.of(x, weights) : List.of(x, weights, bias),
        attributes.toArray(AttributeProto[]::new));
  }

  /**
   * A transposed convolution.
   *
   * @param weights {@code [filters, channels, kH, kW]}
   */
  String deconvolution(
      Operation.Deconvolution deconvolution, String x, String weights, String bias) {
    String swapped = graph.node("Transpose", weights, integers("perm", 1, 0, 2, 3));
    return graph.node(
        "ConvTranspose",
        bias == null ? List.of(x, swapped) : List.of(x, swapped, bias),
        OnnxOperations.window(deconvolution.window()).toArray(AttributeProto[]::new));
  }

  /** {@code scale[c] * x + shift[c]}. */
  String affine(String x, Shape in, float[] scale, float[] shift) {
    int[] shape = new int[in.rank()];
    Arrays.fill(shape, 1);
    shape[0] = in.channels();
    String scaled = graph.node("Mul", List.of(x, graph.floats(scale, shape)));
    return graph.node("Add", List.of(scaled, graph.floats(shift, shape)));
  }

  /**
   * Long short-term memory over {@code [in, time]}.
   *
   * @param parameters input weights, recurrent weights, bias and, perhaps, peepholes, as the codec
   *     orders their blocks
   */
  String lstm(Operation.Lstm lstm, String x, Shape in, List<float[]> parameters) {
    int units = lstm.units();
    // The codec's blocks are cell, forget, output, input; those of ONNX input, output, forget,
    // cell.
    int[] order = {3, 2, 1, 0};
    String weights =
        graph.floats(
            blocks(parameters.get(0), units * in.channels(), order), 1, 4 * units, in.channels());
    String recurrent =
        graph.floats(blocks(parameters.get(1), units * units, order), 1, 4 * units, units);
    float[] inputBias = blocks(parameters.get(2), units, order);
    String bias = graph.floats(Arrays.copyOf(inputBias, 8 * units), 1, 8 * units);
    // Forget, output, input become input, output, forget.
    String peepholes =
        lstm.peepholes()
            ? graph.floats(blocks(parameters.get(3), units, 2, 1, 0), 1, 3 * units)
            : "";
    String steps = graph.node("Transpose", x, integers("perm", 2, 0, 1));
    String gate = OnnxFunctions.nameOf(lstm.gate());
    String cell = OnnxFunctions.nameOf(lstm.cell());
    String output =
        graph.node(
            "LSTM",
            List.of(steps, weights, recurrent, bias, "", "", "", peepholes),
            integer("hidden_size", units),
            texts("activations", gate, cell, cell));
    String squeezed = graph.node("Squeeze", List.of(output, graph.longs(1)));
    return graph.node("Transpose", squeezed, integers("perm", 1, 2, 0));
  }

  private static float[] blocks(float[] values, int length, int... order) {
    float[] ordered = new float[order.length * length];
    for (int i = 0; i < order.length; i++) {
      System.arraycopy(values, order[i] * length, ordered, i * length, length);
    }
    return ordered;
  }
}
