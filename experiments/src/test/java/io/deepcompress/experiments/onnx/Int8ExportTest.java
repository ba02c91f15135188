package io.deepcompress.experiments.onnx;

import ai.onnxruntime.OrtException;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
}
