package io.deepcompress.pipeline.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.datasets.Dataset;
import io.deepcompress.datasets.Digits;
import io.deepcompress.pipeline.Evaluator;
import io.deepcompress.pipeline.Progress;
import io.deepcompress.pipeline.Stage;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.StageContext.StageData;
import io.deepcompress.pipeline.Stages;
import io.deepcompress.pipeline.TestModels;
import io.deepcompress.pipeline.WeightLayer;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.WorkingTensor;
import io.deepcompress.pipeline.recipe.Recipe;
import io.deepcompress.pipeline.recipe.RecipeException;
import io.deepcompress.runtime.Mode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stages that train kept weights, on generated digits. */
class SparseStagesTest {
  private static StageContext context;

  @BeforeAll
  static void prepare() throws Exception {
    Dataset digits = Digits.generate(1400, 10, 5);
    StageData data =
        new StageData(
            digits,
            digits.training().slice(0, 1000).inMemory(),
            digits.training().slice(1000, 1400));
    context =
        new StageContext(Optional.empty(), Optional.of(data), 7, 1, Progress.NONE, () -> false);
  }

  private static List<Stage> stages(String steps) {
    return Stages.of(Recipe.parse("test", "stages:\n" + steps).steps());
  }

  private static WorkingModel run(String steps) throws Exception {
    WorkingModel model = model();
    for (Stage stage : stages(steps)) {
      stage.run(model, context);
    }
    return model;
  }

  private static WorkingModel model() {
    WorkingModel model = TestModels.dense(3, 784, 24, 10);
    model.setPreprocessing(
        List.of(
            new io.deepcompress.codec.Preprocessing(
                io.deepcompress.codec.Preprocessing.ChannelOrder.ANY,
                new float[0],
                new float[] {1 / 255f})));
    return model;
  }

  private static long kept(WorkingModel model) {
    return model.weights().stream().mapToLong(layer -> layer.tensor().kept()).sum();
  }

  private static double held(WorkingModel model) throws Exception {
    CompressedModel compressed = model.toCompressedModel();
    return new Evaluator(1, Progress.NONE, () -> false)
        .score(compressed, Mode.FLOAT, context.data().orElseThrow().validation())
        .top1();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lamp", "fisher", "magnitude"})
  void roundsReachTheDensityAndLearn(String method) throws Exception {
    WorkingModel model =
        run(
            "  - sparsify: {density: 0.05, rounds: 3, epochs: 8, rate: 0.1, teacher: 0, method: "
                + method
                + "}\n");
    // 19,056 weights; dead units may take a few more with them.
    assertThat(kept(model)).isBetween(850L, 953L);
    assertThat(held(model)).as(method).isGreaterThan(0.6);
    for (WeightLayer layer : model.weights()) {
      for (float value : layer.tensor().values()) {
        assertThat(Float.floatToRawIntBits(value)).isNotEqualTo(Float.floatToRawIntBits(-0f));
      }
    }
  }

  /** From a bad mask, the first weights of each layer, regrowth finds a better one. */
  @Test
  void regrowthMendsABadMaskAndKeepsTheDensity() throws Exception {
    String steps = "rounds: 6, epochs: 2, end: 1, teacher: 0, copies: 1, ";
    double stuck = held(badlyMasked("  - sparsify: {density: 0.03, " + steps + "regrow: 0}\n"));
    WorkingModel mended = badlyMasked("  - sparsify: {density: 0.03, " + steps + "regrow: 0.4}\n");
    assertThat(held(mended)).isGreaterThan(stuck + 0.1);
    assertThat(kept(mended)).isBetween(500L, 572L);
  }

  @Test
  void unitsBeyondTheMostAreDeadAndThoseThatMatterStay() throws Exception {
    WorkingModel model = model();
    float[] hidden = model.weights().get(0).tensor().values();
    // The last eight units of 24 weigh ten times as much as the others.
    for (int i = 16 * 784; i < hidden.length; i++) {
      hidden[i] *= 10;
    }
    String stage =
        "  - sparsify: {density: 1, method: magnitude, epochs: 0, teacher: 0, copies: 1, units: ";
    for (Stage each : stages(stage + "[8, 10]}\n")) {
      each.run(model, context);
    }
    for (int i = 0; i < hidden.length; i++) {
      assertThat(hidden[i] != 0).as("weight %d", i).isEqualTo(i >= 16 * 784);
    }
    float[] output = model.weights().get(1).tensor().values();
    for (int i = 0; i < output.length; i++) {
      assertThat(output[i] != 0).as("output weight %d", i).isEqualTo(i % 24 >= 16);
    }
    assertThatThrownBy(() -> run(stage + "[8]}\n"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("units");
  }

  private static WorkingModel badlyMasked(String steps) throws Exception {
    WorkingModel model = model();
    for (WeightLayer layer : model.weights()) {
      float[] values = layer.tensor().values();
      int perOutput = values.length == 784 * 24 ? 784 : 24;
      for (int i = 0; i < values.length; i++) {
        values[i] = i % perOutput < 24 ? values[i] : 0f;
      }
    }
    for (Stage stage : stages(steps)) {
      stage.run(model, context);
    }
    return model;
  }

  @Test
  void gridsGiveIntegersTimesAStepAndPricesMakeThemCheaper() throws Exception {
    String begin =
        "  - sparsify: {density: 0.05, rounds: 2, epochs: 8, rate: 0.1, teacher: 0, copies: 2}\n";
    String end = ", epochs: 6, rate: 0.02, teacher: 0, copies: 2}\n";
    WorkingModel free = run(begin + "  - grid: {resolution: 3, price: 0" + end);
    WorkingModel priced = run(begin + "  - grid: {resolution: 3, price: 0.2" + end);
    assertThat(kept(priced)).isLessThan(kept(free));
    assertThat(held(free)).isGreaterThan(0.6);
    assertThat(held(priced)).isGreaterThan(0.6);
    for (WeightLayer layer : priced.weights()) {
      WorkingTensor tensor = layer.tensor();
      assertThat(tensor.shared()).isTrue();
      assertThat(tensor.stored()).isInstanceOf(SharedTensor.class);
      float step = tensor.codebook().format().scale();
      for (float value : tensor.values()) {
        assertThat(value).isEqualTo((float) Math.rint(value / step) * step);
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameWeights() throws Exception {
    String steps =
        "  - sparsify: {density: 0.1, rounds: 2, epochs: 1, teacher: 0, copies: 1}\n"
            + "  - grid: {epochs: 1, teacher: 0, copies: 1}\n";
    WorkingModel one = run(steps);
    WorkingModel two = run(steps);
    for (int i = 0; i < one.tensors().size(); i++) {
      assertThat(one.tensors().get(i).sameAs(two.tensors().get(i))).isTrue();
    }
  }

  @Test
  void faultsNameWhatIsWrong() {
    assertThatThrownBy(() -> stages("  - sparsify\n"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("density");
    assertThatThrownBy(() -> stages("  - grid: {resolutoin: 3}\n"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("resolution");
    assertThatThrownBy(
            () ->
                run("  - share: {bits: 4}\n  - sparsify: {density: 0.1, teacher: 0, epochs: 1}\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("share");
  }
}
