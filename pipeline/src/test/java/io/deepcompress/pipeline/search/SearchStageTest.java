package io.deepcompress.pipeline.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.Preprocessing;
import io.deepcompress.datasets.Dataset;
import io.deepcompress.datasets.Digits;
import io.deepcompress.pipeline.CompressOptions;
import io.deepcompress.pipeline.Compressor;
import io.deepcompress.pipeline.Progress;
import io.deepcompress.pipeline.StageContext.StageData;
import io.deepcompress.pipeline.recipe.Recipe;
import io.deepcompress.pipeline.report.CompressionReport;
import io.deepcompress.pipeline.train.LearningRate;
import io.deepcompress.pipeline.train.SplitData;
import io.deepcompress.pipeline.train.Trainer;
import io.deepcompress.pipeline.train.TrainingSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;

/** Searches on a small trained network, within different losses. */
class SearchStageTest {
  private static final String RECIPE =
      """
      stages:
        - search:
            most-lost: LOST
            factor: 0.3
            least-density: 0.02
            least-bits: 3
            bits: 4
            layer-tries: 3
            retrain: {epochs: 1, batch: 32}
            finetune: {epochs: 1, batch: 64}
      """;

  @TempDir static Path folder;
  private static Dataset digits;
  private static Path zip;

  @BeforeAll
  static void train() throws Exception {
    digits = Digits.generate(1200, 200, 8);
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .activation(Activation.RELU)
                .list()
                .layer(new DenseLayer.Builder().nIn(784).nOut(30).build())
                .layer(
                    new OutputLayer.Builder()
                        .nIn(30)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    Preprocessing unit =
        new Preprocessing(
            Preprocessing.ChannelOrder.ANY, new float[0], new float[] {(float) (1 / 255.0)});
    new Trainer(
            network,
            SplitData.of(StageData.of(digits).training(), unit),
            TrainingSettings.of(6, LearningRate.cosine(0.05, 0.01)).withBatchSize(32))
        .run();
    zip = folder.resolve("trained.zip");
    ModelSerializer.writeModel(network, zip.toFile(), false);
  }

  private static CompressionReport search(double mostLost, List<String> trail) throws Exception {
    return search(RECIPE, mostLost, trail);
  }

  private static CompressionReport search(String recipe, double mostLost, List<String> trail)
      throws Exception {
    Progress progress =
        new Progress() {
          @Override
          public void notice(String line) {
            trail.add(line);
          }
        };
    return Compressor.compress(
        zip,
        Recipe.parse("test", recipe.replace("LOST", Double.toString(mostLost))),
        Optional.of(digits),
        CompressOptions.to(folder.resolve("lost-" + mostLost + ".dcz"))
            .withOverwrite(true)
            .withThreads(2)
            .withHeldOut(true)
            .withProgress(progress));
  }

  @Test
  void whereAnythingMayBeLostItGoesToTheLeast() throws Exception {
    List<String> trail = new ArrayList<>();

    CompressionReport report = search(100, trail);

    double density =
        (double) report.layers().stream().mapToLong(layer -> layer.kept()).sum() / (784 * 30 + 300);
    assertThat(density).isLessThan(0.04);
    assertThat(report.layers()).allMatch(layer -> layer.codebookSize() <= 7);
    assertThat(trail).anyMatch(line -> line.startsWith("search  2: all layers to 30.00 %: "));
    assertThat(trail).anyMatch(line -> line.matches("search +[0-9]+: .* to 3 bits: .* within"));
    assertThat(trail).anyMatch(line -> line.matches("search +[0-9]+: layer[01] to [0-9.]+ %: .*"));
  }

  @Test
  void whatIsFoundIsWithinTheLossAndSmallerThanUnpruned() throws Exception {
    List<String> trail = new ArrayList<>();

    CompressionReport report = search(5, trail);

    assertThat(report.stages().get(0).note()).startsWith("found").contains(" bits");
    assertThat(report.heldOut().orElseThrow().samples()).isEqualTo(100);
    assertThat(report.heldOut().get().pointsLost()).isLessThanOrEqualTo(5 + 1e-9);
    // The file is the candidate that was measured, to the byte.
    String found = report.stages().get(0).note();
    assertThat(found)
        .startsWith(
            String.format(
                java.util.Locale.ROOT,
                "found %,d bytes, %+.2f points",
                report.compressedBytes(),
                -report.heldOut().get().pointsLost()));
    String all = trail.stream().filter(line -> line.contains("nothing pruned")).findFirst().get();
    int unpruned = Integer.parseInt(all.replaceAll(".*: ([0-9,]+) bytes.*", "$1").replace(",", ""));
    assertThat(report.compressedBytes()).isLessThan(unpruned);
    assertThat(trail).anyMatch(line -> line.endsWith("too much"));
  }

  @Test
  void whatCannotBeReachedIsSaid() throws Exception {
    List<String> trail = new ArrayList<>();

    // Steps so large that every candidate is spoiled.
    CompressionReport report = search(RECIPE.replace("batch: ", "rate: 10, batch: "), 0, trail);

    assertThat(report.heldOut().orElseThrow().pointsLost()).isPositive();
    assertThat(report.stages().get(0).note()).startsWith("not reached, at best ");
    assertThat(trail).anyMatch(line -> line.endsWith("too much"));
    assertThat(trail).noneMatch(line -> line.endsWith("within"));
  }

  @Test
  void theCommandLinesRecipeIsWellFormed() throws Exception {
    assertThat(Recipe.maxDrop(0.25).steps())
        .extracting(Recipe.Step::stage)
        .containsExactly("fold", "search", "encode");
    assertThat(io.deepcompress.pipeline.Stages.of(Recipe.maxDrop(0.25).steps())).hasSize(3);
  }
}
