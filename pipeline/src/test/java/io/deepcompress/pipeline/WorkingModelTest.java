package io.deepcompress.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.pipeline.quantize.FormatStage;
import io.deepcompress.pipeline.recipe.Settings;
import io.deepcompress.pipeline.share.RecognizeStage;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkingModelTest {

  @Test
  void becomesACompressedModelAndBack() throws Exception {
    WorkingModel model = TestModels.convolutional(1);
    float[] few = model.weights().get(0).tensor().values();
    for (int i = 0; i < few.length; i++) {
      few[i] = i % 3 - 1;
    }
    new RecognizeStage().run(model, StageContext.plain(1));
    FormatStage.ofBiases(Settings.none("quantize-biases")).run(model, StageContext.plain(1));
    model.setLabels(List.of("a", "b"));
    model.provenance().put("recipe", "r");

    CompressedModel compressed = model.toCompressedModel();
    WorkingModel back = WorkingModel.of(compressed, model.originalParameters());

    assertThat(compressed.tensors().get(0)).isInstanceOf(SharedTensor.class);
    assertThat(back.network()).isEqualTo(model.network());
    for (int i = 0; i < model.tensors().size(); i++) {
      assertThat(back.tensors().get(i).sameAs(model.tensors().get(i))).isTrue();
    }
    assertThat(back.labels()).containsExactly("a", "b");
    assertThat(back.provenance()).containsEntry("recipe", "r");
  }

  @Test
  void aCopyIsOfItsOwnAndRestores() {
    WorkingModel model = TestModels.dense(2, 5, 4, 3);
    WorkingModel saved = model.copy();
    float before = model.tensors().get(0).values()[7];

    model.tensors().get(0).values()[7] = 99;
    assertThat(saved.tensors().get(0).values()[7]).isEqualTo(before);
    model.restore(saved);

    assertThat(model.tensors().get(0).values()[7]).isEqualTo(before);
  }

  @Test
  void biasesAreRoundedToTheirFormat() {
    for (ValueFormat.Kind kind : ValueFormat.Kind.values()) {
      WorkingModel model = TestModels.dense(3, 5, 4, 3);
      float[] exact = model.tensors().get(1).values().clone();
      model.tensors().get(3).setValues(new float[3]);

      FormatStage.ofBiases(
              io.deepcompress.pipeline.recipe.Recipe.parse(
                      "r", "stages: [{quantize-biases: {format: " + Settings.word(kind) + "}}]")
                  .steps()
                  .get(0)
                  .settings())
          .run(model, StageContext.plain(1));

      assertThat(model.tensors().get(1).format().kind()).isEqualTo(kind);
      float largest = 0;
      for (float value : exact) {
        largest = Math.max(largest, Math.abs(value));
      }
      float bound =
          switch (kind) {
            case FLOAT32 -> 0;
            case FLOAT16 -> largest / 1024;
            case INT8 -> largest / 127 / 2 * 1.0001f;
          };
      for (int i = 0; i < exact.length; i++) {
        assertThat(Math.abs(model.tensors().get(1).values()[i] - exact[i]))
            .isLessThanOrEqualTo(bound);
      }
      assertThat(model.tensors().get(3).values()).containsOnly(0f);
      assertThat(model.tensors().get(0).format()).isEqualTo(ValueFormat.FLOAT32);
    }
  }

  @Test
  void countsThatDoNotFitAreRefused() {
    WorkingModel model = TestModels.dense(4, 5, 4, 3);

    assertThatThrownBy(() -> model.replace(model.network(), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> model.tensors().get(0).setValues(new float[1]))
        .hasMessageContaining("ip1.weights");
  }
}
