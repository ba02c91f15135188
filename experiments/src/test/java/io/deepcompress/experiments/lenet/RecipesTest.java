package io.deepcompress.experiments.lenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deepcompress.experiments.ExperimentException;
import io.deepcompress.pipeline.Stage;
import io.deepcompress.pipeline.Stages;
import io.deepcompress.pipeline.recipe.Recipe;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipesTest {
  private static final Set<String> SMALL = Set.of("lenet-5 conv1", "lenet-300-100 ip3");

  @ParameterizedTest
  @ValueSource(
      strings = {"paper-lenet-300-100", "paper-lenet-5", "record-lenet-300-100", "record-lenet-5"})
  void everyBuiltInRecipeIsSound(String name) throws Exception {
    try (InputStream in = Paper.class.getResourceAsStream(name + ".yaml")) {
      Recipe recipe = Recipe.parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      List<Stage> stages = Stages.of(recipe.steps());
      assertThat(stages.get(stages.size() - 1).name()).isEqualTo("encode");
      assertThat(stages).anyMatch(stage -> stage.name().equals("calibrate"));
    }
  }

  /** Table 2 and 3 of the paper: sizes of layers follow from density and bits, but for tables. */
  @ParameterizedTest
  @ValueSource(strings = {"lenet-300-100", "lenet-5"})
  void thePapersFiguresAgreeWithEachOther(String network) {
    for (Paper.Layer layer : Paper.of(network).layers()) {
      double size = layer.density() * (layer.codedBits() + layer.codedGapBits()) / 32;
      // Its densities are rounded to whole percents, and biases and tables come on top: much, where
      // a layer has few weights.
      double most = SMALL.contains(network + " " + layer.name()) ? 3.8 : 1.3;
      assertThat(layer.size()).as(layer.name()).isBetween(0.8 * size, most * size);
    }
  }

  @Test
  void otherNetworksAreRefused() {
    assertThatThrownBy(() -> Paper.of("alexnet"))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining("lenet-5");
  }
}
