package io.deepcompress.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdxReaderTest {
  /** Two pictures of two rows and three columns, byte by byte. */
  private static final byte[] TWO_PICTURES = {
    0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -6
  };

  @TempDir Path folder;

  @Test
  void readsPlainFile() throws IOException {
    IdxArray array = IdxReader.read(file(TWO_PICTURES), 3);

    assertThat(array.dimensions()).containsExactly(2, 2, 3);
    assertThat(array.data()).containsExactly(1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -6);
  }

  @Test
  void readsGzipWhateverTheName() throws IOException {
    IdxArray array = IdxReader.read(file(TestFiles.gzip(TWO_PICTURES)), 3);

    assertThat(array.dimensions()).containsExactly(2, 2, 3);
    assertThat(array.data()).endsWith(-6);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "empty                |                         | ends too early",
        "only a magic         | 0 0 8 3                 | ends too early",
        "no sizes             | 0 0 8 1 0 0             | ends too early",
        "text                 | 80 75 3 4 0 0 0 0       | not an IDX file",
        "second byte          | 0 1 8 1 0 0 0 1 7       | not an IDX file",
        "signed bytes         | 0 0 9 1 0 0 0 1 7       | type 0x09",
        "floats               | 0 0 13 1 0 0 0 1 7      | type 0x0d",
        "no dimension         | 0 0 8 0 7               | has 0 dimensions",
        "five dimensions      | 0 0 8 5 0 0 0 1         | has 5 dimensions",
        "size zero            | 0 0 8 1 0 0 0 0         | dimension 0 is 0",
        "size above 2^31      | 0 0 8 1 -128 0 0 0      | dimension 0 is 2147483648",
        "one value short      | 0 0 8 1 0 0 0 30 1 2    | cut off",
        "one value too many   | 0 0 8 1 0 0 0 1 7 8     | goes on after its 1 values",
        "two dimensions       | 0 0 8 2 0 0 0 1 0 0 0 1 7 | has 2 dimensions, expected 1",
        "4 GiB                | 0 0 8 2 0 1 0 0 0 1 0 0 | more than 2 GiB",
        "overflow             | 0 0 8 4 127 0 0 0 127 0 0 0 127 0 0 0 127 0 0 0 | more than 2 GiB",
        "1 GiB claimed        | 0 0 8 1 64 0 0 0 1      | too short for its dimensions",
      })
  void refuses(String what, String bytes, String message) throws IOException {
    Path file = file(bytes(bytes));

    assertThatThrownBy(() -> IdxReader.read(file, 1))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void refusesEveryTruncationOfGzip() throws IOException {
    byte[] packed = TestFiles.gzip(TWO_PICTURES);
    for (int length = 0; length < packed.length; length++) {
      Path file = file(Arrays.copyOf(packed, length));
      assertThatThrownBy(() -> IdxReader.read(file, 3))
          .as("first %d bytes", length)
          .isInstanceOf(DatasetException.class)
          .hasMessageStartingWith(file + ": ");
    }
  }

  @Test
  void refusesDamagedGzip() throws IOException {
    byte[] packed = TestFiles.gzip(TWO_PICTURES);
    packed[packed.length - 6] ^= 1;
    Path file = file(packed);

    assertThatThrownBy(() -> IdxReader.read(file, 3))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("damaged gzip data");
  }

  @Test
  void refusesMissingFileAndFolder() {
    assertThatThrownBy(() -> IdxReader.read(folder.resolve("none"), 1))
        .isInstanceOf(DatasetException.class)
        .hasMessageEndingWith("none: does not exist");
    assertThatThrownBy(() -> IdxReader.read(folder, 1))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("is a folder");
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("some-idx"), bytes);
  }

  private static byte[] bytes(String text) {
    if (text == null) {
      return new byte[0];
    }
    String[] parts = text.split(" ");
    byte[] bytes = new byte[parts.length];
    for (int i = 0; i < parts.length; i++) {
      bytes[i] = Byte.parseByte(parts[i]);
    }
    return bytes;
  }
}
