package io.deepcompress.experiments.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Operation.Pool;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The 8-bit integers that a layer of the runtime gives, beside those of ONNX Runtime. */
final class Int8ExportTest {
  @ParameterizedTest
  @MethodSource("io.deepcompress.experiments.onnx.IntegerLayers#layers")
  void integersDifferByOneUnitAtMost(Shape input, Operation operation, boolean relu, boolean signed)
      throws ModelFormatException, OrtException {
    SmallModels models = new SmallModels(23);
    CompressedModel model = IntegerLayers.model(models, input, operation, relu, signed);
    try (OrtModel peer = new OrtModel(OnnxExporter.export(model, OnnxPrecision.INT8, 1), 1)) {
      IntegerLayers.assertAgree(
          model, models, values -> peer.run(values).get(0), UnaryOperator.identity());
    }
  }

  /** ONNX Runtime makes one operator of a pooling between 8-bit values. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void averagesAreRightToOneUnit(boolean signed) throws ModelFormatException, OrtException {
    Shape input = Shape.of(2, 7, 5);
    Operation pooling = new Operation.Pooling(Pool.AVERAGE, Window.square(3, 2, 0), false, 0);
    SmallModels models = new SmallModels(29);
    CompressedModel model = IntegerLayers.model(models, input, pooling, false, signed);
    float[] values = models.values(input.size(), 0.5);
    try (OrtModel peer = new OrtModel(OnnxExporter.export(model, OnnxPrecision.INT8, 1), 1)) {
      float[] actual = peer.run(values).get(0);
      assertThat(actual).hasSize(2 * 3 * 2);
      for (int i = 0; i < actual.length; i++) {
        int corner = (i / 6 * 7 + i / 2 % 3 * 2) * 5 + i % 2 * 2;
        float sum = 0;
        for (int at = 0; at < 9; at++) {
          sum += values[corner + at / 3 * 5 + at % 3];
        }
        // Inputs and output are each rounded to steps of 0.02.
        assertThat(actual[i]).as("output %d", i).isCloseTo(sum / 9, within(0.0201f));
      }
    }
  }
}
