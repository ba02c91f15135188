package io.deepcompress.experiments.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Operation.Pool;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.experiments.onnx.IntegerLayers.Weights;
import io.deepcompress.runtime.Mode;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.Session;
import io.deepcompress.runtime.SessionOptions;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The 8-bit integers that a layer of the runtime gives, beside those of ONNX Runtime. */
final class Int8ExportTest {
  @ParameterizedTest
  @MethodSource("io.deepcompress.experiments.onnx.IntegerLayers#layers")
  void integersDifferByOneUnitAtMost(
      Shape input, Operation operation, boolean relu, boolean signed, Weights weights)
      throws ModelFormatException, OrtException {
    SmallModels models = new SmallModels(23);
    CompressedModel model = IntegerLayers.model(models, input, operation, relu, signed, weights);
    try (OrtModel peer = new OrtModel(OnnxExporter.export(model, OnnxPrecision.INT8, 1), 1)) {
      IntegerLayers.assertAgree(
          model, models, values -> peer.run(values).get(0), UnaryOperator.identity());
    }
  }

  /**
   * ONNX Runtime has no transposed convolution between integers: it computes with their values in
   * float. The runtime's integers are those of the definition.
   */
  @ParameterizedTest
  @CsvSource({"false, SHARED", "true, SHARED", "false, CHANNEL_SCALES", "true, CHANNEL_SCALES"})
  void transposedConvolutionsAreExactHereAndRightToOneUnitThere(boolean signed, Weights weights)
      throws ModelFormatException, OrtException {
    Shape input = Shape.of(3, 6, 5);
    Operation operation = new Operation.Deconvolution(4, Window.square(3, 2, 1), true);
    SmallModels models = new SmallModels(31);
    CompressedModel model = IntegerLayers.model(models, input, operation, false, signed, weights);
    ActivationQuantization read = model.activations().get(0).orElseThrow();
    ActivationQuantization written = model.activations().get(1).orElseThrow();
    int ties = 0;
    int all = 0;
    try (OrtModel peer = new OrtModel(OnnxExporter.export(model, OnnxPrecision.INT8, 1), 1);
        Session session = Model.of(model).newSession(SessionOptions.of(Mode.INT8))) {
      for (int round = 0; round < 5; round++) {
        float[] values = models.inputs(model.network())[0];
        double[] exact = transposed(model, values, read);
        float[] own = session.run(values);
        float[] peers = peer.run(values).get(0);
        assertThat(own).hasSameSizeAs(exact);
        for (int i = 0; i < exact.length; i++) {
          double steps =
              Math.max(written.min(), Math.min(written.max(), exact[i] / written.scale()));
          all++;
          if (Math.abs(Math.abs(steps - Math.rint(steps)) - 0.5) < 1e-4) {
            ties++;
          } else {
            assertThat(Math.round(own[i] / written.scale())).isEqualTo((long) Math.rint(steps));
          }
          assertThat(Math.round(peers[i] / written.scale()))
              .isBetween((int) Math.floor(steps - 0.5), (int) Math.ceil(steps + 0.5));
        }
      }
    }
    assertThat(ties).isLessThan(all / 100);
  }

  /** The definition, in double: kernels of 3 by 3, two apart, of which one row and column go. */
  private static double[] transposed(
      CompressedModel model, float[] values, ActivationQuantization read)
      throws ModelFormatException {
    Shape in = model.network().shape(0);
    Shape out = model.network().shape(1);
    int height = out.dimension(1);
    int width = out.dimension(2);
    float[] weights = model.tensors().get(0).toFloats();
    float[] bias = model.tensors().get(1).toFloats();
    double[] sums = new double[out.size()];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = bias[i / out.planeSize()];
    }
    for (int i = 0; i < values.length; i++) {
      int channel = i / in.planeSize();
      int top = i / in.dimension(2) % in.dimension(1) * 2 - 1;
      int left = i % in.dimension(2) * 2 - 1;
      double q = Math.rint(values[i] / read.scale()) + read.zeroPoint();
      double value =
          (Math.max(read.min(), Math.min(read.max(), q)) - read.zeroPoint()) * read.scale();
      for (int tap = 0; tap < 9 * out.channels(); tap++) {
        int filter = tap / 9;
        int y = top + tap / 3 % 3;
        int x = left + tap % 3;
        if (y >= 0 && y < height && x >= 0 && x < width) {
          sums[(filter * height + y) * width + x] +=
              value * weights[(filter * in.channels() + channel) * 9 + tap % 9];
        }
      }
    }
    return sums;
  }

  /** ONNX Runtime makes one operator of a pooling between 8-bit values. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void averagesAreRightToOneUnit(boolean signed) throws ModelFormatException, OrtException {
    Shape input = Shape.of(2, 7, 5);
    Operation pooling = new Operation.Pooling(Pool.AVERAGE, Window.square(3, 2, 0), false, 0);
    SmallModels models = new SmallModels(29);
    CompressedModel model =
        IntegerLayers.model(models, input, pooling, false, signed, Weights.SHARED);
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
