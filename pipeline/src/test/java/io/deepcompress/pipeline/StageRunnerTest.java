package io.deepcompress.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.deepcompress.pipeline.recipe.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.ArgumentCaptor;

/** Stages are mocks: what matters is which of them run, with what seed, and what is kept. */
class StageRunnerTest {
  @TempDir Path folder;

  private static Stage stage(String name) throws IOException {
    Stage stage = mock(Stage.class);
    when(stage.name()).thenReturn(name);
    when(stage.run(any(), any())).thenReturn("");
    return stage;
  }

  private static StageRunner runner(Checkpoint checkpoint) {
    return new StageRunner(StageContext.plain(7), model -> OptionalDouble.of(0.5), checkpoint);
  }

  private Checkpoint checkpoint(String identity) {
    return new Checkpoint(folder.resolve("work"), identity, 1);
  }

  @Test
  void everyStageHasASeedOfItsOwn() throws Exception {
    List<Stage> stages = List.of(stage("a"), stage("b"), stage("c"));

    runner(null).run(TestModels.dense(1, 4, 3), stages, new ArrayList<>());

    List<Long> seeds = new ArrayList<>();
    for (Stage stage : stages) {
      ArgumentCaptor<StageContext> context = ArgumentCaptor.forClass(StageContext.class);
      verify(stage).run(any(), context.capture());
      seeds.add(context.getValue().seed());
    }
    assertThat(seeds).doesNotHaveDuplicates().doesNotContain(7L);
  }

  @Test
  void stagesThatCannotRunAreNamedAndLeftOut() throws Exception {
    Stage learns = stage("learns");
    when(learns.trains()).thenReturn(true);
    Stage reads = stage("reads");
    when(reads.needsData()).thenReturn(true);
    Stage plain = stage("plain");
    List<String> notices = new ArrayList<>();

    List<StageResult> results =
        runner(null).run(TestModels.dense(1, 4, 3), List.of(learns, reads, plain), notices);

    verify(learns, never()).run(any(), any());
    assertThat(results).extracting(StageResult::name).containsExactly("plain");
    assertThat(results.get(0).accuracy()).hasValue(0.5);
    assertThat(notices).containsExactly("left out, because there is no data: learns, reads");
  }

  @Test
  void finishedStagesDoNotRunAgainButEncodeDoes() throws Exception {
    Stage first = stage("first");
    Stage second = stage("second");
    when(second.run(any(), any())).thenThrow(new IOException("disk full")).thenReturn("done");
    WorkingModel model = TestModels.dense(1, 4, 3);
    assertThatThrownBy(
            () -> runner(checkpoint("x")).run(model, List.of(first, second), new ArrayList<>()))
        .hasMessage("disk full");

    for (int again = 0; again < 2; again++) {
      EncodeStage encode = EncodeStage.of(Settings.none("encode"));
      List<StageResult> results =
          runner(checkpoint("x"))
              .run(TestModels.dense(1, 4, 3), List.of(first, second, encode), new ArrayList<>());

      assertThat(results)
          .extracting(StageResult::name)
          .containsExactly("first", "second", "encode");
      assertThat(encode.file()).isNotEmpty();
      assertThat(Files.readString(folder.resolve("work").resolve("run.json")))
          .contains("second")
          .doesNotContain("encode");
    }

    verify(first, times(1)).run(any(), any());
    verify(second, times(2)).run(any(), any());
  }

  @Test
  void theModelComesBackBitForBit() throws Exception {
    WorkingModel model = TestModels.convolutional(3);
    model.tensors().get(0).values()[5] = -0.0f;
    model.tensors().get(0).values()[6] = 0f;
    model.provenance().put("pruning", "ended");
    checkpoint("x").save(model, List.of());

    WorkingModel other = TestModels.convolutional(4);
    checkpoint("x").resume(other);

    assertThat(other.provenance()).containsEntry("pruning", "ended");
    for (int i = 0; i < model.tensors().size(); i++) {
      assertThat(other.tensors().get(i).sameAs(model.tensors().get(i))).isTrue();
    }
  }

  @Test
  void onlyTheLastStateIsKept() throws Exception {
    List<Stage> stages = List.of(stage("a"), stage("b"), stage("c"));

    runner(checkpoint("x")).run(TestModels.dense(1, 4, 3), stages, new ArrayList<>());

    try (var files = Files.list(folder.resolve("work"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("003.dcz", "run.json");
    }
  }

  @Test
  void aDamagedStateSaysWhatToDo() throws Exception {
    checkpoint("x").save(TestModels.dense(1, 4, 3), List.of());
    Files.writeString(folder.resolve("work/run.json"), "{\"identity");

    assertThatThrownBy(() -> checkpoint("x").resume(TestModels.dense(1, 4, 3)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged")
        .hasMessageContaining("delete");
  }
}
