package io.deepcompress.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureTest {
  private static final ImageShape COLOUR = new ImageShape(3, 2, 3);
  private static final ImageShape GRAY = new ImageShape(1, 2, 3);

  /** Six colours: two rows of three. */
  private static final int[] COLOURS = {0xff0000, 0x00ff00, 0x0000ff, 0x102030, 0xffffff, 0x7f8081};

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"png, 1", "png, 2", "png, 5", "png, 6", "bmp, 1", "bmp, 5", "gif, 13", "png, 13"})
  void colourComesOutInPlanes(String format, int type) throws IOException {
    Path file = write(format, image(type));

    byte[] pixels = read(file, COLOUR);

    for (int i = 0; i < 6; i++) {
      int colour = (pixels[i] & 0xff) << 16 | (pixels[6 + i] & 0xff) << 8 | (pixels[12 + i] & 0xff);
      assertThat(colour).as("pixel %d", i).isEqualTo(COLOURS[i]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY})
  void grayIsNotBrightened(int type) throws IOException {
    BufferedImage image = new BufferedImage(3, 2, type);
    int[] values = {0, 50, 100, 128, 200, 255};
    for (int i = 0; i < 6; i++) {
      int sample = type == BufferedImage.TYPE_BYTE_GRAY ? values[i] : values[i] << 8 | 77;
      image.getRaster().setSample(i % 3, i / 3, 0, sample);
    }
    Path file = write("png", image);

    assertThat(unsigned(read(file, GRAY))).containsExactly(values);
    assertThat(unsigned(read(file, COLOUR))).startsWith(values).endsWith(values).hasSize(18);
  }

  @Test
  void colourBecomesLuma() throws IOException {
    int[] gray = unsigned(read(write("png", image(BufferedImage.TYPE_INT_RGB)), GRAY));

    for (int i = 0; i < 6; i++) {
      double red = COLOURS[i] >> 16;
      double green = COLOURS[i] >> 8 & 0xff;
      double blue = COLOURS[i] & 0xff;
      assertThat(gray[i]).isEqualTo((int) Math.round(0.299 * red + 0.587 * green + 0.114 * blue));
    }
  }

  @Test
  void transparencyIsIgnored() throws IOException {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < 6; i++) {
      image.setRGB(i % 3, i / 3, 40 * i << 24 | 0x204060);
    }
    int[] pixels = unsigned(read(write("png", image), COLOUR));

    assertThat(Arrays.copyOf(pixels, 6)).containsOnly(0x20);
    assertThat(Arrays.copyOfRange(pixels, 12, 18)).containsOnly(0x60);
  }

  @Test
  void everyTruncationIsADatasetException() throws IOException {
    for (String format : List.of("png", "jpg", "bmp", "gif")) {
      byte[] good = Files.readAllBytes(write(format, image(BufferedImage.TYPE_3BYTE_BGR)));
      int refused = 0;
      for (int length = 0; length < good.length; length += 1 + good.length / 60) {
        Path file = Files.write(folder.resolve("cut." + format), Arrays.copyOf(good, length));
        try {
          read(file, COLOUR);
        } catch (DatasetException e) {
          assertThat(e).hasMessageStartingWith(file + ": ").hasMessageNotContaining("\n");
          refused++;
        }
      }
      // Decoders make do with a picture whose very end is missing.
      assertThat(refused).as(format).isGreaterThan(25);
    }
  }

  @Test
  void refusesWhatIsNoPicture() throws IOException {
    Path text = Files.writeString(folder.resolve("text.png"), "not a picture");

    assertThatThrownBy(() -> read(text, COLOUR))
        .isInstanceOf(DatasetException.class)
        .hasMessageEndingWith("text.png: is not a PNG, JPEG, BMP or GIF picture");
    assertThatThrownBy(() -> read(folder.resolve("none.png"), COLOUR))
        .isInstanceOf(DatasetException.class)
        .hasMessageEndingWith("none.png: does not exist");
  }

  @Test
  void refusesHugePicturesBeforeDecodingThem() throws IOException {
    // A GIF header that claims 65535x65535 pixels.
    byte[] gif = Files.readAllBytes(write("gif", image(BufferedImage.TYPE_BYTE_INDEXED)));
    Arrays.fill(gif, 6, 10, (byte) 0xff);
    int descriptor = 13 + 3 * (2 << (gif[10] & 7));
    while (gif[descriptor] != 0x2c) {
      descriptor++;
    }
    Arrays.fill(gif, descriptor + 5, descriptor + 9, (byte) 0xff);
    Path file = Files.write(folder.resolve("bomb.gif"), gif);

    assertThatThrownBy(() -> read(file, COLOUR))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("has 4294836225 pixels, too many");
  }

  /** The same pictures as JPEG and as another decoder's PNG. */
  @Test
  void jpegIsDecodedAsOthersDo() throws IOException {
    Path reference = TestFiles.realData("imagenet-sample").resolve("reference");
    ImageShape shape = new ImageShape(3, 227, 227);
    byte[] ours = new byte[shape.length()];
    byte[] theirs = new byte[shape.length()];
    int compared = 0;
    try (Stream<Path> files = Files.list(reference)) {
      for (Path png : files.filter(file -> file.toString().endsWith(".png")).toList()) {
        String name = png.getFileName().toString().replace(".png", ".jpg");
        Picture.read(png).write(shape, ImageFit.STANDARD, theirs, 0);
        Path jpeg = reference.resolveSibling("images").resolve(name);
        Picture.read(jpeg).write(shape, ImageFit.CROP, ours, 0);
        long sum = 0;
        for (int i = 0; i < ours.length; i++) {
          sum += Math.abs((ours[i] & 0xff) - (theirs[i] & 0xff));
        }
        assertThat(sum / (double) ours.length).as(name).isLessThan(0.5);
        compared++;
      }
    }
    assertThat(compared).isEqualTo(16);
  }

  private static BufferedImage image(int type) {
    BufferedImage image =
        type == BufferedImage.TYPE_BYTE_INDEXED
            ? new BufferedImage(3, 2, type, new IndexColorModel(8, 6, COLOURS, 0, false, -1, 0))
            : new BufferedImage(3, 2, type);
    for (int i = 0; i < 6; i++) {
      image.setRGB(i % 3, i / 3, 0xff000000 | COLOURS[i]);
    }
    return image;
  }

  private Path write(String format, BufferedImage image) throws IOException {
    Path file = folder.resolve("picture." + format);
    Files.deleteIfExists(file);
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ImageWriteParam settings = writer.getDefaultWriteParam();
    if (settings.canWriteProgressive()) {
      // Java's own reader gets interlaced GIFs of fewer than five rows wrong.
      settings.setProgressiveMode(ImageWriteParam.MODE_DISABLED);
    }
    try (ImageOutputStream output = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(output);
      writer.write(null, new IIOImage(image, null, null), settings);
    } finally {
      writer.dispose();
    }
    return file;
  }

  private static byte[] read(Path file, ImageShape shape) throws DatasetException {
    byte[] pixels = new byte[shape.length()];
    Picture.read(file).write(shape, ImageFit.CROP, pixels, 0);
    return pixels;
  }

  private static int[] unsigned(byte[] bytes) {
    int[] values = new int[bytes.length];
    Arrays.setAll(values, i -> bytes[i] & 0xff);
    return values;
  }
}
