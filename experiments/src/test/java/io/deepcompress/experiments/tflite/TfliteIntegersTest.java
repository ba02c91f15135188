package io.deepcompress.experiments.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.experiments.TestData;
import io.deepcompress.experiments.measure.Agreement;
import io.deepcompress.experiments.onnx.IntegerLayers;
import io.deepcompress.experiments.onnx.IntegerLayers.Weights;
import io.deepcompress.experiments.onnx.SmallModels;
import io.deepcompress.experiments.speed.Calibration;
import io.deepcompress.experiments.squeezenet.ReferenceLogits;
import io.deepcompress.experiments.squeezenet.SqueezeNet;
import io.deepcompress.experiments.squeezenet.SqueezeNetCommand;
import io.deepcompress.runtime.LoadOptions;
import io.deepcompress.runtime.Mode;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.Session;
import io.deepcompress.runtime.SessionOptions;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The INT8 mode of the runtime beside TensorFlow Lite's. */
final class TfliteIntegersTest {
  private static final String XNNPACK = "TfLiteXNNPackDelegate";

  @ParameterizedTest
  @MethodSource("io.deepcompress.experiments.onnx.IntegerLayers#layers")
  void integersDifferByOneUnitAtMost(
      Shape input, Operation operation, boolean relu, boolean signed, Weights weights)
      throws IOException {
    SmallModels models = new SmallModels(23);
    CompressedModel model = IntegerLayers.model(models, input, operation, relu, signed, weights);
    Shape out = model.network().shape(model.network().outputs().get(0));
    try (TfliteProcess peer =
        new TfliteProcess(TfliteExporter.export(model, TfliteNumbers.INT8, 1), 1)) {
      assertThat(peer.operators()).containsExactly(XNNPACK);
      IntegerLayers.assertAgree(
          model,
          models,
          values -> peer.output(ChannelsLast.of(values, input)),
          values -> ChannelsLast.of(values, out));
    }
  }

  @ParameterizedTest
  @MethodSource("io.deepcompress.experiments.tflite.TfliteExporterTest#networks")
  void networksDifferByAFewUnits(Network network) throws IOException {
    SmallModels models = new SmallModels(5);
    float[][] samples = {models.inputs(network)[0], models.inputs(network)[0]};
    CompressedModel model =
        Calibration.of(
            models.of(network, List.of()), new float[][] {samples[0]}, new float[][] {samples[1]});
    Shape in = network.shape(0);
    Shape out = network.shape(network.outputs().get(0));
    float[] batch = Arrays.copyOf(ChannelsLast.of(samples[0], in), 2 * in.size());
    System.arraycopy(ChannelsLast.of(samples[1], in), 0, batch, in.size(), in.size());
    try (TfliteProcess peer =
        new TfliteProcess(TfliteExporter.export(model, TfliteNumbers.INT8, 2), 2)) {
      float[] actual = peer.output(batch);
      assertThat(actual).hasSize(2 * out.size());
      for (int i = 0; i < samples.length; i++) {
        float[] part = Arrays.copyOfRange(actual, i * out.size(), (i + 1) * out.size());
        for (Mode mode : List.of(Mode.FLOAT, Mode.INT8)) {
          float[] expected = ChannelsLast.of(run(model, mode, samples[i]), out);
          assertThat(Agreement.cosine(expected, part)).as("%s", mode).isGreaterThan(0.9995);
          assertThat(Agreement.relativeToRange(expected, part)).as("%s", mode).isLessThan(0.03);
        }
      }
    }
  }

  private static float[] run(CompressedModel model, Mode mode, float[] input) throws IOException {
    Model loaded = Model.of(model, LoadOptions.DEFAULT.withMode(mode));
    try (Session session = loaded.newSession(SessionOptions.of(mode))) {
      return session.run(input).clone();
    }
  }

  @Test
  void xnnpackTakesAllOfSqueezeNet() throws IOException {
    CompressedModel plain =
        SqueezeNetCommand.lossless(SqueezeNet.read(TestData.folder("squeezenet")));
    ReferenceLogits reference =
        ReferenceLogits.read(TestData.folder("imagenet-sample").resolve("reference"));
    float[] input = reference.inputs().get(0);
    CompressedModel model = Calibration.of(plain, new float[][] {input});
    try (TfliteProcess peer =
        new TfliteProcess(TfliteExporter.export(model, TfliteNumbers.INT8, 1), 2)) {
      assertThat(peer.operators()).containsExactly(XNNPACK);
      float[] actual = peer.output(ChannelsLast.of(input, plain.network().shape(0)));
      assertThat(Agreement.cosine(run(model, Mode.INT8, input), actual)).isGreaterThan(0.99);
      assertThat(Agreement.cosine(reference.logits().get(0), actual)).isGreaterThan(0.98);
    }
  }

  @Test
  void aModelWithoutRangesIsRefused() {
    Operation operation = new Operation.Convolution(4, Window.square(3), 1, true);
    CompressedModel model =
        new SmallModels(1).of(SmallModels.chain(Shape.of(3, 8, 8), operation), List.of());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TfliteExporter.export(model, TfliteNumbers.INT8, 1))
        .withMessageContaining("calibrate");
  }
}
