package io.deepcompress.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFolderTest {
  @TempDir Path folder;

  @Test
  void readsTrainingAndTest() throws IOException {
    pair("train", ".gz", 3, 2, 2, (byte) 4);
    pair("t10k", "", 2, 2, 2, (byte) 6);

    Dataset data = IdxFolder.read(folder, "mine");

    assertThat(data.name()).isEqualTo("mine");
    assertThat(data.shape()).isEqualTo(new ImageShape(1, 2, 2));
    assertThat(data.training().size()).isEqualTo(3);
    assertThat(data.test().size()).isEqualTo(2);
    assertThat(data.training().label(2)).isEqualTo(4);
    assertThat(data.test().label(0)).isEqualTo(6);
    assertThat(data.classNames()).hasSize(7).startsWith("0", "1");
    assertThat(TestFiles.pixels(data.training(), 1)).containsExactly(4, 5, 6, 7);
    float[] floats = new float[5];
    data.training().read(1, floats, 1);
    assertThat(floats).containsExactly(0, 4, 5, 6, 7);
    assertThat(IdxFolder.isComplete(folder)).isTrue();
  }

  @Test
  void takesOtherSpellingsAndMissingHalves() throws IOException {
    write("emnist-letters-test-images-idx3-ubyte", TestFiles.idx(new byte[4], 1, 2, 2));
    write("emnist-letters-test-labels.idx1-ubyte", TestFiles.idx(new byte[1], 1));

    Dataset data = IdxFolder.read(folder, "letters");

    assertThat(data.training().size()).isZero();
    assertThat(data.test().size()).isEqualTo(1);
    assertThat(IdxFolder.isComplete(folder)).isFalse();
  }

  @Test
  void plainFileGoesBeforeItsGzip() throws IOException {
    pair("train", "", 1, 1, 1, (byte) 1);
    pair("train", ".gz", 2, 1, 1, (byte) 2);

    assertThat(IdxFolder.read(folder, "both").training().size()).isEqualTo(1);
  }

  @Test
  void refusesWhatDoesNotFitTogether() throws IOException {
    refused("has no IDX files");
    pair("train", "", 3, 2, 2, (byte) 1);
    write("t10k-images-idx3-ubyte", TestFiles.idx(new byte[9], 1, 3, 3));
    refused("has t10k-images-idx3-ubyte but not its labels");
    write("t10k-labels-idx1-ubyte", TestFiles.idx(new byte[2], 2));
    refused("has 1 pictures, but t10k-labels-idx1-ubyte has 2 labels");
    write("t10k-labels-idx1-ubyte", TestFiles.idx(new byte[1], 1));
    refused("training pictures are 1x2x2, test ones 1x3x3");
    write("other-train-images-idx3-ubyte", new byte[0]);
    refused("several files of train images");
  }

  @Test
  void refusesFileInPlaceOfFolder() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[1]);

    assertThatThrownBy(() -> IdxFolder.read(file, "file"))
        .isInstanceOf(DatasetException.class)
        .hasMessageEndingWith("is not a folder");
  }

  private void refused(String message) {
    assertThatThrownBy(() -> IdxFolder.read(folder, "x"))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(message);
  }

  private void pair(String part, String end, int count, int height, int width, byte label)
      throws IOException {
    byte[] pixels = new byte[count * height * width];
    byte[] labels = new byte[count];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) i;
    }
    labels[count - 1] = label;
    labels[0] = label;
    write(part + "-images-idx3-ubyte" + end, TestFiles.idx(pixels, count, height, width));
    write(part + "-labels-idx1-ubyte" + end, TestFiles.idx(labels, count));
  }

  private void write(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), name.endsWith(".gz") ? TestFiles.gzip(bytes) : bytes);
  }
}
