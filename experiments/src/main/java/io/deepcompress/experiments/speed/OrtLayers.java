package io.deepcompress.experiments.speed;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.deepcompress.codec.network.Window;
import io.deepcompress.runtime.kernel.LayerShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** One dense layer as an ONNX model, on floats or on bytes in and out ("QLinear"). */
final class OrtLayers {
  private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();
  private static final int UINT8 = TensorProto.DataType.UINT8.getNumber();
  private static final int INT8 = TensorProto.DataType.INT8.getNumber();

  private final LayerShape shape;
  private final int batch;
  private final boolean dense;
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("layer");

  private OrtLayers(LayerShape shape, int batch) {
    this.shape = shape;
    this.batch = batch;
    this.dense = shape.isVector();
  }

  /** Float32 arithmetic. */
  static byte[] floats(LayerShape shape, int batch, float[] weights) {
    OrtLayers layer = new OrtLayers(shape, batch);
    ByteBuffer bytes = ByteBuffer.allocate(4 * weights.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(weights);
    layer.constant("w", FLOAT, bytes.array(), layer.weightSizes());
    layer.node(layer.dense ? "Gemm" : "Conv", List.of("x", "w"));
    return layer.finish(FLOAT);
  }

  /** Uint8 inputs and outputs, int8 weights, int32 sums. */
  static byte[] integers(LayerShape shape, int batch, byte[] weights) {
    OrtLayers layer = new OrtLayers(shape, batch);
    layer.constant(
        "w", INT8, layer.dense ? transposed(shape, weights) : weights, layer.weightSizes());
    layer.constant("scale", FLOAT, new byte[] {0, 0, 0, 0x3c});
    layer.constant("outScale", FLOAT, new byte[] {0, 0, (byte) 0x80, 0x3f});
    layer.constant("zero", UINT8, new byte[1]);
    layer.constant("weightZero", INT8, new byte[1]);
    layer.node(
        layer.dense ? "QLinearMatMul" : "QLinearConv",
        List.of("x", "scale", "zero", "w", "scale", "weightZero", "outScale", "zero"));
    return layer.finish(UINT8);
  }

  private static byte[] transposed(LayerShape shape, byte[] weights) {
    byte[] result = new byte[weights.length];
    for (int i = 0; i < weights.length; i++) {
      result[i % shape.channels() * shape.filters() + i / shape.channels()] = weights[i];
    }
    return result;
  }

  private long[] weightSizes() {
    Window window = shape.window();
    return dense
        ? new long[] {shape.channels(), shape.filters()}
        : new long[] {
          shape.filters(), shape.channels(), window.kernelHeight(), window.kernelWidth()
        };
  }

  private void node(String type, List<String> inputs) {
    NodeProto.Builder node =
        NodeProto.newBuilder().setOpType(type).addAllInput(inputs).addOutput("y");
    if (!dense) {
      Window w = shape.window();
      node.addAttribute(integers("kernel_shape", w.kernelHeight(), w.kernelWidth()));
      node.addAttribute(integers("strides", w.strideHeight(), w.strideWidth()));
      node.addAttribute(integers("pads", w.top(), w.left(), w.bottom(), w.right()));
    }
    graph.addNode(node);
  }

  private static AttributeProto integers(String name, int... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (int value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  private void constant(String name, int type, byte[] bytes, long... sizes) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type)
            .setRawData(ByteString.copyFrom(bytes));
    for (long size : sizes) {
      tensor.addDims(size);
    }
    graph.addInitializer(tensor);
  }

  private static ValueInfoProto value(String name, int type, long... sizes) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      dimensions.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type).setShape(dimensions)))
        .build();
  }

  private byte[] finish(int type) {
    graph.addInput(
        dense
            ? value("x", type, batch, shape.channels())
            : value("x", type, batch, shape.channels(), shape.height(), shape.width()));
    graph.addOutput(
        dense
            ? value("y", type, batch, shape.filters())
            : value("y", type, batch, shape.filters(), shape.outputHeight(), shape.outputWidth()));
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
        .setGraph(graph)
        .build()
        .toByteArray();
  }
}
