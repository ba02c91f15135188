package io.deepcompress.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Sgd;

/** Masks that are learnt; in Fortran order, as DL4J flattens dense weights [in, out]. */
class RegrowthTest {
  private static final int INPUTS = 36;
  private static final int WEIGHTS = INPUTS * 12;
  private static final TrainingSettings SETTINGS =
      TrainingSettings.of(12, LearningRate.cosine(0.05, 0.01)).withBatchSize(20).withSeed(4);

  private final SmallTask task = SmallTask.of(210, 1);

  /** Prunes everything that sees the left half of the picture. */
  private static byte[] leftHalf() {
    byte[] mask = new byte[WEIGHTS];
    for (int i = 0; i < WEIGHTS; i++) {
      mask[i] = (byte) (i % INPUTS % 6 < 3 ? 0 : 1);
    }
    return mask;
  }

  private static float[] weights(MultiLayerNetwork network) {
    return network.getParam("0_W").dup('f').data().asFloat();
  }

  private static int kept(float[] values) {
    int kept = 0;
    for (float value : values) {
      kept += Float.floatToRawIntBits(value) == 0 ? 0 : 1;
    }
    return kept;
  }

  private double loss(Regrowth regrowth, MultiLayerNetwork network) throws Exception {
    Trainer trainer = new Trainer(network, task, SETTINGS).withMasks(Map.of("0_W", leftHalf()));
    if (regrowth != null) {
      trainer.withRegrowth(regrowth);
    }
    return trainer.run().loss();
  }

  @Test
  void wronglyPrunedWeightsComeBackAndAsManyStay() throws Exception {
    MultiLayerNetwork grown = SmallTask.dense(new Sgd(0.1));
    MultiLayerNetwork fixed = SmallTask.dense(new Sgd(0.1));
    double withRegrowth = loss(new Regrowth(5, 0.75), grown);
    double without = loss(null, fixed);
    assertThat(withRegrowth).isLessThan(0.9 * without);
    assertThat(kept(weights(grown))).isEqualTo(WEIGHTS / 2).isEqualTo(kept(weights(fixed)));
    byte[] mask = leftHalf();
    float[] after = weights(grown);
    int returned = 0;
    for (int i = 0; i < WEIGHTS; i++) {
      boolean zero = after[i] == 0;
      assertThat(zero).isEqualTo(Float.floatToRawIntBits(after[i]) == 0);
      returned += mask[i] == 0 && !zero ? 1 : 0;
    }
    assertThat(returned).isBetween(WEIGHTS / 20, WEIGHTS / 2);
  }

  @Test
  void afterItsPartOfTheRunTheMaskStays() throws Exception {
    MultiLayerNetwork network = SmallTask.dense(new Sgd(0.1));
    float[][] seen = new float[133][];
    new Trainer(network, task, SETTINGS)
        .withMasks(Map.of("0_W", leftHalf()))
        .withRegrowth(new Regrowth(1, 0.5))
        .withListener(
            new TrainingListener() {
              @Override
              public void batch(int epoch, long done, long total, double loss) {
                seen[(int) done] = weights(network);
              }
            })
        .run();
    int changes = 0;
    for (int step = 2; step <= 132; step++) {
      boolean changed = false;
      for (int i = 0; i < WEIGHTS; i++) {
        changed |= (seen[step][i] == 0) != (seen[step - 1][i] == 0);
      }
      assertThat(kept(seen[step])).isEqualTo(WEIGHTS / 2);
      assertThat(changed && step > 67).as("mask changed in step %d", step).isFalse();
      changes += changed ? 1 : 0;
    }
    assertThat(changes).isPositive();
  }

  @Test
  void withoutAnyTimeToGrowItIsMaskedTraining() throws Exception {
    MultiLayerNetwork never = SmallTask.dense(new Sgd(0.1));
    MultiLayerNetwork masked = SmallTask.dense(new Sgd(0.1));
    loss(new Regrowth(1, 0), never);
    loss(null, masked);
    assertThat(never.params().data().asFloat()).isEqualTo(masked.params().data().asFloat());
  }

  /** A mask whose smallest kept weights have gone shows by how far pruned ones moved. */
  @Test
  void prunedWeightsLearnFromTheLossAtZero() throws Exception {
    double rate = 50;
    MultiLayerNetwork network = SmallTask.dense(new Sgd(0.1));
    byte[] mask = new byte[WEIGHTS];
    Arrays.fill(mask, (byte) 1);
    Random random = new Random(2);
    int pruned = 0;
    while (pruned < WEIGHTS / 2) {
      int i = random.nextInt(WEIGHTS);
      pruned += mask[i];
      mask[i] = 0;
    }
    TrainingSettings one =
        TrainingSettings.of(1, LearningRate.constant(rate))
            .withBatchSize(task.size())
            .withMomentum(0);
    new Trainer(network, task, one)
        .withMasks(Map.of("0_W", mask))
        .withRegrowth(new Regrowth(1, 1))
        .run();
    float[] after = weights(network);
    int checked = 0;
    for (int i = 0; i < WEIGHTS && checked < 12; i++) {
      if (mask[i] == 0 && after[i] != 0) {
        double h = 0.02;
        double quotient = (lossAt(mask, i, h) - lossAt(mask, i, -h)) / (2 * h);
        assertThat(-after[i] / rate)
            .as("gradient of pruned weight %d", i)
            .isCloseTo(quotient, within(2e-4 + 0.01 * Math.abs(quotient)));
        checked++;
      }
    }
    assertThat(checked).isEqualTo(12);
  }

  private double lossAt(byte[] mask, int index, double value) throws Exception {
    MultiLayerNetwork network = SmallTask.dense(new Sgd(0.1));
    network.getParam("0_W").putScalar(index % INPUTS, index / INPUTS, value);
    byte[] open = mask.clone();
    open[index] = 1;
    TrainingSettings still =
        TrainingSettings.of(1, LearningRate.constant(1e-12)).withBatchSize(task.size());
    return new Trainer(network, task, still).withMasks(Map.of("0_W", open)).run().loss();
  }

  @Test
  void refusesImpossibleSettings() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Regrowth(0, 0.5));
    assertThatIllegalArgumentException().isThrownBy(() -> new Regrowth(1, 1.5));
    Trainer best =
        new Trainer(SmallTask.dense(new Sgd(0.1)), task, SETTINGS.withKeepBest(true))
            .withRegrowth(new Regrowth(1, 1))
            .withValidation(() -> 0);
    assertThatIllegalArgumentException().isThrownBy(best::run).withMessageContaining("last epoch");
  }
}
