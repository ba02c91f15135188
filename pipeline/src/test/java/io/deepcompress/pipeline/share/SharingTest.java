package io.deepcompress.pipeline.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.TestModels;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.WorkingTensor;
import io.deepcompress.pipeline.recipe.Recipe;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SharingTest {
  private static final Shape SHAPE = Shape.of(20, 50);

  private static WorkingTensor sparse(long seed, double density) {
    Random random = new Random(seed);
    float[] values = new float[SHAPE.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          random.nextDouble() < density
              ? (float) (random.nextGaussian() * 0.1 + 0.2 * (random.nextInt(2) * 2 - 1))
              : 0;
    }
    return new WorkingTensor("w", SHAPE, values);
  }

  @ParameterizedTest
  @EnumSource(value = Initialization.class, mode = EnumSource.Mode.EXCLUDE, names = "UNIFORM")
  void everyWeightGetsItsNearestCentroidAndPrunedOnesStayPruned(Initialization way) {
    WorkingTensor tensor = sparse(1, 0.3);
    float[] before = tensor.values().clone();
    int kept = tensor.kept();

    Sharing.cluster(tensor, 15, way, ValueFormat.Kind.FLOAT32, false, 5);

    assertThat(tensor.shared()).isTrue();
    assertThat(tensor.kept()).isEqualTo(kept);
    assertThat(tensor.codebook().size()).isLessThanOrEqualTo(15);
    float[] centroids = tensor.codebook().values();
    float[] after = tensor.values();
    for (int i = 0; i < after.length; i++) {
      if (before[i] == 0) {
        assertThat(after[i]).isZero();
      } else {
        float nearest = Float.POSITIVE_INFINITY;
        for (float centroid : centroids) {
          nearest = Math.min(nearest, Math.abs(centroid - before[i]));
        }
        assertThat(Math.abs(after[i] - before[i])).isEqualTo(nearest);
      }
    }
  }

  /** The largest weight, and whether float16 holds its centroid with all digits. */
  @ParameterizedTest
  @CsvSource({"65504, true", "65505, false", "6.2e-5, true", "6.0e-5, false", "1e-9, false"})
  void centroidsThatFloat16DoesNotHoldStayInFloat32(float largest, boolean holds) throws Exception {
    WorkingModel model = TestModels.dense(1, 20, 10);
    WorkingTensor tensor = model.tensors().get(0);
    float[] before = new float[tensor.size()];
    for (int i = 0; i < before.length; i++) {
      before[i] = largest * (i % 4 - 2) / 2;
    }
    tensor.setValues(before.clone());

    String note =
        ShareStage.of(
                Recipe.parse("r", "stages: [{share: {centroids: 3, values: float16}}]")
                    .steps()
                    .get(0)
                    .settings())
            .run(model, StageContext.plain(1));

    assertThat(tensor.codebook().format().kind())
        .isEqualTo(holds ? ValueFormat.Kind.FLOAT16 : ValueFormat.Kind.FLOAT32);
    assertThat(note)
        .isEqualTo(
            holds
                ? ""
                : "centroids of "
                    + tensor.name()
                    + " in float32: too large or too small for float16");
    for (int i = 0; i < before.length; i++) {
      assertThat(tensor.values()[i]).isCloseTo(before[i], within(Math.abs(before[i]) / 2048));
    }
  }

  @Test
  void int8CentroidsAreMultiplesOfTheScale() {
    WorkingTensor tensor = sparse(2, 0.5);

    Sharing.cluster(tensor, 31, Initialization.LINEAR, ValueFormat.Kind.INT8, false, 5);

    Codebook codebook = tensor.codebook();
    assertThat(codebook.format().kind()).isEqualTo(ValueFormat.Kind.INT8);
    Set<Integer> steps = new HashSet<>();
    for (float value : codebook.values()) {
      int q = codebook.format().toInt8(value);
      assertThat(value).isEqualTo(q * codebook.format().scale());
      assertThat(steps.add(q)).isTrue();
    }
    assertThat(steps).anyMatch(q -> Math.abs(q) == 127);
  }

  @Test
  void channelScalesSpanEachChannel() {
    Random random = new Random(3);
    float[] values = new float[SHAPE.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i < 50 ? 0 : (float) (random.nextGaussian() * Math.pow(2, i / 50));
    }
    WorkingTensor plain = new WorkingTensor("w", SHAPE, values.clone());
    WorkingTensor scaled = new WorkingTensor("w", SHAPE, values.clone());

    Sharing.cluster(plain, 31, Initialization.EXACT, ValueFormat.Kind.INT8, false, 5);
    Sharing.cluster(scaled, 31, Initialization.EXACT, ValueFormat.Kind.INT8, true, 5);

    assertThat(scaled.channelScales()).hasSize(20);
    assertThat(scaled.channelScales()[0]).as("a channel of zeros").isEqualTo(1);
    // Channels differ by powers of two: only with scales does the smallest keep its precision.
    assertThat(error(values, scaled, 1)).isLessThan(0.1);
    assertThat(error(values, plain, 1)).isGreaterThan(0.5);
  }

  private static double error(float[] before, WorkingTensor tensor, int channel) {
    float[] after = tensor.values();
    double error = 0;
    double energy = 0;
    for (int i = channel * 50; i < (channel + 1) * 50; i++) {
      error += Math.pow(before[i] - after[i], 2);
      energy += Math.pow(before[i], 2);
    }
    return Math.sqrt(error / energy);
  }

  @Test
  void toleranceBoundsTheErrorOfTheWholeLayer() {
    for (double tolerance : new double[] {0.02, 0.05, 0.2}) {
      WorkingTensor tensor = sparse(4, 1);
      float[] before = tensor.values().clone();

      Sharing.gridWithin(tensor, tolerance, false);

      double error = 0;
      double energy = 0;
      float[] after = tensor.values();
      for (int i = 0; i < before.length; i++) {
        error += Math.pow(before[i] - after[i], 2);
        energy += Math.pow(before[i], 2);
      }
      assertThat(Math.sqrt(error / energy)).isBetween(0.8 * tolerance, tolerance * (1 + 1e-6));
    }
  }

  @Test
  void toleranceHoldsForEveryChannelWithScales() {
    Random random = new Random(9);
    float[] values = new float[SHAPE.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i < 50 ? 0 : (float) (random.nextGaussian() * Math.pow(2, i / 50));
    }
    WorkingTensor plain = new WorkingTensor("w", SHAPE, values.clone());
    WorkingTensor scaled = new WorkingTensor("w", SHAPE, values.clone());

    Sharing.gridWithin(plain, 0.05, false);
    Sharing.gridWithin(scaled, 0.05, true);

    assertThat(error(values, plain, 1)).as("small weights beside large ones").isEqualTo(1);
    assertThat(scaled.channelScales()[0]).as("a channel of zeros").isEqualTo(1);
    for (int channel = 1; channel < SHAPE.channels(); channel++) {
      assertThat(error(values, scaled, channel)).as("channel " + channel).isBetween(0.03, 0.08);
    }
  }

  @Test
  void gridCodesAreRoundedWeights() {
    WorkingTensor tensor = sparse(5, 1);
    float[] before = tensor.values().clone();

    Sharing.grid(tensor, 7, false);

    float step = tensor.codebook().format().scale();
    float[] after = tensor.values();
    for (int i = 0; i < before.length; i++) {
      double q = Math.max(-7, Math.min(7, Math.rint(before[i] / step)));
      assertThat(after[i]).isCloseTo((float) (q * step), within(1e-6f));
    }
  }

  @Test
  void aTensorOfZerosHasAnEmptyCodebook() {
    for (int way = 0; way < 4; way++) {
      WorkingTensor tensor = new WorkingTensor("w", Shape.of(2, 3), new float[6]);
      if (way == 0) {
        Sharing.cluster(tensor, 7, Initialization.LINEAR, ValueFormat.Kind.INT8, false, 1);
      } else if (way == 1) {
        Sharing.grid(tensor, 7, true);
      } else {
        Sharing.gridWithin(tensor, 0.05, way == 3);
      }
      assertThat(tensor.codebook().size()).isZero();
      assertThat(tensor.values()).containsOnly(0f);
    }
  }

  @Test
  void newCentroidsAreSortedAndMergedAndCodesFollow() {
    WorkingTensor tensor = new WorkingTensor("w", Shape.of(1, 5), new float[] {-1, 0, 1, 2, 3});
    Sharing.cluster(tensor, 4, Initialization.LINEAR, ValueFormat.Kind.FLOAT32, false, 1);

    Codebooks.replace(tensor, new double[] {5, 1, 1, -2}, ValueFormat.Kind.FLOAT32);

    assertThat(tensor.codebook().values()).containsExactly(-2, 1, 5);
    assertThat(tensor.values()).containsExactly(5, 0, 1, 1, -2);
  }

  @Test
  void recognizedWeightsKeepEveryBit() {
    Random random = new Random(6);
    float[] pool = new float[255];
    for (int i = 0; i < pool.length; i++) {
      pool[i] = Float.intBitsToFloat(random.nextInt(0x7f000000) | (i % 2) << 31);
    }
    pool[0] = -0.0f;
    float[] values = new float[SHAPE.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 3 == 0 ? 0 : pool[random.nextInt(pool.length)];
    }
    WorkingTensor tensor = new WorkingTensor("w", SHAPE, values.clone());

    assertThat(ExactSharing.recognize(tensor)).isTrue();

    float[] after = tensor.values();
    for (int i = 0; i < values.length; i++) {
      assertThat(Float.floatToRawIntBits(after[i])).isEqualTo(Float.floatToRawIntBits(values[i]));
    }
  }

  @Test
  void whatIsSharedAlreadyCanBeLeftAlone() {
    WorkingModel model = TestModels.dense(1, 20, 10, 5);
    float[] few = model.tensors().get(0).values();
    for (int i = 0; i < few.length; i++) {
      few[i] = (i % 50 + 1) * 0.0137f;
    }
    float[] before = few.clone();
    StageContext context = StageContext.plain(1);
    new RecognizeStage().run(model, context);

    ShareStage.of(
            Recipe.parse("r", "stages: [{share: {bits: 2, unshared-only: true}}]")
                .steps()
                .get(0)
                .settings())
        .run(model, context);

    assertThat(model.tensors().get(0).values()).containsExactly(before);
    assertThat(model.tensors().get(2).codebook().size()).isLessThanOrEqualTo(3);
  }

  @Test
  void moreThan255ValuesAreNotShared() {
    float[] values = new float[SHAPE.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 257;
    }
    WorkingTensor tensor = new WorkingTensor("w", SHAPE, values);

    assertThat(ExactSharing.recognize(tensor)).isFalse();
    assertThat(tensor.shared()).isFalse();
  }

  @Test
  void recognizedGridsAreStoredAsInt8() {
    float scale = 0.0123f;
    float[] values = new float[SHAPE.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i % 41 - 20) * scale;
    }
    WorkingTensor tensor = new WorkingTensor("w", SHAPE, values);

    assertThat(ExactSharing.recognize(tensor)).isTrue();
    assertThat(tensor.codebook().format().kind()).isEqualTo(ValueFormat.Kind.INT8);
  }
}
