package io.deepcompress.experiments.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.deepcompress.codec.network.Window;
import io.deepcompress.experiments.tflite.ChannelsLast;
import io.deepcompress.experiments.tflite.TfliteNumbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpeedTest {
  @Test
  void prunedWeightsAreNeverZeroAndStayInRange() {
    Random random = new Random(1);
    for (double density : new double[] {0.04, 0.35, 0.84}) {
      for (int i = 0; i < 10_000; i++) {
        assertThat(PrunedWeights.draw(density, random)).isNotZero().isBetween(-127, 127);
      }
    }
  }

  @Test
  void aLayerKeepsItsDensity() {
    PaperLayer layer = PaperLayer.dense("small", 400, 300, 0.09);
    int kept = 0;
    for (byte weight : layer.weights(new Random(2))) {
      kept += weight == 0 ? 0 : 1;
    }
    assertThat(kept / 120_000.0).isCloseTo(0.09, within(0.005));
  }

  @Test
  void contendersRunTheSameSmallLayers() throws Exception {
    Window window = Window.square(3, 2, 1);
    for (PaperLayer layer :
        List.of(
            PaperLayer.dense("small", 70, 30, 0.4),
            PaperLayer.convolution("small", 4, 9, 5, window, 0.4))) {
      Random random = new Random(3);
      byte[] weights = layer.weights(random);
      byte[] input = layer.activations(random);
      List<Contender> contenders = new ArrayList<>();
      KernelContender own = new KernelContender(layer, weights, input, 1, 2);
      contenders.add(own);
      OrtContender ortIntegers = OrtContender.of(OrtLayers.integers(layer, 1, weights), 2, input);
      assertThat(ortIntegers.output()).isEqualTo(ByteNumbers.unsigned(own.output()));
      contenders.add(ortIntegers);
      OrtContender ortFloats =
          OrtContender.of(
              OrtLayers.floats(layer, 1, ByteNumbers.signed(weights)),
              2,
              ByteNumbers.unsigned(input));
      contenders.add(ortFloats);
      TfliteContender integers =
          new TfliteContender(layer.model(weights), TfliteNumbers.INT8_THROUGHOUT, 1, 2);
      assertThat(integers.output(input)).isEqualTo(ChannelsLast.of(own.output(), layer.output()));
      contenders.add(integers);
      TfliteContender floats = new TfliteContender(layer.model(weights), TfliteNumbers.FLOAT, 1, 2);
      float[] actual = floats.output(ByteNumbers.unsigned(input));
      float[] expected = ChannelsLast.of(ortFloats.output(), layer.output());
      for (int i = 0; i < expected.length; i++) {
        // Its weights are multiples of 2^-7.
        assertThat(actual[i]).isCloseTo(expected[i] / 128, within(1e-3f));
      }
      contenders.add(floats);
      assertThat(new Race(3).run(contenders))
          .hasSize(5)
          .allSatisfy(times -> assertThat(times.median()).isPositive());
    }
  }
}
