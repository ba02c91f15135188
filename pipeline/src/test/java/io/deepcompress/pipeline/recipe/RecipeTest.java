package io.deepcompress.pipeline.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deepcompress.datasets.Nearest;
import io.deepcompress.pipeline.TestModels;
import io.deepcompress.pipeline.WeightLayer;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecipeTest {
  private static final List<WeightLayer> LAYERS = TestModels.dense(1, 4, 3, 3, 2).weights();

  private static Settings settings(String yaml) {
    return Recipe.parse("r", "stages:\n  - prune: " + yaml + "\n").steps().get(0).settings();
  }

  @Test
  void stagesAreWordsOrWordsWithSettings() {
    Recipe recipe =
        Recipe.parse(
            "r", "name: n\nstages:\n  - fold\n  - share:\n      bits: 5\n  - encode: {}\n");

    assertThat(recipe.name()).isEqualTo("n");
    assertThat(recipe.steps())
        .extracting(Recipe.Step::stage)
        .containsExactly("fold", "share", "encode");
    assertThat(recipe.steps().get(1).settings().perLayer("bits", 1, 8).rest()).isEqualTo(5);
  }

  @Test
  void unknownKeysNameTheLineAndTheNearestKnownKey() {
    Settings settings = settings("\n      density: 0.1\n      methud: lamp");
    settings.perLayer("density", 0, 1);
    settings.number("method", 0, 0, 1);

    assertThatThrownBy(settings::finish)
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("line 4")
        .hasMessageContaining("'methud'")
        .hasMessageContaining("'method'")
        .hasMessageNotContaining("\n");
  }

  @Test
  void valuesOutOfRangeAreRefusedWithTheRange() {
    assertThatThrownBy(() -> settings("{density: 1.5}").perLayer("density", 0, 1))
        .isInstanceOf(RecipeException.class)
        .hasMessage("r, line 2: 'density' must be from 0 to 1, not 1.5");
    assertThatThrownBy(() -> settings("{rounds: 2.5}").integer("rounds", 1, 1, 9))
        .hasMessageContaining("whole number");
    assertThatThrownBy(() -> settings("{rounds: lots}").integer("rounds", 1, 1, 9))
        .hasMessageContaining("'lots'");
    assertThatThrownBy(() -> settings("{rounds: .nan}").number("rounds", 1, 1, 9))
        .isInstanceOf(RecipeException.class);
    assertThatThrownBy(() -> settings("{fast: yes please}").flag("fast", true))
        .hasMessageContaining("true or false");
  }

  @Test
  void faultyTextsEndInOneLine() {
    for (String text :
        List.of(
            "",
            "stages: [",
            "just words",
            "stages: {}",
            "stages: []",
            "stages:\n  - {a: 1, b: 2}",
            "stages:\n  - prune: 3",
            "stagez:\n  - prune",
            "stages:\n  - fold\nstages:\n  - fold",
            "stages:\n  - fold\n---\nstages:\n  - fold",
            "a: &x [*x]",
            "[".repeat(100))) {
      assertThatThrownBy(() -> Recipe.parse("r", text))
          .as("%s", text)
          .isInstanceOf(RecipeException.class)
          .hasMessageStartingWith("r, line ")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void namesThatFitNoLayerAreRefused() {
    PerLayer density = settings("{density: {ip4: 0.1}}").perLayer("density", 0, 1);

    assertThatThrownBy(() -> density.resolve(LAYERS))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("'ip4'")
        .hasMessageContaining("nearest");
  }

  @Test
  void thePreciserSelectorWins() {
    PerLayer density =
        settings("{density: {'*': 0.5, dense: 0.4, 'dense:last': 0.3, 'ip?': 0.2, ip1: 0.1}}")
            .perLayer("density", 0, 1);
    assertThat(density.resolve(LAYERS)).containsExactly(0.1, 0.2, 0.2);

    density =
        settings("{density: {'*': 0.5, dense: 0.4, 'dense:last': 0.3, convolution: 0.9}}")
            .perLayer("density", 0, 1);
    assertThat(density.resolve(LAYERS)).containsExactly(0.4, 0.4, 0.3);

    density = settings("{density: {'*': 0.5, first: 1, last: 0.8}}").perLayer("density", 0, 1);
    assertThat(density.resolve(LAYERS)).containsExactly(1, 0.5, 0.8);
  }

  @Test
  void listsGoByOrder() {
    PerLayer density = settings("{density: [0.1, 0.2, 0.3]}").perLayer("density", 0, 1);
    assertThat(density.resolve(LAYERS)).containsExactly(0.1, 0.2, 0.3);

    PerLayer tooShort = settings("{density: [0.1]}").perLayer("density", 0, 1);
    assertThatThrownBy(() -> tooShort.resolve(LAYERS))
        .hasMessageContaining("1 numbers")
        .hasMessageContaining("3 weight layers");
  }

  @Test
  void choicesAreWordsWithHyphens() {
    enum Way {
      LINEAR,
      KMEANS_PLUS_PLUS
    }
    assertThat(settings("{way: kmeans-plus-plus}").choice("way", Way.LINEAR))
        .isEqualTo(Way.KMEANS_PLUS_PLUS);
    assertThatThrownBy(() -> settings("{way: liner}").choice("way", Way.LINEAR))
        .hasMessageContaining("'linear'");
  }

  @Test
  void unknownRecipesNameTheKnownOnes() {
    assertThatThrownBy(() -> Recipe.load("ballanced"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("'balanced'");
  }

  @Test
  void editsAreLevenshteins() {
    assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Nearest.distance("", "abc")).isEqualTo(3);
    assertThat(Nearest.distance("flaw", "lawn")).isEqualTo(2);
  }
}
