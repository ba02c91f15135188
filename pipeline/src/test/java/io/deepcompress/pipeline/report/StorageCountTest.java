package io.deepcompress.pipeline.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.TestModels;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.prune.Method;
import io.deepcompress.pipeline.prune.PruneStage;
import io.deepcompress.pipeline.recipe.PerLayer;
import io.deepcompress.pipeline.recipe.Recipe;
import io.deepcompress.pipeline.share.ShareStage;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StorageCountTest {

  /** Writes the gaps one after the other as Han's figure 2 does. */
  private static long entries(boolean[] kept, int bits) {
    long entries = 0;
    int zeros = 0;
    for (boolean one : kept) {
      if (one) {
        entries++;
        zeros = 0;
      } else if (++zeros == 1 << bits) {
        // A padding zero stands where the gap can grow no longer.
        entries++;
        zeros = 0;
      }
    }
    return entries;
  }

  @Test
  void entriesAreKeptWeightsAndPaddingZeros() {
    for (long seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      boolean[] kept = new boolean[1 + random.nextInt(3000)];
      double density = Math.pow(random.nextDouble(), 3);
      for (int i = 0; i < kept.length; i++) {
        kept[i] = random.nextDouble() < density;
      }
      kept[kept.length - 1] = true;

      PositionCount found = PositionCount.cheapest(kept.length, i -> kept[i], 5);

      long best = 5L * kept.length;
      for (int bits : new int[] {4, 5, 8}) {
        best = Math.min(best, entries(kept, bits) * (5 + bits));
      }
      assertThat(found.bits(5)).as("seed %d", seed).isEqualTo(best);
    }
  }

  @Test
  void zerosAfterTheLastKeptWeightCostNothing() {
    assertThat(PositionCount.cheapest(10_000, i -> i == 3, 5).bits(5)).isEqualTo(9);
    assertThat(PositionCount.cheapest(10_000, i -> false, 5).bits(5)).isZero();
  }

  @Test
  void aDenseModelTakesFourBytesAParameter() throws Exception {
    WorkingModel model = TestModels.dense(1, 30, 20, 10);

    assertThat(StorageCount.soFar(model)).isEqualTo(4 * model.network().parameterCount());
    assertThat(StorageCount.pruned(model.toCompressedModel()))
        .isEqualTo(4 * model.network().parameterCount());
  }

  @Test
  void aModelOnItsWayCountsAsItsFileWill() throws Exception {
    WorkingModel model = TestModels.dense(2, 300, 100, 10);
    StageContext context = StageContext.plain(1);
    new PruneStage("prune", Method.MAGNITUDE, PerLayer.forAll(0.1)).run(model, context);
    long pruned = StorageCount.soFar(model);
    assertThat(StorageCount.pruned(model.toCompressedModel())).isEqualTo(pruned);

    ShareStage.of(Recipe.parse("r", "stages: [{share: {bits: 5}}]").steps().get(0).settings())
        .run(model, context);

    assertThat(StorageCount.soFar(model))
        .isEqualTo(StorageCount.shared(model.toCompressedModel()))
        .isLessThan(pruned);
    assertThat(StorageCount.pruned(model.toCompressedModel())).isEqualTo(pruned);
  }
}
