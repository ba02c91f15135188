package io.deepcompress.experiments.tflite;

import com.google.flatbuffers.FlatBufferBuilder;
import io.deepcompress.codec.ActivationQuantization;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds the FlatBuffer of a .tflite file, version 3 of TensorFlow Lite's {@code schema.fbs}.
 * Fields are numbered in the order in which the schema declares them.
 */
final class TfliteGraph {
  private static final int VERSION = 3;
  private static final String IDENTIFIER = "TFL3";

  /** The option of an operator that applies nothing to what it computes. */
  static final byte NO_ACTIVATION = 0;

  /** XNNPACK takes weights where they lie only if they are aligned. */
  private static final int ALIGNMENT = 16;

  /**
   * An operator by its builtin code and the place of its options in the union of options, 0 where
   * it goes without.
   */
  enum Kind {
    AVERAGE_POOL(1, 5),
    CONCATENATION(2, 10),
    CONVOLUTION(3, 1),
    DEQUANTIZE(6, 0),
    FULLY_CONNECTED(9, 8),
    LOCAL_RESPONSE_NORMALIZATION(13, 13),
    MAX_POOL(17, 5),
    MULTIPLY(18, 21),
    RESHAPE(22, 17),
    SOFTMAX(25, 9),
    PAD(34, 22),
    MEAN(40, 27),
    DIVIDE(42, 29),
    SQUARE_ROOT(75, 0),
    QUANTIZE(114, 0);

    private final int code;
    private final int options;

    Kind(int code, int options) {
      this.code = code;
      this.options = options;
    }
  }

  /** An element type by its number in the schema. */
  private enum Type {
    FLOAT32(0),
    INT32(2),
    INT8(9);

    private final byte number;

    Type(int number) {
      this.number = (byte) number;
    }
  }

  private final FlatBufferBuilder flat;
  private final List<Integer> buffers = new ArrayList<>();
  private final List<Integer> tensors = new ArrayList<>();
  private final List<Integer> codes = new ArrayList<>();
  private final List<Integer> operators = new ArrayList<>();

  /**
   * An empty graph.
   *
   * @param bytes about as many as it will take
   */
  TfliteGraph(int bytes) {
    flat = new FlatBufferBuilder(bytes);
    // What is computed has no data: by convention that is the first buffer.
    buffers.add(table(1));
  }

  /**
   * A tensor that is computed.
   *
   * @param grid of signed integers, which the tensor holds then; null for float32
   */
  int value(ActivationQuantization grid, int... sizes) {
    if (grid == null) {
      return tensor(Type.FLOAT32, 0, 0, sizes);
    }
    return tensor(Type.INT8, 0, quantization(new float[] {grid.scale()}, grid.zeroPoint()), sizes);
  }

  /** A float32 constant. */
  int constant(float[] data, int... sizes) {
    bytes(4, data.length).asFloatBuffer().put(data);
    return constant(Type.FLOAT32, 0, sizes);
  }

  /** An int32 constant. */
  int constant(int[] data, int... sizes) {
    bytes(4, data.length).asIntBuffer().put(data);
    return constant(Type.INT32, 0, sizes);
  }

  /** An int32 constant whose elements are integers of scales of their own. */
  int constant(int[] data, float[] scales, int... sizes) {
    int quantization = quantization(scales, 0);
    bytes(4, data.length).asIntBuffer().put(data);
    return constant(Type.INT32, quantization, sizes);
  }

  /** An int8 constant with a scale for each index of its first axis. */
  int constant(byte[] data, float[] scales, int... sizes) {
    int quantization = quantization(scales, 0);
    bytes(1, data.length).put(data);
    return constant(Type.INT8, quantization, sizes);
  }

  /** Begins the vector of a constant. */
  private ByteBuffer bytes(int width, int elements) {
    return flat.createUnintializedVector(1, Math.multiplyExact(width, elements), ALIGNMENT);
  }

  private int constant(Type type, int quantization, int... sizes) {
    int vector = flat.endVector();
    buffers.add(table(1, () -> flat.addOffset(0, vector, 0)));
    return tensor(type, buffers.size() - 1, quantization, sizes);
  }

  /** Scales along the first axis, or one for all, with a zero point for all. */
  private int quantization(float[] scales, int zeroPoint) {
    flat.startVector(Float.BYTES, scales.length, Float.BYTES);
    for (int i = scales.length - 1; i >= 0; i--) {
      flat.addFloat(scales[i]);
    }
    int allScales = flat.endVector();
    flat.startVector(Long.BYTES, scales.length, Long.BYTES);
    for (int i = 0; i < scales.length; i++) {
      flat.addLong(zeroPoint);
    }
    int zeroPoints = flat.endVector();
    return table(7, () -> flat.addOffset(2, allScales, 0), () -> flat.addOffset(3, zeroPoints, 0));
  }

  private int tensor(Type type, int buffer, int quantization, int... sizes) {
    int shape = ints(sizes);
    int name = flat.createString("t" + tensors.size());
    tensors.add(
        table(
            5,
            () -> flat.addOffset(0, shape, 0),
            () -> flat.addByte(1, type.number, 0),
            () -> flat.addInt(2, buffer, 0),
            () -> flat.addOffset(3, name, 0),
            () -> flat.addOffset(4, quantization, 0)));
    return tensors.size() - 1;
  }

  /**
   * Adds an operator.
   *
   * @param options fields of the options' table in order; a byte where the schema has one, an int,
   *     a float or, for a vector, an {@code int[]}
   */
  void operator(Kind kind, int output, int[] inputs, Object... options) {
    int[] vectors = new int[options.length];
    for (int i = 0; i < options.length; i++) {
      vectors[i] = options[i] instanceof int[] values ? ints(values) : 0;
    }
    flat.startTable(options.length);
    for (int i = 0; i < options.length; i++) {
      option(i, options[i], vectors[i]);
    }
    int table = flat.endTable();
    int given = kind.options == 0 ? 0 : table;
    int code =
        table(
            4,
            () -> flat.addByte(0, (byte) kind.code, 0),
            () -> flat.addInt(2, 1, 1),
            () -> flat.addInt(3, kind.code, 0));
    codes.add(code);
    int read = ints(inputs);
    int written = ints(output);
    operators.add(
        table(
            5,
            () -> flat.addInt(0, codes.size() - 1, 0),
            () -> flat.addOffset(1, read, 0),
            () -> flat.addOffset(2, written, 0),
            () -> flat.addByte(3, (byte) kind.options, 0),
            () -> flat.addOffset(4, given, 0)));
  }

  /** Writes even what is the schema's default, which is not always 0. */
  private void option(int field, Object option, int vector) {
    if (option instanceof int[]) {
      flat.addOffset(field, vector, 0);
      return;
    } else if (option instanceof Byte number) {
      flat.addByte(number);
    } else if (option instanceof Float number) {
      flat.addFloat(number);
    } else {
      flat.addInt((Integer) option);
    }
    flat.slot(field);
  }

  /** The file's bytes, of a graph with one input and one output. */
  ByteBuffer finish(int input, int output) {
    int inputs = ints(input);
    int outputs = ints(output);
    int allTensors = tables(tensors);
    int allOperators = tables(operators);
    int graph =
        table(
            4,
            () -> flat.addOffset(0, allTensors, 0),
            () -> flat.addOffset(1, inputs, 0),
            () -> flat.addOffset(2, outputs, 0),
            () -> flat.addOffset(3, allOperators, 0));
    int graphs = tables(List.of(graph));
    int allCodes = tables(codes);
    int allBuffers = tables(buffers);
    int model =
        table(
            5,
            () -> flat.addInt(0, VERSION, 0),
            () -> flat.addOffset(1, allCodes, 0),
            () -> flat.addOffset(2, graphs, 0),
            () -> flat.addOffset(4, allBuffers, 0));
    flat.finish(model, IDENTIFIER);
    return flat.dataBuffer();
  }

  private int table(int fields, Runnable... setters) {
    flat.startTable(fields);
    for (Runnable setter : setters) {
      setter.run();
    }
    return flat.endTable();
  }

  private int tables(List<Integer> offsets) {
    return flat.createVectorOfTables(offsets.stream().mapToInt(Integer::intValue).toArray());
  }

  private int ints(int... values) {
    flat.startVector(Integer.BYTES, values.length, Integer.BYTES);
    for (int i = values.length - 1; i >= 0; i--) {
      flat.addInt(values[i]);
    }
    return flat.endVector();
  }
}
