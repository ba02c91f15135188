package io.deepcompress.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deepcompress.pipeline.recipe.Recipe;
import io.deepcompress.pipeline.recipe.RecipeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StagesTest {

  static List<String> presets() {
    return Recipe.presets();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void everyPresetMakesStages(String preset) throws Exception {
    Recipe recipe = Recipe.load(preset);

    assertThat(recipe.name()).isEqualTo(preset);
    List<Stage> stages = Stages.of(recipe.steps());
    assertThat(stages.get(stages.size() - 1)).isInstanceOf(EncodeStage.class);
    assertThat(Stages.of(recipe.stepsWithoutData())).noneMatch(stage -> stage.name().isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "prun: {density: 0.1}|'prune'",
        "prune: {densty: 0.1}|'density'",
        "prune: {density: 0.1, retrain: {epoch: 3}}|'epochs'",
        "prune: {density: 2}|from 0 to 1",
        "prune: {density: 0.1, most-lost: 1}|needs 'retrain'",
        "prune: {}|'density' is missing",
        "share: {bits: 9}|from 1 to 8",
        "share: {bits: 5, centroids: 31}|one of",
        "share: {}|one of",
        "share: {bits: 5, initialization: kmeans}|'kmeans-plus-plus'",
        "calibrate: {method: minmax}|'min-max'",
        "calibrate: {samples: 0}|from 1 to",
        "quantize-biases: {format: int4}|'int8'",
        "encode: {entropy: hufman}|'huffman'",
        "encode: {entropy: best}|huffman, range, smallest",
        "finetune: {rate: 0}|from 1.0E-8",
        "fold: {deep: true}|'deep'",
      })
  void faultsNameTheLineAndWhatWouldDo(String step, String said) {
    Recipe recipe = Recipe.parse("r", "stages:\n  - " + step + "\n");

    assertThatThrownBy(() -> Stages.of(recipe.steps()))
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith("r, line 2: ")
        .hasMessageContaining(said)
        .hasMessageNotContaining("\n");
  }

  @Test
  void theRecipeInTheManualIsOne() throws Exception {
    String manual = Files.readString(Path.of("RECIPES.md"));
    String yaml = manual.substring(manual.indexOf("```yaml") + 7, manual.indexOf("```\n\n`with"));

    Recipe recipe = Recipe.parse("RECIPES.md", yaml);

    assertThat(Stages.of(recipe.steps())).hasSize(12);
    assertThat(Stages.of(recipe.stepsWithoutData())).hasSize(3);
  }

  @Test
  void centroidsWithChannelScalesAreNotTrained() {
    Recipe recipe =
        Recipe.parse("r", "stages:\n  - share: {bits: 4, channel-scales: true}\n  - finetune\n");

    assertThatThrownBy(() -> Stages.of(recipe.steps()))
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith("r, line 3: ")
        .hasMessageContaining("channel-scales");
  }

  @Test
  void roundsBecomeStages() {
    Recipe recipe =
        Recipe.parse("r", "stages:\n  - prune: {density: 0.1, rounds: 2, retrain: {epochs: 1}}\n");

    assertThat(Stages.of(recipe.steps()))
        .extracting(Stage::name)
        .containsExactly("prune 1/2", "retrain 1/2", "prune 2/2", "retrain 2/2");
  }

  @Test
  void roundsTakeTheSameShareEachTime() throws Exception {
    WorkingModel model = TestModels.dense(1, 100, 100);
    Recipe recipe = Recipe.parse("r", "stages:\n  - prune: {density: 0.01, rounds: 2}\n");
    List<Stage> stages = Stages.of(recipe.steps());

    stages.get(0).run(model, StageContext.plain(1));
    assertThat(model.weights().get(0).tensor().kept()).isEqualTo(1000);
    stages.get(1).run(model, StageContext.plain(1));
    assertThat(model.weights().get(0).tensor().kept()).isEqualTo(100);
  }
}
