package io.deepcompress.pipeline.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.deepcompress.codec.RawTensor;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.network.Parameter;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.Stages;
import io.deepcompress.pipeline.TestModels;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.WorkingTensor;
import io.deepcompress.pipeline.recipe.Recipe;
import io.deepcompress.pipeline.recipe.Settings;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FormatStageTest {

  /** Runs the first stage of a recipe. */
  private static String run(WorkingModel model, String step) throws IOException {
    Recipe recipe = Recipe.parse("r", "stages:\n  - " + step + "\n");
    return Stages.of(recipe.steps()).get(0).run(model, StageContext.plain(1));
  }

  @ParameterizedTest
  @EnumSource(ValueFormat.Kind.class)
  void weightsThatAreNotSharedChangeAndNothingElse(ValueFormat.Kind kind) throws Exception {
    WorkingModel model = TestModels.convolutional(1);
    run(model, "share: {bits: {conv2: 4}}");
    WorkingModel before = model.copy();

    assertThat(run(model, "quantize-weights: {format: " + Settings.word(kind) + "}")).isEmpty();

    int changed = 0;
    for (int i = 0; i < model.tensors().size(); i++) {
      WorkingTensor tensor = model.tensors().get(i);
      WorkingTensor old = before.tensors().get(i);
      if (tensor.name().equals("conv1.weights") || tensor.name().equals("fc.weights")) {
        changed++;
        assertThat(((RawTensor) tensor.stored()).format().kind()).isEqualTo(kind);
        assertClose(tensor.values(), old.values(), kind);
      } else {
        assertThat(tensor.sameAs(old)).as(tensor.name()).isTrue();
      }
    }
    assertThat(changed).isEqualTo(2);
    assertThat(model.tensors()).anyMatch(tensor -> tensor.stored() instanceof SharedTensor);
  }

  private static void assertClose(float[] actual, float[] exact, ValueFormat.Kind kind) {
    float largest = 0;
    for (float value : exact) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < exact.length; i++) {
      double step =
          switch (kind) {
            case FLOAT32 -> 0;
            // Eleven bits of which the first is not stored; below 2^-14 steps stay the same.
            case FLOAT16 -> Math.scalb(1.0, Math.max(-14, Math.getExponent(exact[i])) - 10);
            case INT8 -> largest / 127.0;
          };
      assertThat((double) actual[i]).isCloseTo(exact[i], within(0.5001 * step));
      if (kind == ValueFormat.Kind.FLOAT16) {
        assertThat(Math.rint(actual[i] / step) * step).isEqualTo(actual[i]);
      }
    }
  }

  @Test
  void float16IsTheDefault() throws Exception {
    WorkingModel model = TestModels.dense(1, 20, 10);
    run(model, "quantize-weights");
    run(model, "quantize-biases");
    assertThat(model.tensors())
        .allMatch(tensor -> tensor.format().equals(ValueFormat.FLOAT16))
        .hasSize(2);
  }

  /** Values, and whether float16 holds them: the largest, beyond it, and near 0. */
  @ParameterizedTest
  @CsvSource({
    "65504, 1, true",
    "65505, 1, false",
    "-1e6, 1, false",
    "1, 1e-5, true",
    "1, 1e-6, true",
    "1, 2.1e-7, false",
    "1, 1e-9, false",
    "0, 1e-30, false",
    "0, 0, true"
  })
  void tensorsThatFloat16DoesNotHoldStay(float first, float others, boolean holds)
      throws Exception {
    for (String what : List.of("weights", "biases")) {
      WorkingModel model = TestModels.dense(1, 20, 10);
      int index = what.equals("weights") ? 0 : 1;
      WorkingTensor tensor = model.tensors().get(index);
      assertThat(model.network().parameters().get(index).role() == Parameter.Role.BIAS)
          .isEqualTo(what.equals("biases"));
      float[] values = new float[tensor.size()];
      Arrays.fill(values, others);
      values[0] = first;
      tensor.setValues(values.clone());

      String note = run(model, "quantize-" + what + ": {format: float16}");

      StoredTensor stored = tensor.stored();
      if (holds) {
        assertThat(note).isEmpty();
        assertThat(((RawTensor) stored).format()).isEqualTo(ValueFormat.FLOAT16);
        for (int i = 0; i < values.length; i++) {
          assertThat(tensor.values()[i])
              .isCloseTo(values[i], within(Math.abs(values[i]) / 32 + 1e-30f));
        }
      } else {
        assertThat(note)
            .isEqualTo(tensor.name() + " in float32: too large or too small for float16");
        assertThat(((RawTensor) stored).format()).isEqualTo(ValueFormat.FLOAT32);
        assertThat(tensor.values()).containsExactly(values);
      }
    }
  }

  /** Trained weights near zero are few, and nothing depends on them. */
  @Test
  void aFewValuesMayBecomeZero() throws Exception {
    for (int tiny : new int[] {2, 3}) {
      WorkingModel model = TestModels.dense(1, 20, 10);
      float[] values = new float[200];
      for (int i = 0; i < values.length; i++) {
        values[i] = i < tiny ? 1e-12f : 0.1f;
      }
      model.tensors().get(0).setValues(values);
      assertThat(run(model, "quantize-weights").isEmpty()).isEqualTo(tiny == 2);
    }
  }
}
