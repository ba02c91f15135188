package io.deepcompress.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real digits, compared with figures published by others for the unpacked files. */
class MnistTest {
  private static Dataset mnist;

  @BeforeAll
  static void open() throws DatasetException {
    DatasetOptions options =
        DatasetOptions.defaults()
            .withEnvironment(Map.of())
            .withDownload(false)
            .withDataDir(TestFiles.realData("mnist").getParent());
    mnist = Datasets.open("mnist", options);
  }

  @Test
  void hasKnownContent() throws Exception {
    assertThat(mnist.training().size()).isEqualTo(60_000);
    assertThat(mnist.test().size()).isEqualTo(10_000);
    assertThat(mnist.classNames()).hasSize(10);
    assertThat(labels(mnist.training().head(10))).containsExactly(5, 0, 4, 1, 9, 2, 1, 3, 1, 4);
    assertThat(labels(mnist.test().head(10))).containsExactly(7, 2, 1, 0, 4, 1, 4, 9, 5, 9);
    assertThat(pixelSum(mnist.training())).isEqualTo(1_567_298_545L);
    assertThat(pixelSum(mnist.test())).isEqualTo(264_923_200L);
  }

  @Test
  void writtenAsIdxAgainItHasThePublishedChecksums() throws Exception {
    assertThat(sha256(images(mnist.training())))
        .isEqualTo("ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db");
    assertThat(sha256(labelFile(mnist.training())))
        .isEqualTo("65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5");
    assertThat(sha256(images(mnist.test())))
        .isEqualTo("0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7");
    assertThat(sha256(labelFile(mnist.test())))
        .isEqualTo("ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");
  }

  @Test
  void digestDoesNotDependOnTheName() throws Exception {
    Dataset other = Datasets.open("idx:" + TestFiles.realData("mnist"), DatasetOptions.defaults());

    assertThat(other.digest()).isEqualTo(mnist.digest());
    assertThat(mnist.validation(10_000).digest()).isNotEqualTo(mnist.digest());
  }

  private static int[] labels(Split split) {
    int[] labels = new int[split.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = split.label(i);
    }
    return labels;
  }

  private static long pixelSum(Split split) throws DatasetException {
    long sum = 0;
    byte[] pixels = new byte[784];
    for (int i = 0; i < split.size(); i++) {
      split.read(i, pixels, 0);
      for (byte pixel : pixels) {
        sum += pixel & 0xff;
      }
    }
    return sum;
  }

  private static byte[] images(Split split) throws DatasetException {
    byte[] pixels = new byte[split.size() * 784];
    for (int i = 0; i < split.size(); i++) {
      split.read(i, pixels, i * 784);
    }
    return TestFiles.idx(pixels, split.size(), 28, 28);
  }

  private static byte[] labelFile(Split split) {
    int[] labels = labels(split);
    byte[] bytes = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      bytes[i] = (byte) labels[i];
    }
    return TestFiles.idx(bytes, labels.length);
  }

  private static String sha256(byte[] bytes) {
    MessageDigest digest = Sha256.newDigest();
    digest.update(bytes);
    return Sha256.hex(digest);
  }
}
