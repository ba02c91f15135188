package io.deepcompress.experiments.onnx;

import static io.deepcompress.experiments.onnx.Attributes.integer;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.experiments.dense.IntegerTensor;
import java.util.List;

/** Integers in an ONNX graph, by QuantizeLinear and DequantizeLinear. */
final class OnnxQuantization {
  private final OnnxGraph graph;

  OnnxQuantization(OnnxGraph graph) {
    this.graph = graph;
  }

  /** A value rounded to 8 bits and back. */
  String roundTrip(String value, ActivationQuantization quantization) {
    String scale = graph.scalar(quantization.scale());
    String zeroPoint =
        graph.bytes(new byte[] {(byte) quantization.zeroPoint()}, quantization.signed());
    String integers = graph.node("QuantizeLinear", List.of(value, scale, zeroPoint));
    return graph.node("DequantizeLinear", List.of(integers, scale, zeroPoint));
  }

  /** Int8 weights, dequantised. */
  String weights(IntegerTensor weights) {
    String integers = graph.bytes(weights.values(), true, weights.shape().toArray());
    if (!weights.perChannel()) {
      return graph.node(
          "DequantizeLinear",
          List.of(integers, graph.scalar(weights.scales()[0]), graph.bytes(new byte[1], true)));
    }
    int channels = weights.scales().length;
    return graph.node(
        "DequantizeLinear",
        List.of(
            integers,
            graph.floats(weights.scales(), channels),
            graph.bytes(new byte[channels], true, channels)),
        integer("axis", 0));
  }

  /** A bias as int32 integers of the product's scale, dequantised. */
  String bias(float[] bias, IntegerTensor weights, float inputScale) {
    boolean perChannel = weights.perChannel();
    float[] scales = weights.productScales(inputScale);
    int[] integers = weights.bias(bias, inputScale);
    int[] shape = perChannel ? new int[] {scales.length} : new int[0];
    AttributeProto[] axis =
        perChannel ? new AttributeProto[] {integer("axis", 0)} : new AttributeProto[0];
    return graph.node(
        "DequantizeLinear",
        List.of(
            graph.ints(integers, integers.length),
            graph.floats(scales, shape),
            graph.ints(new int[scales.length], shape)),
        axis);
  }
}
