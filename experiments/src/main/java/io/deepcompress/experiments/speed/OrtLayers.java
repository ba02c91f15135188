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
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** One dense layer as an ONNX model, on floats or on bytes in and out ("QLinear"). */
final class OrtLayers {
  private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();
  private static final int UINT8 = TensorProto.DataType.UINT8.getNumber();
  private static final int INT8 = TensorProto.DataType.INT8.getNumber();

  private final PaperLayer layer;
  private final int batch;
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("layer");

  private OrtLayers(PaperLayer layer, int batch) {
    this.layer = layer;
    this.batch = batch;
  }

  /** Float32 arithmetic. */
  static byte[] floats(PaperLayer layer, int batch, float[] weights) {
    OrtLayers model = new OrtLayers(layer, batch);
    ByteBuffer bytes = ByteBuffer.allocate(4 * weights.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < weights.length; i++) {
      bytes.putFloat(Float.BYTES * place(layer, i), weights[i]);
    }
    model.constant("w", FLOAT, bytes.array(), model.weightSizes());
    model.node(layer.isDense() ? "Gemm" : "Conv", List.of("x", "w"));
    return model.finish(FLOAT);
  }

  /** Uint8 inputs and outputs, int8 weights, int32 sums. */
  static byte[] integers(PaperLayer layer, int batch, byte[] weights) {
    OrtLayers model = new OrtLayers(layer, batch);
    byte[] placed = new byte[weights.length];
    for (int i = 0; i < weights.length; i++) {
      placed[place(layer, i)] = weights[i];
    }
    model.constant("w", INT8, placed, model.weightSizes());
    model.constant("scale", FLOAT, new byte[] {0, 0, 0, 0x3c});
    model.constant("outScale", FLOAT, new byte[] {0, 0, (byte) 0x80, 0x3f});
    model.constant("zero", UINT8, new byte[1]);
    model.constant("weightZero", INT8, new byte[1]);
    model.node(
        layer.isDense() ? "QLinearMatMul" : "QLinearConv",
        List.of("x", "scale", "zero", "w", "scale", "weightZero", "outScale", "zero"));
    return model.finish(UINT8);
  }

  /** Where a weight stands; ONNX has the inputs of a fully connected layer before its outputs. */
  private static int place(PaperLayer layer, int i) {
    int channels = layer.input().channels();
    return layer.isDense() ? i % channels * layer.filters() + i / channels : i;
  }

  private long[] weightSizes() {
    Window window = layer.window();
    return layer.isDense()
        ? new long[] {layer.input().channels(), layer.filters()}
        : new long[] {
          layer.filters(), layer.input().channels(), window.kernelHeight(), window.kernelWidth()
        };
  }

  private void node(String type, List<String> inputs) {
    NodeProto.Builder node =
        NodeProto.newBuilder().setOpType(type).addAllInput(inputs).addOutput("y");
    if (!layer.isDense()) {
      Window w = layer.window();
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
    graph.addInput(value("x", type, sizes(layer.input())));
    graph.addOutput(value("y", type, sizes(layer.output())));
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private long[] sizes(Shape sample) {
    int[] sizes = sample.toArray();
    return LongStream.concat(LongStream.of(batch), IntStream.of(sizes).asLongStream()).toArray();
  }
}
