package io.deepcompress.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  private static final ImageShape SMALL = new ImageShape(3, 4, 4);

  @TempDir Path folder;

  @Test
  void oneFolderAClass() throws IOException {
    for (String name : new String[] {"zebra", "ant", "cat"}) {
      for (int i = 0; i < 4; i++) {
        picture(name + "/" + i + ".png", 10 * i);
      }
    }
    Files.writeString(folder.resolve("ant/notes.txt"), "no picture");
    Files.createDirectory(folder.resolve("empty"));
    Files.createDirectory(folder.resolve(".hidden"));
    picture(".hidden/0.png", 0);

    Dataset data = open();

    assertThat(data.classNames()).containsExactly("ant", "cat", "zebra");
    assertThat(data.training().size()).isEqualTo(10);
    assertThat(data.test().size()).isEqualTo(2);
    assertThat(data.hasOwnTest()).isFalse();
    // The list is ant 0 1 2 3, cat 0 1 2 3, zebra 0 1 2 3; its numbers 4 and 9 are for testing.
    assertThat(data.test().label(0)).isEqualTo(1);
    assertThat(TestFiles.pixels(data.test(), 0)[0]).isEqualTo((byte) 0);
    assertThat(data.test().label(1)).isEqualTo(2);
    assertThat(TestFiles.pixels(data.test(), 1)[0]).isEqualTo((byte) 10);
    assertThat(data.training().label(9)).isEqualTo(2);
    assertThat(TestFiles.pixels(data.training(), 9)[0]).isEqualTo((byte) 30);
    assertThat(data.all().size()).isEqualTo(12);
  }

  @Test
  void trainAndTestFolders() throws IOException {
    picture("train/a/1.png", 1);
    picture("train/b/1.png", 2);
    picture("val/b/1.png", 3);

    Dataset data = open();

    assertThat(data.hasOwnTest()).isTrue();
    assertThat(data.training().size()).isEqualTo(2);
    assertThat(data.test().size()).isEqualTo(1);
    assertThat(data.test().label(0)).isEqualTo(1);

    picture("val/c/1.png", 3);
    assertThatThrownBy(this::open)
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("is not a class of the training pictures");
  }

  @Test
  void numberedFilesOfOneFolder() throws IOException {
    picture("0000_n01440764_tench.png", 1);
    picture("0002_n01484850_great_white_shark.png", 2);
    picture("0002_another.png", 3);

    Dataset data = open();

    assertThat(data.training().labelled()).isTrue();
    assertThat(data.training().size()).isEqualTo(3);
    assertThat(data.training().label(0)).isZero();
    assertThat(data.training().label(1)).isEqualTo(2);
    assertThat(data.classNames()).containsExactly("tench", "1", "another");
  }

  @Test
  void anyOtherFilesAreForCalibration() throws IOException {
    picture("0000_n01440764_tench.png", 1);
    picture("holiday.png", 2);

    Dataset data = open();

    assertThat(data.training().labelled()).isFalse();
    assertThat(data.training().size()).isEqualTo(2);
    assertThat(data.test().size()).isZero();
    assertThat(data.classNames()).isEmpty();
    assertThatThrownBy(() -> data.training().label(0)).isInstanceOf(IllegalStateException.class);
    assertThat(data.digest()).hasSize(64);
    assertThat(data.training().inMemory().labelled()).isFalse();
  }

  @Test
  void digestFollowsContents() throws IOException {
    picture("a/1.png", 1);
    picture("b/1.png", 2);
    String digest = open().digest();

    assertThat(open().digest()).isEqualTo(digest);
    picture("b/1.png", 3);
    assertThat(open().digest()).isNotEqualTo(digest);
  }

  @Test
  void refusesFoldersWithoutPictures() throws IOException {
    assertThatThrownBy(this::open)
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("has no pictures");
    Files.createDirectory(folder.resolve("train"));
    assertThatThrownBy(this::open)
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("one for each class");
    assertThatThrownBy(
            () -> ImageFolder.read(folder.resolve("none"), "x", SMALL, ImageFit.STANDARD))
        .isInstanceOf(DatasetException.class)
        .hasMessageEndingWith("none: is not a folder");
  }

  private Dataset open() throws DatasetException {
    return ImageFolder.read(folder, "pictures", SMALL, ImageFit.STANDARD);
  }

  /** A 4x4 picture of one gray. */
  private void picture(String name, int gray) throws IOException {
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 16; i++) {
      image.setRGB(i % 4, i / 4, gray * 0x010101);
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }
}
