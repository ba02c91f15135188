package io.deepcompress.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelReader;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.datasets.Dataset;
import io.deepcompress.datasets.Digits;
import io.deepcompress.datasets.Split;
import io.deepcompress.pipeline.exporter.Dl4jExporter;
import io.deepcompress.pipeline.importer.ImportException;
import io.deepcompress.pipeline.recipe.Recipe;
import io.deepcompress.pipeline.recipe.RecipeException;
import io.deepcompress.pipeline.report.CompressionReport;
import io.deepcompress.pipeline.report.LayerRow;
import io.deepcompress.pipeline.report.PaperTable;
import io.deepcompress.pipeline.report.ReportJson;
import io.deepcompress.runtime.Mode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.AdditionalAnswers;
import org.mockito.Mockito;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The whole way on small networks and generated digits. */
class CompressorTest {
  private static final String RECIPE =
      """
      name: quick
      stages:
        - prune: {method: lamp, density: 0.2, rounds: 2, retrain: {epochs: 3, batch: 32, teacher: 0.1}}
        - fold
        - share: {bits: 5, initialization: exact}
        - quantize-biases: {format: float16}
        - calibrate: {samples: 50}
        - encode
      """;

  private static final String FINE_TUNED =
      RECIPE.replace("  - quantize", "  - finetune: {epochs: 1, augment: 0.3}\n  - quantize");

  @TempDir static Path folder;
  private static Path dense;
  private static Path normalized;
  private static Dataset digits;

  @BeforeAll
  static void prepare() throws IOException {
    digits = Digits.generate(900, 300, 5);
    dense = folder.resolve("dense.zip");
    save(
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .activation(Activation.RELU)
            .list()
            .layer(new DenseLayer.Builder().nIn(784).nOut(40).build())
            .layer(output(40))
            .build(),
        dense);
    normalized = folder.resolve("normalized.zip");
    save(
        new NeuralNetConfiguration.Builder()
            .seed(2)
            .activation(Activation.RELU)
            .list()
            .layer(
                new ConvolutionLayer.Builder(5, 5)
                    .stride(3, 3)
                    .nOut(6)
                    .activation(Activation.IDENTITY)
                    .build())
            .layer(new BatchNormalization.Builder().build())
            .layer(output(0))
            .setInputType(InputType.convolutionalFlat(28, 28, 1))
            .build(),
        normalized);
  }

  private static OutputLayer output(int inputs) {
    OutputLayer.Builder builder =
        new OutputLayer.Builder(LossFunction.MCXENT).nOut(10).activation(Activation.SOFTMAX);
    return inputs == 0 ? builder.build() : builder.nIn(inputs).build();
  }

  private static void save(
      org.deeplearning4j.nn.conf.MultiLayerConfiguration configuration, Path path)
      throws IOException {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    ModelSerializer.writeModel(network, path.toFile(), false);
  }

  private static CompressOptions options(String name) {
    return CompressOptions.to(folder.resolve(name)).withThreads(2);
  }

  private static CompressionReport compress(Path zip, String recipe, CompressOptions options)
      throws IOException {
    return Compressor.compress(zip, Recipe.parse("test", recipe), Optional.of(digits), options);
  }

  @Test
  void theReportIsWhatTheFileIs() throws Exception {
    CompressOptions options = options("report.dcz");

    CompressionReport report = compress(dense, FINE_TUNED, options);

    CompressedModel written = ModelReader.read(options.output());
    assertThat(report.compressedBytes()).isEqualTo(Files.size(options.output()));
    assertThat(report.parameters()).isEqualTo(784 * 40 + 40 + 400 + 10);
    assertThat(report.originalBytes()).isEqualTo(4 * report.parameters());
    assertThat(report.ratio())
        .isCloseTo((double) report.originalBytes() / report.compressedBytes(), within(1e-9));
    assertThat(report.layers().stream().mapToLong(LayerRow::bytes).sum() + report.otherBytes())
        .isEqualTo(report.compressedBytes());
    long kept = report.layers().stream().mapToLong(LayerRow::kept).sum();
    assertThat(kept).isEqualTo(Math.round(0.2 * (784 * 40 + 400)));
    assertThat(report.prunedBytes()).isGreaterThan(report.sharedBytes());
    assertThat(written.tensors().get(0)).isInstanceOf(SharedTensor.class);
    assertThat(((SharedTensor) written.tensors().get(0)).codebook().size()).isLessThanOrEqualTo(31);
    assertThat(written.activations()).isNotEmpty();
    assertThat(written.provenance()).containsEntry("recipe", "quick").containsEntry("seed", "1");
    assertThat(report.stages())
        .extracting(StageResult::name)
        .containsExactly(
            "prune 1/2",
            "retrain 1/2",
            "prune 2/2",
            "retrain 2/2",
            "fold",
            "share",
            "finetune",
            "quantize-biases",
            "calibrate",
            "encode");
    assertThat(report.stages().get(9).bytes()).isEqualTo(report.compressedBytes());
    double scored =
        new Evaluator(1, Progress.NONE, () -> false)
            .score(written, Mode.INT8, digits.test())
            .top1();
    assertThat(report.accuracy().orElseThrow().compressed()).isEqualTo(scored);
    // The original was never trained, so learning must show.
    assertThat(report.accuracy().orElseThrow().original()).isLessThan(0.3);
    assertThat(scored).isGreaterThan(0.5);
    assertThat(report.stages().get(3).accuracy().orElseThrow()).isGreaterThan(0.5);

    JsonNode json =
        new com.fasterxml.jackson.databind.ObjectMapper()
            .readTree(ReportJson.text(ReportJson.of(report)));
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "model",
            "output",
            "parameters",
            "originalBytes",
            "compressedBytes",
            "ratio",
            "accuracy",
            "stages",
            "layers");
    assertThat(json.path("accuracy").fieldNames())
        .toIterable()
        .containsExactly("dataset", "samples", "original", "compressed");
    assertThat(json.path("layers").path(0).fieldNames())
        .toIterable()
        .containsExactly(
            "name",
            "type",
            "shape",
            "weights",
            "kept",
            "density",
            "codebookSize",
            "codeBits",
            "positionBits",
            "bytes");
    assertThat(json.path("stages").path(1).fieldNames())
        .toIterable()
        .containsExactly("name", "seconds", "bytes", "accuracy");
    assertThat(String.join("\n", PaperTable.lines(report)))
        .contains("P+Q+H", "layer0", String.format("%,d", report.compressedBytes()));
  }

  @Test
  void theSeedAloneDecidesTheBytes() throws Exception {
    compress(dense, FINE_TUNED, options("one.dcz").withThreads(1));
    compress(dense, FINE_TUNED, options("two.dcz").withThreads(3));
    compress(dense, FINE_TUNED, options("other.dcz").withSeed(2));

    byte[] one = Files.readAllBytes(folder.resolve("one.dcz"));
    assertThat(one).isEqualTo(Files.readAllBytes(folder.resolve("two.dcz")));
    assertThat(one).isNotEqualTo(Files.readAllBytes(folder.resolve("other.dcz")));
  }

  @Test
  void centroidsAreTrainedAfterNormalizationsWereFolded() throws Exception {
    CompressOptions options = options("folded.dcz");

    CompressionReport report = compress(normalized, FINE_TUNED, options);

    CompressedModel written = ModelReader.read(options.output());
    assertThat(written.network().nodes())
        .noneMatch(node -> node.operation() instanceof Operation.Affine);
    long kept = report.layers().stream().mapToLong(LayerRow::kept).sum();
    long weights = report.layers().stream().mapToLong(LayerRow::weights).sum();
    assertThat(kept).isEqualTo(Math.round(0.2 * weights));
    assertThat(report.accuracy().orElseThrow().compressed()).isGreaterThan(0.3);
    double shared = report.stages().get(5).accuracy().orElseThrow();
    assertThat(report.stages().get(6).accuracy().orElseThrow()).isGreaterThan(shared - 0.1);
  }

  @Test
  void guardedRoundsEndBeforeAccuracyIsLost() throws Exception {
    String guarded =
        """
        stages:
          - retrain: {epochs: 3, batch: 32}
          - encode
        """;
    CompressOptions first = options("trained.dcz");
    compress(dense, guarded, first);
    Path trained = folder.resolve("trained.zip");
    WorkingModel model = WorkingModel.of(ModelReader.read(first.output()), 1);
    try (var out = Files.newOutputStream(trained)) {
      Dl4jExporter.export(
              model.network(), model.tensors().stream().map(WorkingTensor::values).toList())
          .write(out, model.preprocessing());
    }
    // Round 1 keeps 2 % of the weights, round 2 would keep 8 of them.
    String recipe =
        """
        stages:
          - prune:
              {method: lamp, density: 0.0004, rounds: 2, most-lost: LOST,
               retrain: {epochs: 1, batch: 32}}
        """;

    CompressionReport strict =
        compress(trained, recipe.replace("LOST", "25"), options("strict.dcz"));
    CompressionReport loose =
        compress(trained, recipe.replace("LOST", "100"), options("loose.dcz"));

    assertThat(strict.stages()).hasSize(3);
    assertThat(strict.stages().get(1).note()).startsWith("undone");
    assertThat(strict.layers().stream().mapToLong(LayerRow::kept).sum())
        .isEqualTo(Math.round(0.02 * (784 * 40 + 400)));
    assertThat(ModelReader.read(folder.resolve("strict.dcz")).provenance())
        .containsEntry("pruning", "ended before prune 2/2");
    assertThat(loose.layers().stream().mapToLong(LayerRow::kept).sum())
        .isEqualTo(Math.round(0.0004 * (784 * 40 + 400)));
  }

  @Test
  void aCrashedRunGoesOnToTheSameBytes() throws Exception {
    compress(normalized, RECIPE, options("whole.dcz"));
    byte[] whole = Files.readAllBytes(folder.resolve("whole.dcz"));
    for (int crash : new int[] {2, 4, 6}) {
      Path work = folder.resolve("work-" + crash);
      AtomicInteger begun = new AtomicInteger();
      Progress crashing =
          new Progress() {
            @Override
            public void notice(String line) {
              // Each of the first stages says what it did, after it is done.
              if (line.matches("(prune|retrain|share|calibrate|fold).*")
                  && begun.incrementAndGet() == crash) {
                throw new IllegalStateException("crash");
              }
            }
          };
      CompressOptions options = options("resumed-" + crash + ".dcz").withWorkDir(work);
      assertThatThrownBy(() -> compress(normalized, RECIPE, options.withProgress(crashing)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("crash");
      assertThat(options.output()).doesNotExist();

      List<String> notices = compress(normalized, RECIPE, options).notices();

      assertThat(Files.readAllBytes(options.output())).as("crash %d", crash).isEqualTo(whole);
      assertThat(notices).anyMatch(line -> line.startsWith("resumed after stage"));
    }
  }

  @Test
  void aWorkFolderOfAnotherRunIsRefused() throws Exception {
    Path work = folder.resolve("work-other");
    String share = "stages:\n  - share: {bits: 4}\n";
    compress(dense, share, options("w1.dcz").withWorkDir(work));

    assertThatThrownBy(
            () -> compress(dense, share, options("w2.dcz").withWorkDir(work).withSeed(9)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another run");
    assertThat(folder.resolve("w2.dcz")).doesNotExist();
  }

  @Test
  void withoutDataTheSafeStagesRunAndTheReportSaysSo() throws Exception {
    CompressOptions options = options("safe.dcz");

    CompressionReport report =
        Compressor.compress(normalized, Recipe.load("balanced"), Optional.empty(), options);

    assertThat(report.accuracy()).isEmpty();
    assertThat(report.notices()).anyMatch(line -> line.contains("accuracy was not measured"));
    assertThat(report.ratio()).isBetween(5.0, 9.0);
    assertThat(ReportJson.of(report).has("accuracy")).isFalse();
  }

  @Test
  void aRecipeThatAsksForMoreIsObeyedWithoutData() throws Exception {
    CompressionReport report =
        Compressor.compress(
            dense, Recipe.parse("test", FINE_TUNED), Optional.empty(), options("obeyed.dcz"));

    long kept = report.layers().stream().mapToLong(LayerRow::kept).sum();
    assertThat(kept).isEqualTo(Math.round(0.2 * (784 * 40 + 400)));
    assertThat(report.notices())
        .anyMatch(line -> line.contains("left out") && line.contains("retrain 1/2"));
  }

  private static Split unlabelled(Split split) {
    Split pictures = Mockito.mock(Split.class, AdditionalAnswers.delegatesTo(split));
    Mockito.doReturn(false).when(pictures).labelled();
    return pictures;
  }

  @Test
  void picturesWithoutLabelsServeForCalibration() throws Exception {
    Dataset pictures =
        new Dataset(
            "pictures",
            List.of(),
            digits.preprocessing(),
            unlabelled(digits.training().head(50)),
            Split.empty(digits.shape()));
    CompressOptions options = options("calibrated.dcz");

    CompressionReport report =
        Compressor.compress(dense, Recipe.load("balanced"), Optional.of(pictures), options);

    assertThat(report.accuracy()).isEmpty();
    assertThat(report.stages()).extracting(StageResult::name).contains("calibrate");
    assertThat(ModelReader.read(options.output()).activations()).isNotEmpty();
  }

  @Test
  void dataWithMoreClassesIsRefused() throws Exception {
    List<String> names = new ArrayList<>(digits.classNames());
    names.add("ten");
    Dataset eleven =
        new Dataset("eleven", names, digits.preprocessing(), digits.training(), digits.test());

    assertThatThrownBy(
            () ->
                Compressor.compress(
                    dense, Recipe.load("balanced"), Optional.of(eleven), options("b.dcz")))
        .isInstanceOf(IncompatibleDataException.class)
        .hasMessageContaining("11 classes");
  }

  @Test
  void losslessKeepsEveryBit() throws Exception {
    CompressOptions options = options("lossless.dcz");
    WorkingModel original =
        WorkingModel.of(io.deepcompress.pipeline.importer.ModelImporter.read(normalized));

    Compressor.compress(normalized, Recipe.load("lossless"), Optional.empty(), options);

    CompressedModel written = ModelReader.read(options.output());
    assertThat(written.network()).isEqualTo(original.network());
    for (int i = 0; i < original.tensors().size(); i++) {
      assertThat(written.tensors().get(i).toFloats()).isEqualTo(original.tensors().get(i).values());
    }
  }

  @Test
  void stripLeavesNamesOut() throws Exception {
    compress(dense, RECIPE, options("named.dcz"));
    compress(dense, RECIPE, options("stripped.dcz").withStrip(true));

    assertThat(Files.size(folder.resolve("stripped.dcz")))
        .isLessThan(Files.size(folder.resolve("named.dcz")));
    assertThat(ModelReader.read(folder.resolve("stripped.dcz")).provenance()).isEmpty();
  }

  @Test
  void faultsEndBeforeAnythingIsWritten() throws Exception {
    Path existing = Files.writeString(folder.resolve("existing.dcz"), "mine");
    assertThatThrownBy(() -> compress(dense, RECIPE, options("existing.dcz")))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(existing).hasContent("mine");

    assertThatThrownBy(() -> compress(folder.resolve("none.zip"), RECIPE, options("a.dcz")))
        .isInstanceOf(ImportException.class);
    assertThatThrownBy(
            () -> compress(dense, "stages:\n  - prune: {density: {fc9: 0.1}}\n", options("a.dcz")))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("'fc9'");
    assertThatThrownBy(() -> compress(dense, RECIPE, options("a.dcz").withCancelled(() -> true)))
        .isInstanceOf(CancellationException.class);
    assertThat(folder.resolve("a.dcz")).doesNotExist();
  }
}
