package io.deepcompress.pipeline.prune;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.TestModels;
import io.deepcompress.pipeline.WeightLayer;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.recipe.PerLayer;
import io.deepcompress.pipeline.recipe.Recipe;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class PruneStageTest {
  private static final StageContext CONTEXT = StageContext.plain(1);

  @Test
  void eachLayerKeepsItsDensityToTheWeight() {
    WorkingModel model = TestModels.dense(3, 30, 20, 10);

    new PruneStage("prune", Method.MAGNITUDE, PerLayer.forAll(0.137)).run(model, CONTEXT);

    assertThat(model.weights().get(0).tensor().kept()).isEqualTo(Math.round(0.137 * 600));
    assertThat(model.weights().get(1).tensor().kept()).isEqualTo(Math.round(0.137 * 200));
    assertThat(model.tensors().get(1).kept()).as("biases").isEqualTo(20);
  }

  @Test
  void globalDensityHoldsForAllLayersTogether() {
    for (Method method : List.of(Method.GLOBAL, Method.LAMP)) {
      WorkingModel model = TestModels.dense(4, 30, 20, 10, 5);

      new PruneStage("prune", method, PerLayer.forAll(0.1)).run(model, CONTEXT);

      long kept = model.weights().stream().mapToLong(layer -> layer.tensor().kept()).sum();
      assertThat(kept).as("%s", method).isEqualTo(85);
    }
  }

  @Test
  void aLayerWithADensityOfItsOwnIsNotCountedWithTheRest() {
    WorkingModel model = TestModels.dense(7, 30, 20, 10, 5);
    PerLayer density =
        Recipe.parse("r", "stages: [{prune: {density: {ip2: 0.1, '*': 0.1}}}]")
            .steps()
            .get(0)
            .settings()
            .perLayer("density", 0, 1);

    new PruneStage("prune", Method.GLOBAL, density).run(model, CONTEXT);

    assertThat(model.weights().get(1).tensor().kept()).isEqualTo(20);
    assertThat(model.weights().get(0).tensor().kept() + model.weights().get(2).tensor().kept())
        .isEqualTo(65);
  }

  /** Sorts all weights by naively computed scores instead of going by thresholds. */
  @Test
  void lampKeepsWhatSortingByNaiveScoresKeeps() {
    WorkingModel model = TestModels.dense(5, 12, 9, 4);
    record Scored(int layer, int index, double score) {}
    List<Scored> all = new ArrayList<>();
    for (WeightLayer layer : model.weights()) {
      float[] values = layer.tensor().values();
      for (int i = 0; i < values.length; i++) {
        double sum = 0;
        for (float other : values) {
          sum += Math.abs(other) >= Math.abs(values[i]) ? (double) other * other : 0;
        }
        all.add(new Scored(layer.index(), i, (double) values[i] * values[i] / sum));
      }
    }
    all.sort(Comparator.comparingDouble(Scored::score).reversed());
    int wanted = (int) Math.round(0.25 * all.size());

    new PruneStage("prune", Method.LAMP, PerLayer.forAll(0.25)).run(model, CONTEXT);

    for (int rank = 0; rank < all.size(); rank++) {
      Scored scored = all.get(rank);
      assertThat(model.tensors().get(scored.layer()).values()[scored.index()] != 0)
          .as("rank %d", rank)
          .isEqualTo(rank < wanted);
    }
  }

  @Test
  void everyThreadCountGivesTheSameWeights() {
    WorkingModel one = TestModels.dense(6, 40, 30, 20);
    WorkingModel four = one.copy();
    StageContext plain = StageContext.plain(1);
    PruneStage stage = new PruneStage("prune", Method.LAMP, PerLayer.forAll(0.3));

    stage.run(one, plain);
    stage.run(
        four,
        new StageContext(plain.source(), plain.data(), 1, 4, plain.progress(), plain.cancelled()));

    for (int i = 0; i < one.tensors().size(); i++) {
      assertThat(one.tensors().get(i).sameAs(four.tensors().get(i))).isTrue();
    }
  }
}
