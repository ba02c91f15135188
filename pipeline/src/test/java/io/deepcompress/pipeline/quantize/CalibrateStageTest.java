package io.deepcompress.pipeline.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.datasets.Dataset;
import io.deepcompress.datasets.ImageShape;
import io.deepcompress.datasets.Split;
import io.deepcompress.datasets.StandardPreprocessing;
import io.deepcompress.pipeline.IncompatibleDataException;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.StageContext.StageData;
import io.deepcompress.pipeline.Stages;
import io.deepcompress.pipeline.TestModels;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.importer.ImportException;
import io.deepcompress.pipeline.recipe.Recipe;
import io.deepcompress.pipeline.recipe.Settings;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CalibrateStageTest {
  private static final ImageShape TWO = new ImageShape(1, 1, 2);

  private static StageContext context(byte... pixels) {
    Split split = Split.of(TWO, pixels, new int[pixels.length / 2]);
    Dataset dataset =
        new Dataset(
            "pixels", List.of("only"), StandardPreprocessing.unit(TWO), split, Split.empty(TWO));
    StageContext plain = StageContext.plain(1);
    return new StageContext(
        plain.source(),
        Optional.of(StageData.of(dataset)),
        1,
        1,
        plain.progress(),
        plain.cancelled());
  }

  /** in (2) -> dense with weights (1, -1) -> relu -> dense with weight 2. */
  private static WorkingModel model() {
    Network network =
        new Network(
            List.of(new Input("in", Shape.of(2))),
            List.of(
                new Node("d1", new Operation.Dense(1, false), List.of(0)),
                new Node("r", new Operation.Activation(ActivationFunction.RELU, 0, 0), List.of(1)),
                new Node("d2", new Operation.Dense(1, false), List.of(2)),
                new Node("d3", new Operation.Dense(1, false), List.of(3))),
            List.of(4));
    return new WorkingModel(
        network,
        List.of(new float[] {1, -1}, new float[] {-2}, new float[] {1}),
        List.of(
            new Preprocessing(
                Preprocessing.ChannelOrder.ANY, new float[] {10}, new float[] {0.5f})));
  }

  @Test
  void rangesAreTheExtremesOfWhatWasSeen() throws Exception {
    WorkingModel model = model();

    // Inputs (x - 10) / 2: {-5, 0}, {20, 5}, {2.5, 45}; d1: -5, 15, -42.5; relu: 0, 15, 0.
    CalibrateStage.of(Settings.none("calibrate"))
        .run(model, context((byte) 0, (byte) 10, (byte) 50, (byte) 20, (byte) 15, (byte) 100));

    List<Optional<ActivationQuantization>> found = model.activations();
    assertThat(found).hasSize(5);
    assertThat(found.get(0).orElseThrow().signed()).isTrue();
    assertThat(found.get(0).orElseThrow().scale()).isCloseTo(45f / 127, within(1e-6f));
    assertThat(found.get(1)).as("nothing with weights reads it").isEmpty();
    assertThat(found.get(2).orElseThrow().signed()).isFalse();
    assertThat(found.get(2).orElseThrow().scale()).isCloseTo(15f / 255, within(1e-6f));
    assertThat(found.get(3).orElseThrow().signed()).isTrue();
    assertThat(found.get(3).orElseThrow().scale()).isCloseTo(30f / 127, within(1e-6f));
    assertThat(found.get(4)).as("the output").isEmpty();
  }

  @Test
  void valuesBetweenLayersHaveRangesUnlessALayerAbsorbsThem() {
    Network network = TestModels.convolutional(1).network();

    // in, conv1, bn1, relu1, conv2, pool, flat, fc, out: conv1 absorbs bn1 and relu1; fc and out
    // feed the output only.
    assertThat(CalibrateStage.integers(network))
        .containsExactly(true, false, false, true, true, true, true, false, false);
  }

  /** Weights of 1e30 are finite, and so is the bias; their products are not. */
  @Test
  void layersThatOverflowAreRefused() {
    for (float second : new float[] {-1e30f, 1e30f}) {
      WorkingModel model = model();
      model.tensors().get(0).setValues(new float[] {1e30f, second});
      model.tensors().get(1).setValues(new float[] {1e30f});

      assertThatThrownBy(
              () ->
                  CalibrateStage.of(Settings.none("calibrate"))
                      .run(model, context((byte) 50, (byte) 20)))
          .isInstanceOfSatisfying(
              ImportException.class,
              e -> assertThat(e.kind()).isEqualTo(ImportException.Kind.NOT_FINITE))
          .hasMessageStartingWith("layer 'd2' gives Infinity for a training sample")
          .hasMessageContaining("train the network again");
    }
  }

  @ParameterizedTest
  @EnumSource(CalibrationMethod.class)
  void rangesNearTheEndOfFloatAreFinite(CalibrationMethod method) {
    float[] values = {-3e38f, 3e38f};
    for (HistogramCalibrator.Grid grid : HistogramCalibrator.Grid.values()) {
      HistogramCalibrator calibrator = new HistogramCalibrator(method, grid, 100);
      for (int pass = 0; pass < calibrator.passes(); pass++) {
        calibrator.beginPass(pass);
        calibrator.observe(values, 0, values.length);
      }
      ActivationQuantization found = calibrator.quantization();
      boolean asymmetric = grid == HistogramCalibrator.Grid.ASYMMETRIC;
      assertThat(found.scale())
          .as("%s", grid)
          .isCloseTo((float) (asymmetric ? 6e38 / 255 : 3e38 / 127), withinPercentage(2));
      assertThat(found.zeroPoint()).isEqualTo(asymmetric ? 128 : 0);
    }
  }

  @Test
  void aValueThatIsAlwaysZeroHasAUsableScale() {
    HistogramCalibrator calibrator =
        new HistogramCalibrator(
            CalibrationMethod.MIN_MAX, HistogramCalibrator.Grid.UNSIGNED_AFTER_RELU, 0);
    calibrator.observe(new float[] {9, 0, 0, 9}, 1, 2);

    assertThat(calibrator.quantization()).isEqualTo(new ActivationQuantization(1, 0, false));
  }

  /** What a normalization behind a rectifier gives: half the values at one place below zero. */
  @Test
  void asymmetricRangesWithLeastErrorAreTheBestOfAll() {
    Random random = new Random(5);
    float[] values = new float[20_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(0, (float) random.nextGaussian()) - 0.5f;
    }
    HistogramCalibrator calibrator =
        new HistogramCalibrator(CalibrationMethod.MSE, HistogramCalibrator.Grid.ASYMMETRIC, 0);
    for (int pass = 0; pass < calibrator.passes(); pass++) {
      calibrator.beginPass(pass);
      calibrator.observe(values, 0, values.length);
    }

    double least = Double.POSITIVE_INFINITY;
    for (float most = 1; most < 5; most += 0.01f) {
      float scale = (most + 0.5f) / 255;
      int zeroPoint = Math.round(0.5f / scale);
      least = Math.min(least, error(new ActivationQuantization(scale, zeroPoint, false), values));
    }
    assertThat(error(calibrator.quantization(), values)).isLessThan(1.1 * least);
  }

  private static double error(ActivationQuantization found, float[] values) {
    double error = 0;
    for (float value : values) {
      double q = Math.rint(value / found.scale()) + found.zeroPoint();
      double back =
          (Math.max(found.min(), Math.min(found.max(), q)) - found.zeroPoint()) * found.scale();
      error += (value - back) * (value - back);
    }
    return error;
  }

  /** What a recipe's stage makes of half-normal values, one in a thousand of them far out. */
  private static ActivationQuantization calibrated(String settings, boolean negative)
      throws IOException {
    float[] values = heavyTailed(negative);
    WorkingModel model = TestModels.dense(1, values.length, 1);
    FloatRuns inputs =
        new FloatRuns() {
          @Override
          public int count() {
            return 1;
          }

          @Override
          public void read(int index, float[][] target) {
            System.arraycopy(values, 0, target[0], 0, values.length);
          }
        };
    Recipe recipe = Recipe.parse("r", "stages: [calibrate: {" + settings + "}]");
    CalibrateStage stage = (CalibrateStage) Stages.of(recipe.steps()).get(0);
    assertThat(stage.run(model, inputs, StageContext.plain(1))).isEqualTo("1 samples");
    return model.activations().get(0).orElseThrow();
  }

  private static float[] heavyTailed(boolean negative) {
    Random random = new Random(7);
    float[] values = new float[50_000];
    for (int i = 0; i < values.length; i++) {
      float value = Math.abs((float) random.nextGaussian()) * (i % 1000 == 0 ? 5 : 1);
      values[i] = negative && i % 2 == 0 ? -value : value;
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource({"'', 99.99", "'percent: 99.5, ', 99.5", "'percent: 90, ', 90"})
  void percentIsThatOfTheRecipe(String setting, double percent) throws IOException {
    float[] sorted = heavyTailed(false);
    Arrays.sort(sorted);
    double exact = sorted[(int) Math.ceil(percent / 100 * sorted.length) - 1];
    double bin = sorted[sorted.length - 1] / 2048.0;
    ActivationQuantization found = calibrated(setting + "method: percentile", false);
    assertThat(found.scale() * 255.0).isCloseTo(exact, within(bin));
  }

  @Test
  void toleranceIsThatOfTheRecipe() throws IOException {
    Set<Float> scales = new HashSet<>();
    for (double tolerance : new double[] {1.3, 1.01, 100}) {
      HistogramCalibrator calibrator =
          new HistogramCalibrator(
              CalibrationMethod.KL_TOLERANCE,
              HistogramCalibrator.Grid.UNSIGNED_AFTER_RELU,
              tolerance);
      float[] values = heavyTailed(false);
      for (int pass = 0; pass < 2; pass++) {
        calibrator.beginPass(pass);
        calibrator.observe(values, 0, values.length);
      }
      ActivationQuantization expected = calibrator.quantization();
      String setting = tolerance == 1.3 ? "" : ", tolerance: " + tolerance;
      assertThat(calibrated("method: kl-tolerance" + setting, false)).isEqualTo(expected);
      scales.add(expected.scale());
    }
    assertThat(scales).as("the setting tells").hasSize(3);
  }

  @Test
  void gridIsThatOfTheRecipe() throws IOException {
    for (boolean negative : new boolean[] {false, true}) {
      ActivationQuantization byDefault = calibrated("method: min-max", negative);
      assertThat(calibrated("grid: unsigned-after-relu", negative)).isEqualTo(byDefault);
      assertThat(byDefault.signed()).isEqualTo(negative);
      assertThat(byDefault.zeroPoint()).isZero();
      ActivationQuantization signed = calibrated("grid: signed", negative);
      assertThat(signed.signed()).isTrue();
      assertThat(signed.zeroPoint()).isZero();
      ActivationQuantization asymmetric = calibrated("grid: asymmetric", negative);
      assertThat(asymmetric.signed()).isFalse();
      assertThat(asymmetric.zeroPoint() > 0).isEqualTo(negative);
    }
  }

  @Test
  void samplesThatDoNotFitAreRefused() {
    WorkingModel other = TestModels.dense(1, 7, 2);

    assertThatThrownBy(
            () ->
                CalibrateStage.of(Settings.none("calibrate"))
                    .run(other, context((byte) 0, (byte) 1)))
        .isInstanceOf(IncompatibleDataException.class)
        .hasMessageContaining("1x1x2")
        .hasMessageContaining("takes 7");
  }
}
