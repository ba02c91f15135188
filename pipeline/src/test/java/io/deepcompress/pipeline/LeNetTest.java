package io.deepcompress.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deepcompress.datasets.Dataset;
import io.deepcompress.datasets.DatasetOptions;
import io.deepcompress.datasets.Datasets;
import io.deepcompress.datasets.Digits;
import io.deepcompress.pipeline.StageContext.StageData;
import io.deepcompress.pipeline.recipe.Recipe;
import io.deepcompress.pipeline.report.CompressionReport;
import io.deepcompress.pipeline.train.NetworkTraining;
import io.deepcompress.pipeline.train.TrainingListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LeNet-300-100, trained for a few epochs and compressed by the light recipe. */
class LeNetTest {
  @TempDir Path folder;

  private CompressionReport compressed(Dataset data, int epochs) throws Exception {
    StageData split = StageData.of(data);
    NetworkTraining training = new NetworkTraining("lenet-300-100", new int[] {1, 28, 28}, 10, 1);
    training.train(
        split.training(), split.validation(), epochs, 0, 1, TrainingListener.NONE, () -> false);
    Path zip = Files.write(folder.resolve("lenet.zip"), training.toZip());
    return Compressor.compress(
        zip,
        Recipe.load("demo"),
        Optional.of(data),
        CompressOptions.to(folder.resolve("lenet.dcz")));
  }

  @Test
  void generatedDigitsLoseLittleAtFortyTimes() throws Exception {
    CompressionReport report = compressed(Digits.generate(8_000, 1_000, 3), 6);

    assertThat(report.ratio()).isGreaterThan(40);
    assertThat(report.accuracy().orElseThrow().original()).isGreaterThan(0.9);
    // Each digit is a tenth of a point; 2.5 deviations of a thousand at 3 % error.
    assertThat(report.accuracy().orElseThrow().pointsLost()).isLessThan(1.4);
  }

  @Test
  void aThirdOfMnistLosesLittleAtFortyTimes() throws Exception {
    String folder = System.getProperty("deepcompress.data", "");
    assumeTrue(
        !folder.isBlank() && Files.isDirectory(Path.of(folder, "mnist")),
        "skipped: no MNIST; run with -Ddeepcompress.data=DIR");
    Dataset mnist =
        Datasets.open(
            "mnist", DatasetOptions.defaults().withDataDir(Path.of(folder)).withDownload(false));

    Dataset third =
        new Dataset(
            mnist.name(),
            mnist.classNames(),
            mnist.preprocessing(),
            mnist.training().head(20_000),
            mnist.test());
    CompressionReport report = compressed(third, 5);

    assertThat(report.ratio()).isGreaterThan(40);
    assertThat(report.accuracy().orElseThrow().original()).isGreaterThan(0.96);
    assertThat(report.accuracy().orElseThrow().pointsLost()).isLessThan(0.5);
  }
}
