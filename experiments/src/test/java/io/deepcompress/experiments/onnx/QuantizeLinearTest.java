package io.deepcompress.experiments.onnx;

import static io.deepcompress.experiments.onnx.Attributes.integer;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OrtException;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.runtime.QuantizedTensor;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rounding and saturation of {@link QuantizedTensor} beside ONNX Runtime's QuantizeLinear. */
final class QuantizeLinearTest {
  private static final int CHANNELS = 6;
  private static final int EACH = 2000;

  @ParameterizedTest
  @CsvSource({
    "true,false,8",
    "false,false,8",
    "true,true,8",
    "false,true,8",
    "true,false,4",
    "false,false,4",
    "true,true,4",
    "false,true,4"
  })
  void integersAndValuesAreTheSame(boolean signed, boolean perChannel, int bits)
      throws OrtException {
    Random random = new Random(31);
    float[] scales = new float[perChannel ? CHANNELS : 1];
    int[] zeroPoints = new int[scales.length];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = (float) Math.exp(random.nextGaussian() * 3);
      zeroPoints[i] = random.nextInt(1 << bits) - (signed ? 1 << bits - 1 : 0);
    }
    Shape shape = Shape.of(CHANNELS, EACH);
    float[] values = values(random, scales);

    QuantizedTensor tensor =
        QuantizedTensor.quantize(shape, values, scales, zeroPoints, signed, bits);

    List<float[]> expected = peer(values, scales, zeroPoints, signed, bits);
    float[] dequantized = tensor.dequantize();
    for (int i = 0; i < values.length; i++) {
      assertThat(tensor.integer(i))
          .as("%s of %s", i, values[i])
          .isEqualTo((int) expected.get(0)[i]);
      assertThat(dequantized[i]).as("%s of %s", i, values[i]).isEqualTo(expected.get(1)[i]);
    }
  }

  /** Random ones, ties, those next to ties, zeros of both signs, huge and infinite ones. */
  private static float[] values(Random random, float[] scales) {
    float[] edges = {
      0f,
      -0f,
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      Float.MIN_VALUE,
      -Float.MIN_VALUE,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      3e9f,
      -3e9f
    };
    float[] values = new float[CHANNELS * EACH];
    for (int i = 0; i < values.length; i++) {
      float scale = scales[scales.length == 1 ? 0 : i / EACH];
      int kind = i % 4;
      float tie = (random.nextInt(600) - 300 + 0.5f) * scale;
      values[i] =
          kind == 0
              ? (float) (random.nextGaussian() * 100 * scale)
              : kind == 1
                  ? tie
                  : kind == 2 ? Math.nextUp(tie) : edges[random.nextInt(edges.length)];
    }
    return values;
  }

  private static List<float[]> peer(
      float[] values, float[] scales, int[] zeroPoints, boolean signed, int bits)
      throws OrtException {
    OnnxGraph graph = new OnnxGraph();
    graph.input("input0", CHANNELS, EACH);
    byte[] zeros = new byte[(zeroPoints.length * bits + 7) / 8];
    for (int i = 0; i < zeroPoints.length; i++) {
      int at = i * bits;
      zeros[at / 8] |= (byte) ((zeroPoints[i] & (1 << bits) - 1) << at % 8);
    }
    int[] sizes = scales.length == 1 ? new int[0] : new int[] {scales.length};
    String scale = graph.floats(scales, sizes);
    String zero =
        bits == 8 ? graph.bytes(zeros, signed, sizes) : graph.nibbles(zeros, signed, sizes);
    String integers =
        graph.node("QuantizeLinear", List.of("input0", scale, zero), integer("axis", 0));
    graph.node(
        "Cast",
        List.of(integers),
        List.of("output0"),
        integer("to", TensorProto.DataType.FLOAT.getNumber()));
    graph.node(
        "DequantizeLinear", List.of(integers, scale, zero), List.of("output1"), integer("axis", 0));
    graph.output("output0", CHANNELS, EACH);
    graph.output("output1", CHANNELS, EACH);
    try (OrtModel model = new OrtModel(graph.toByteArray(), 1)) {
      return model.run(values);
    }
  }
}
