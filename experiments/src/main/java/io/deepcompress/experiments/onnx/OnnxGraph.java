package io.deepcompress.experiments.onnx;

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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Puts an ONNX graph together, tensor by tensor and node by node. */
final class OnnxGraph {
  /** Dilated average and norm pooling came with 18 and 19. */
  private static final int OPERATOR_SET = 19;

  private static final int IR_VERSION = 9;

  /** With 21 came integers of 4 bits, and with them the next version of the file. */
  private static final int OPERATOR_SET_4_BIT = 21;

  private static final int UINT4 = 21;
  private static final int INT4 = 22;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("network");
  private String nodeName = "";
  private int tensors;
  private boolean narrow;

  /** Names the nodes that follow after a node of the network. */
  void startNode(String name) {
    nodeName = name;
  }

  private String newTensor() {
    return "#" + tensors++;
  }

  /** Adds a node and gives the name of its output. */
  String node(String type, List<String> inputs, AttributeProto... attributes) {
    String output = newTensor();
    node(type, inputs, List.of(output), attributes);
    return output;
  }

  /** Adds a node of one input. */
  String node(String type, String input, AttributeProto... attributes) {
    return node(type, List.of(input), attributes);
  }

  /** Adds a node with named outputs. */
  void node(String type, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName(nodeName + "#" + graph.getNodeCount())
            .setOpType(type)
            .addAllInput(inputs)
            .addAllOutput(outputs)
            .addAllAttribute(List.of(attributes)));
  }

  /** A constant of float32. */
  String floats(float[] values, int... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return tensor(TensorProto.DataType.FLOAT, bytes, shape);
  }

  /** A float32 scalar. */
  String scalar(float value) {
    return floats(new float[] {value});
  }

  /** A constant of int64, one axis. */
  String longs(long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return tensor(TensorProto.DataType.INT64, bytes, values.length);
  }

  /** An int64 scalar. */
  String longScalar(long value) {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
    return tensor(TensorProto.DataType.INT64, bytes);
  }

  /** A constant of int32. */
  String ints(int[] values, int... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return tensor(TensorProto.DataType.INT32, bytes, shape);
  }

  /** A constant of int8 or uint8. */
  String bytes(byte[] values, boolean signed, int... shape) {
    return tensor(
        signed ? TensorProto.DataType.INT8 : TensorProto.DataType.UINT8,
        ByteBuffer.wrap(values),
        shape);
  }

  /** A constant of int4 or uint4, two a byte. */
  String nibbles(byte[] packed, boolean signed, int... shape) {
    narrow = true;
    return tensor(signed ? INT4 : UINT4, ByteBuffer.wrap(packed), shape);
  }

  private String tensor(TensorProto.DataType type, ByteBuffer littleEndian, int... shape) {
    return tensor(type.getNumber(), littleEndian, shape);
  }

  private String tensor(int type, ByteBuffer littleEndian, int... shape) {
    String name = newTensor();
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type)
            .setRawData(ByteString.copyFrom(littleEndian.rewind()));
    for (int size : shape) {
      tensor.addDims(size);
    }
    graph.addInitializer(tensor);
    return name;
  }

  /** Declares an input of float32. */
  void input(String name, int... shape) {
    graph.addInput(value(name, shape));
  }

  /** Declares an output of float32. */
  void output(String name, int... shape) {
    graph.addOutput(value(name, shape));
  }

  private static ValueInfoProto value(String name, int... shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (int size : shape) {
      dimensions.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(dimensions)))
        .build();
  }

  /** The bytes of the .onnx file. */
  byte[] toByteArray() {
    return ModelProto.newBuilder()
        .setIrVersion(narrow ? IR_VERSION + 1 : IR_VERSION)
        .setProducerName("deepcompress")
        .addOpsetImport(
            OperatorSetIdProto.newBuilder().setVersion(narrow ? OPERATOR_SET_4_BIT : OPERATOR_SET))
        .setGraph(graph)
        .build()
        .toByteArray();
  }
}
