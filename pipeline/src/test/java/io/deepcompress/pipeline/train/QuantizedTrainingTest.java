package io.deepcompress.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.pipeline.train.ActivationRange.Mode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class QuantizedTrainingTest {
  private static final TrainingSettings SETTINGS =
      TrainingSettings.of(4, LearningRate.constant(0.05)).withBatchSize(20).withSeed(4);

  private final SmallTask task = SmallTask.of(210, 1);

  private TrainingSettings still() {
    return TrainingSettings.of(1, LearningRate.constant(1e-12)).withBatchSize(task.size());
  }

  private static ActivationRange inputs(int bits, Mode mode) {
    return new ActivationRange(new ActivationQuantization(2.5f / 127, 0, true), bits, mode);
  }

  private static ActivationRange hidden(int bits, Mode mode) {
    return new ActivationRange(new ActivationQuantization(1f / 127, 0, true), bits, mode);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 6, 5, 4})
  void weightsLieOnTheirGridAndMasksAreExact(int bits) throws Exception {
    MultiLayerNetwork network = SmallTask.dense(new Sgd(0.1));
    int levels = (1 << bits - 1) - 1;
    float step = 0.5f / levels;
    byte[] mask = new byte[36 * 12];
    Random random = new Random(3);
    for (int i = 0; i < mask.length; i++) {
      mask[i] = (byte) random.nextInt(2);
    }
    float[] before = network.getParam("0_W").dup('f').data().asFloat();
    QuantizedParameter parameter =
        new QuantizedParameter(levels, new float[] {step}, true, null, null);
    double loss =
        new Trainer(network, task, SETTINGS.withEpochs(8))
            .withMasks(Map.of("0_W", mask))
            .withQuantized(Map.of("0_W", parameter))
            .run()
            .loss();
    float[] after = network.getParam("0_W").dup('f').data().asFloat();
    TreeSet<Integer> seen = new TreeSet<>();
    int moved = 0;
    for (int i = 0; i < after.length; i++) {
      int level = Math.round(after[i] / step);
      assertThat(after[i]).isEqualTo((float) (level * (double) step));
      assertThat(Math.abs(level)).isLessThanOrEqualTo(levels);
      if (mask[i] == 0) {
        assertThat(Float.floatToRawIntBits(after[i])).isZero();
      }
      seen.add(level);
      moved += level != Math.round(before[i] / step) && mask[i] != 0 ? 1 : 0;
    }
    assertThat(parameter.steps()).containsExactly(step);
    assertThat(moved).isGreaterThan(20);
    assertThat(seen).hasSizeGreaterThan(Math.min(10, levels));
    assertThat(loss).isLessThan(0.7);
  }

  @Test
  void movingGridsSpanTheLargestWeight() throws Exception {
    MultiLayerNetwork network = SmallTask.dense(new Sgd(0.1));
    QuantizedParameter parameter = new QuantizedParameter(7, new float[] {10f}, false, null, null);
    new Trainer(network, task, SETTINGS).withQuantized(Map.of("0_W", parameter)).run();
    float largest = network.getParam("0_W").amaxNumber().floatValue();
    assertThat(largest).isCloseTo(7 * parameter.steps()[0], within(1e-6f));
    assertThat(largest).isLessThan(2);
  }

  @Test
  void channelsHaveGridsOfTheirOwn() throws Exception {
    MultiLayerNetwork network = SmallTask.dense(new Sgd(0.1));
    int[] channels = new int[36 * 12];
    Arrays.setAll(channels, i -> i / 36);
    float[] steps = new float[12];
    for (int k = 0; k < 12; k++) {
      steps[k] = 0.02f + 0.01f * k;
    }
    new Trainer(network, task, SETTINGS)
        .withQuantized(Map.of("0_W", new QuantizedParameter(7, steps, true, channels, null)))
        .run();
    float[] after = network.getParam("0_W").dup('f').data().asFloat();
    int nonzero = 0;
    for (int i = 0; i < after.length; i++) {
      float level = after[i] / steps[channels[i]];
      assertThat(level).isCloseTo(Math.round(level), within(1e-4f));
      assertThat(Math.abs(Math.round(level))).isLessThanOrEqualTo(7);
      nonzero += Math.round(level) != 0 ? 1 : 0;
    }
    assertThat(nonzero).isGreaterThan(200);
  }

  /** With a factor folded in, it is the product that lies on the grid. */
  @Test
  void whatIsFoldedInLiesOnTheGrid() throws Exception {
    MultiLayerNetwork network = SmallTask.dense(new Sgd(0.1));
    int[] channels = new int[36 * 12];
    Arrays.setAll(channels, i -> i / 36);
    float[] factors = new float[12];
    Random random = new Random(1);
    for (int k = 0; k < 12; k++) {
      factors[k] = k == 5 ? 0 : (float) random.nextGaussian();
    }
    new Trainer(network, task, SETTINGS)
        .withQuantized(
            Map.of(
                "0_W",
                new QuantizedParameter(31, new float[] {0.02f}, true, channels, () -> factors)))
        .run();
    float[] after = network.getParam("0_W").dup('f').data().asFloat();
    int nonzero = 0;
    for (int i = 0; i < after.length; i++) {
      float level = after[i] * factors[channels[i]] / 0.02f;
      assertThat(level).isCloseTo(Math.round(level), within(1e-4f));
      assertThat(Math.abs(Math.round(level))).isLessThanOrEqualTo(31);
      assertThat(after[i]).isFinite();
      nonzero += Math.round(level) != 0 ? 1 : 0;
    }
    assertThat(nonzero).isGreaterThan(200);
  }

  /**
   * One large step of plain descent on a fine grid: what weights moved by is the gradient of the
   * loss at the rounded weights, as difference quotients give it.
   */
  @Test
  void theGradientPassesTheRoundingOfWeights() throws Exception {
    float step = 0.02f;
    double rate = 10;
    QuantizedParameter parameter =
        new QuantizedParameter(127, new float[] {step}, true, null, null);
    MultiLayerNetwork network = SmallTask.dense(new Sgd(0.1));
    TrainingSettings one =
        TrainingSettings.of(1, LearningRate.constant(rate))
            .withBatchSize(task.size())
            .withMomentum(0);
    new Trainer(network, task, one).withQuantized(Map.of("1_W", parameter)).run();
    float[] after = network.getParam("1_W").dup('f').data().asFloat();
    float[] start = SmallTask.dense(new Sgd(0.1)).getParam("1_W").dup('f').data().asFloat();
    double largest = 0;
    for (int i = 0; i < 48; i += 4) {
      double h = 0.02;
      double quotient = (lossAt(start, step, i, h) - lossAt(start, step, i, -h)) / (2 * h);
      assertThat((start[i] - after[i]) / rate)
          .as("gradient of weight %d", i)
          .isCloseTo(quotient, within(0.5 * step / rate + 2e-4 + 0.01 * Math.abs(quotient)));
      largest = Math.max(largest, Math.abs(quotient));
    }
    assertThat(largest).isGreaterThan(0.01);
  }

  private double lossAt(float[] start, float step, int index, double shift) throws Exception {
    MultiLayerNetwork network = SmallTask.dense(new Sgd(0.1));
    for (int i = 0; i < start.length; i++) {
      double rounded = Math.rint(start[i] / step) * step + (i == index ? shift : 0);
      network.getParam("1_W").putScalar(i % 12, i / 12, rounded);
    }
    return new Trainer(network, task, still()).run().loss();
  }

  /** Over rounded values, differences of the loss over many grid steps follow the gradient. */
  @Test
  void theGradientPassesTheRoundingOfValues() throws Exception {
    double rate = 1;
    MultiLayerNetwork network = SmallTask.dense(new Sgd(0.1));
    float[] start = network.getParam("0_W").dup('f').data().asFloat();
    Map<String, ActivationRange> ranges =
        Map.of("0", inputs(8, Mode.FIXED), "1", hidden(8, Mode.FIXED));
    Model rounding = QuantizedInputs.of(network, ranges);
    TrainingSettings one =
        TrainingSettings.of(1, LearningRate.constant(rate))
            .withBatchSize(task.size())
            .withMomentum(0);
    new Trainer(rounding, task, one).withRanges(ranges.values()).run();
    float[] after = network.getParam("0_W").dup('f').data().asFloat();
    double largest = 0;
    for (int i = 0; i < start.length; i += 36) {
      double h = 0.1;
      double quotient = (lossWith(ranges, i, h) - lossWith(ranges, i, -h)) / (2 * h);
      assertThat((start[i] - after[i]) / rate)
          .as("gradient of weight %d", i)
          .isCloseTo(quotient, within(2e-3 + 0.05 * Math.abs(quotient)));
      largest = Math.max(largest, Math.abs(quotient));
    }
    assertThat(largest).isGreaterThan(0.01);
  }

  private double lossWith(Map<String, ActivationRange> ranges, int index, double shift)
      throws Exception {
    MultiLayerNetwork network = SmallTask.dense(new Sgd(0.1));
    INDArray weights = network.getParam("0_W");
    double value = weights.getDouble(index % 36, index / 36);
    weights.putScalar(index % 36, index / 36, value + shift);
    Model rounding = QuantizedInputs.of(network, ranges);
    return new Trainer(rounding, task, still()).withRanges(ranges.values()).run().loss();
  }

  @Test
  void layersReadRoundedValues() {
    MultiLayerNetwork network = SmallTask.dense(new Sgd(0.1));
    Map<String, ActivationRange> ranges =
        Map.of("0", inputs(4, Mode.FIXED), "1", hidden(5, Mode.FIXED));
    MultiLayerNetwork rounding = (MultiLayerNetwork) QuantizedInputs.of(network, ranges);
    INDArray features = Nd4j.rand(3, 1, 6, 6).subi(0.5).muli(4);
    INDArray input = rounded(features.reshape(3, 36), ranges.get("0"));
    INDArray first =
        Nd4j.math().tanh(input.mmul(network.getParam("0_W")).addRowVector(network.getParam("0_b")));
    INDArray second =
        rounded(first, ranges.get("1"))
            .mmul(network.getParam("1_W"))
            .addRowVector(network.getParam("1_b"));
    INDArray expected = Nd4j.nn().softmax(second, 1);
    float[] actual = rounding.output(features).dup('c').data().asFloat();
    assertThat(actual).containsExactly(expected.dup('c').data().asFloat(), within(1e-5f));
    assertThat(network.output(features).dup('c').data().asFloat()).isNotEqualTo(actual);
    assertThat(network.getLayerWiseConfigurations().getInputPreProcess(1)).isNull();
  }

  private static INDArray rounded(INDArray values, ActivationRange range) {
    float[] all = values.dup('c').data().asFloat();
    for (int i = 0; i < all.length; i++) {
      all[i] = range.rounded(all[i]);
    }
    return Nd4j.createFromArray(all).reshape(values.shape());
  }

  @ParameterizedTest
  @ValueSource(strings = {"FIXED", "MOVING", "LEARNED"})
  void convolutionsAndNormalizationsTrainThroughFourBits(Mode mode) throws Exception {
    MultiLayerNetwork network = SmallTask.convolutional();
    SmallTask held = SmallTask.of(200, 2);
    ActivationRange inner =
        new ActivationRange(new ActivationQuantization(3f / 127, 0, true), 4, mode);
    Map<String, ActivationRange> ranges =
        Map.of("0", inputs(4, mode), "2", inner, "3", hidden(4, mode));
    Model rounding = QuantizedInputs.of(network, ranges);
    float scale = inner.scale();
    new Trainer(rounding, task, SETTINGS.withEpochs(6)).withRanges(ranges.values()).run();
    assertThat(Accuracy.top1(rounding, held)).isGreaterThan(0.9);
    assertThat(inner.scale() == scale).isEqualTo(mode == Mode.FIXED);
    // The parameters are the network's own.
    assertThat(network.params().data().asFloat())
        .isEqualTo(((MultiLayerNetwork) rounding).params().data().asFloat());
  }

  @Test
  void graphsTrainThroughRoundingAsStacksDo() throws Exception {
    MultiLayerNetwork stack = SmallTask.convolutional();
    ComputationGraph graph = stack.toComputationGraph();
    assertThat(trained(graph)).isEqualTo(trained(stack));
  }

  private float[] trained(Model network) throws Exception {
    Map<String, ActivationRange> ranges =
        Map.of("0", inputs(6, Mode.LEARNED), "2", inputs(6, Mode.MOVING));
    Model rounding = QuantizedInputs.of(network, ranges);
    new Trainer(rounding, task, SETTINGS.withEpochs(2)).withRanges(ranges.values()).run();
    return network.params().dup().data().asFloat();
  }

  @Test
  void sharedWeightsStaySharedOnTheGridOfTheirFile() throws Exception {
    MultiLayerNetwork network = SmallTask.dense(new Sgd(0.1));
    byte[] codes = new byte[36 * 12];
    Random random = new Random(6);
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (byte) random.nextInt(5);
    }
    float[] centroids = {-0.4f, -0.2f, 0.21f, 0.4f};
    new Trainer(network, task, SETTINGS.withCentroidRate(LearningRate.constant(0.01)))
        .withShared(Map.of("0_W", new SharedParameter(codes, centroids)))
        .withRoundedCentroids()
        .run();
    float largest = 0;
    for (float centroid : centroids) {
      largest = Math.max(largest, Math.abs(centroid));
    }
    float[] values = network.getParam("0_W").dup('f').data().asFloat();
    for (int i = 0; i < codes.length; i++) {
      float step = largest / 127;
      float expected =
          codes[i] == 0 ? 0f : (float) Math.rint(centroids[codes[i] - 1] / step) * step;
      assertThat(values[i]).isEqualTo(expected);
    }
    assertThat(centroids[2]).isNotEqualTo(0.21f);
  }

  @Test
  void saysWhatDoesNotFit() {
    MultiLayerNetwork network = SmallTask.dense(new Sgd(0.1));
    QuantizedParameter any = new QuantizedParameter(7, new float[] {1}, true, null, null);
    assertThatIllegalArgumentException()
        .isThrownBy(new Trainer(network, task, SETTINGS).withQuantized(Map.of("7_W", any))::run)
        .withMessageContaining("7_W");
    QuantizedParameter channels =
        new QuantizedParameter(7, new float[] {1}, true, new int[3], null);
    assertThatIllegalArgumentException()
        .isThrownBy(
            new Trainer(network, task, SETTINGS).withQuantized(Map.of("0_W", channels))::run)
        .withMessageContaining("432");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new QuantizedParameter(128, new float[] {1}, true, null, null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new QuantizedParameter(7, new float[] {1, 2}, true, null, null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QuantizedInputs.of(network, Map.of("9", inputs(8, Mode.FIXED))))
        .withMessageContaining("9");
    SharedParameter shared = new SharedParameter(new byte[36 * 12], new float[] {1});
    Trainer both =
        new Trainer(network, task, SETTINGS)
            .withShared(Map.of("0_W", shared))
            .withQuantized(Map.of("0_W", any));
    assertThatIllegalArgumentException().isThrownBy(both::run).withMessageContaining("quantized");
    assertThat(List.of(network.getLayers())).hasSize(2);
  }
}
