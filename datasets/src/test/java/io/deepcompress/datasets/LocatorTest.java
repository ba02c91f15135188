package io.deepcompress.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deepcompress.datasets.TestServer.Answer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocatorTest {
  private static final int[] MNIST = {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009};
  private static final int[] FASHION = {1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000};

  @TempDir Path folder;

  private DatasetOptions offline;

  @BeforeEach
  void environment() {
    offline =
        DatasetOptions.defaults()
            .withEnvironment(Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString()))
            .withDownload(false);
  }

  @Test
  void looksIntoTheFolderOfTheName() throws IOException {
    TestFiles.blackDigits(folder.resolve("fashion-mnist"), FASHION);

    Dataset data = Datasets.open("fashion-mnist", offline.withDataDir(folder));

    assertThat(data.name()).isEqualTo("fashion-mnist");
    assertThat(data.classNames()).startsWith("T-shirt/top").hasSize(10);
    assertThat(data.training().size()).isEqualTo(60_000);
    assertThat(data.preprocessing().scale()).isEqualTo(1 / 255.0);
  }

  @Test
  void tellsMnistFromFashionByItsLabels() throws IOException {
    TestFiles.blackDigits(folder, MNIST);
    Map<String, String> variables =
        Map.of(
            "XDG_CACHE_HOME",
            folder.resolve("cache").toString(),
            "DEEPCOMPRESS_DATA",
            folder.toString());
    DatasetOptions options = offline.withEnvironment(variables);

    assertThat(Datasets.open("mnist", options).test().label(9999)).isEqualTo(9);
    assertThatThrownBy(() -> Datasets.open("fashion-mnist", options))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith("fashion-mnist: not found in ");
  }

  @Test
  void looksIntoTheCache() throws IOException {
    TestFiles.blackDigits(folder.resolve("cache/deepcompress/mnist"), MNIST);

    assertThat(Datasets.open("mnist", offline).test().size()).isEqualTo(10_000);
  }

  @Test
  void refusesAnotherSetUnderTheName() throws IOException {
    Path own = TestFiles.blackDigits(folder.resolve("mnist"), FASHION);

    assertThatThrownBy(() -> Datasets.open("mnist", offline.withDataDir(folder)))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(own + ": is not mnist")
        .hasMessageContaining("idx:" + own);
  }

  @Test
  void saysWhereToPutTheFiles() {
    assertThatThrownBy(() -> Datasets.open("cifar10", offline))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            "cifar10: not found in %1$s, and downloads are switched off; put"
                    .formatted(folder.resolve("cache/deepcompress/cifar10"))
                + " cifar-10-binary.tar.gz into %s, or name their folder with --data-dir or"
                    .formatted(folder.resolve("cache/deepcompress/cifar10"))
                + " DEEPCOMPRESS_DATA");
    assertThatThrownBy(() -> Datasets.open("mnist", offline.withDataDir(folder.resolve("nowhere"))))
        .isInstanceOf(DatasetException.class)
        .hasMessageEndingWith("nowhere: the data folder does not exist");
  }

  @Test
  void downloadsFromTheMirrorAndChecks() throws IOException {
    try (TestServer server = new TestServer()) {
      server.answer("/sets/mnist/train-images-idx3-ubyte.gz", Answer.of(new byte[9_912_422]));
      DatasetOptions options =
          offline.withDownload(true).withMirror(URI.create(server.base() + "sets"));

      assertThatThrownBy(() -> Datasets.open("mnist", options))
          .isInstanceOf(DatasetException.class)
          .hasMessageStartingWith("mnist: not found in ")
          .hasMessageContaining("could not be downloaded")
          .hasMessageContaining("wrong SHA-256")
          .hasMessageContaining("t10k-labels-idx1-ubyte.gz into ")
          .hasMessageNotContaining("\n");
      assertThat(server.asked()).containsExactly("/sets/mnist/train-images-idx3-ubyte.gz");
      assertThat(folder.resolve("cache/deepcompress/mnist")).doesNotExist();
    }
  }

  @Test
  void fetchesOnlyWhatTheCacheLacks() throws IOException {
    Path cache = TestFiles.blackDigits(folder.resolve("cache/deepcompress/mnist"), MNIST);
    Files.delete(cache.resolve("t10k-labels-idx1-ubyte.gz"));
    try (TestServer server = new TestServer()) {
      Map<String, String> variables =
          Map.of(
              "XDG_CACHE_HOME",
              folder.resolve("cache").toString(),
              "DEEPCOMPRESS_MIRROR",
              server.base().toString());
      DatasetOptions options = offline.withDownload(true).withEnvironment(variables);

      assertThatThrownBy(() -> Datasets.open("mnist", options))
          .isInstanceOf(DatasetException.class)
          .hasMessageContaining("HTTP 404");
      assertThat(server.asked()).containsExactly("/mnist/t10k-labels-idx1-ubyte.gz");
    }
  }

  @Test
  void everyPlatformHasItsCache() {
    DatasetOptions bare = offline.withEnvironment(Map.of("XDG_CACHE_HOME", "relative"));
    DatasetOptions windows =
        offline.withEnvironment(Map.of("LOCALAPPDATA", folder.resolve("local").toString()));

    assertThat(CacheFolder.of(bare, "Linux", folder))
        .isEqualTo(folder.resolve(".cache/deepcompress"));
    assertThat(CacheFolder.of(bare, "Mac OS X", folder))
        .isEqualTo(folder.resolve("Library/Caches/deepcompress"));
    assertThat(CacheFolder.of(windows, "Windows 11", folder))
        .isEqualTo(folder.resolve("local/deepcompress/cache"));
    assertThat(CacheFolder.of(bare, "Windows 11", folder))
        .isEqualTo(folder.resolve("AppData/Local/deepcompress/cache"));
    assertThat(CacheFolder.of(offline, "Linux", folder))
        .isEqualTo(folder.resolve("cache/deepcompress"));
  }
}
