package io.deepcompress.pipeline.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deepcompress.codec.Entropy;
import io.deepcompress.codec.ModelReader;
import io.deepcompress.codec.ModelWriter;
import io.deepcompress.codec.WriteOptions;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.TestModels;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.recipe.Recipe;
import io.deepcompress.pipeline.recipe.RecipeException;
import io.deepcompress.pipeline.recipe.Settings;
import io.deepcompress.runtime.LoadOptions;
import io.deepcompress.runtime.Mode;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.Session;
import io.deepcompress.runtime.SessionOptions;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FloatLayersStageTest {
  private static final StageContext CONTEXT = StageContext.plain(1);
  private static final FloatRuns INPUTS =
      new FloatRuns() {
        @Override
        public int count() {
          return 20;
        }

        @Override
        public void read(int index, float[][] target) {
          System.arraycopy(input(index), 0, target[0], 0, target[0].length);
        }
      };

  private static float[] input(int seed) {
    Random random = new Random(seed);
    float[] input = new float[64];
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) random.nextGaussian();
    }
    return input;
  }

  private static WorkingModel calibrated() throws IOException {
    WorkingModel model = TestModels.convolutional(3);
    CalibrateStage.of(Settings.none("calibrate")).run(model, INPUTS, CONTEXT);
    return model;
  }

  /** The model as it comes back from a file. */
  private static Model written(WorkingModel model, Mode mode) throws IOException {
    byte[] file =
        ModelWriter.write(model.toCompressedModel(), new WriteOptions(Entropy.HUFFMAN, false, 1));
    return Model.of(ModelReader.read(file), LoadOptions.DEFAULT.withMode(mode));
  }

  private static float[] run(Model model, Mode mode) {
    try (Session session = model.newSession(SessionOptions.of(mode))) {
      return session.run(input(99)).clone();
    }
  }

  private static void leave(WorkingModel model, String layers) {
    Settings settings =
        Recipe.parse("test", "stages: [float-layers: {layers: " + layers + "}]")
            .steps()
            .get(0)
            .settings();
    FloatLayersStage stage = FloatLayersStage.of(settings);
    stage.check(model);
    stage.run(model, CONTEXT);
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"INT8", "DYNAMIC", "INTEGER"})
  void theLayersNamedComputeInFloat(Mode mode) throws IOException {
    WorkingModel model = calibrated();
    assertThat(written(model, mode).kernels()).containsOnlyKeys("conv1", "conv2", "fc");

    leave(model, "[first, last]");
    assertThat(written(model, mode).kernels()).containsOnlyKeys("conv2");

    leave(model, "conv2");
    Model floats = written(model, mode);
    assertThat(floats.kernels()).isEmpty();
    assertThat(run(floats, mode)).containsExactly(run(floats, Mode.FLOAT));
  }

  @Test
  void lessIsLostWithFirstAndLastInFloat() throws IOException {
    WorkingModel model = calibrated();
    double all = distance(written(model, Mode.INT8));

    leave(model, "[first, \"dense:last\"]");
    double some = distance(written(model, Mode.INT8));

    assertThat(some).isPositive().isLessThan(all);
  }

  private static double distance(Model model) {
    float[] floats = run(model, Mode.FLOAT);
    float[] integers = run(model, Mode.INT8);
    double sum = 0;
    for (int i = 0; i < floats.length; i++) {
      sum += Math.abs(floats[i] - integers[i]);
    }
    return sum;
  }

  @Test
  void whatIsNotThereIsRefused() throws IOException {
    WorkingModel model = calibrated();

    assertThatThrownBy(() -> leave(model, "[conv9]"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("conv9");
    assertThatThrownBy(() -> leave(model, "[{first: 1}]"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("'layers' must list layers");
    assertThatThrownBy(() -> FloatLayersStage.of(Settings.none("float-layers")))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("[first, last]");
  }

  @Test
  void withoutRangesThereIsNothingToLeave() {
    WorkingModel model = TestModels.convolutional(3);

    assertThat(FloatLayersStage.of(List.of("first")).run(model, CONTEXT))
        .contains("nothing is calibrated");
  }
}
