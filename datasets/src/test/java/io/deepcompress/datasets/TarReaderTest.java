package io.deepcompress.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TarReaderTest {
  private static final byte[] END = new byte[1024];

  @Test
  void visitsRegularFilesOnly() throws IOException {
    byte[] archive =
        join(
            entry("dir/", "", '5', 0),
            entry("dir/a.txt", "hello", '0', 5),
            entry("old style", "x".repeat(512), '\0', 512),
            entry("link", "", '2', 0),
            entry("global", "17 comment=what\n\n", 'g', 17),
            entry("empty", "", '0', 0),
            END);

    assertThat(visit(archive))
        .containsExactly("dir/a.txt=hello", "old style=" + "x".repeat(512), "empty=");
  }

  @Test
  void passesOverWhatIsNotRead() throws IOException {
    byte[] archive = join(entry("a", "12345", '0', 5), entry("b", "6", '0', 1), END);
    List<String> names = new ArrayList<>();

    TarReader.read(
        new ByteArrayInputStream(archive), "test", (name, size, content) -> names.add(name + size));

    assertThat(names).containsExactly("a5", "b1");
  }

  @Test
  void joinsPrefixAndName() throws IOException {
    byte[] header = header("file", '0', 0);
    byte[] prefix = "some/long/folder".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(prefix, 0, header, 345, prefix.length);
    seal(header);

    assertThat(visit(join(header, END))).containsExactly("some/long/folder/file=");
  }

  @Test
  void contentNeverReachesIntoTheNextFile() throws IOException {
    byte[] archive = join(entry("a", "12", '0', 2), entry("b", "34", '0', 2), END);
    List<Integer> values = new ArrayList<>();

    TarReader.read(
        new ByteArrayInputStream(archive),
        "test",
        (name, size, content) -> {
          for (int i = 0; i < 4; i++) {
            values.add(content.read());
          }
        });

    assertThat(values).containsExactly(49, 50, -1, -1, 51, 52, -1, -1);
  }

  @Test
  void refusesEveryFlippedBitOfAHeaderThatChangesIt() throws IOException {
    byte[] archive = join(entry("name", "data", '0', 4), END);
    for (int bit = 0; bit < 512 * 8; bit++) {
      byte[] flipped = archive.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      if (bit / 8 >= 148 && bit / 8 < 156) {
        // Within the checksum a zero may also be written as a space, and the end as either.
        try {
          assertThat(visit(flipped)).containsExactly("name=data");
          continue;
        } catch (DatasetException e) {
          assertThat(e).hasMessage("test: is not a tar archive or is damaged");
        }
      }
      assertThatThrownBy(() -> visit(flipped))
          .as("bit %d", bit)
          .isInstanceOf(DatasetException.class)
          .hasMessage("test: is not a tar archive or is damaged");
    }
  }

  @Test
  void refusesEveryTruncationBeforeTheEndMark() {
    byte[] archive = join(entry("name", "data", '0', 4), END);
    for (int length = 0; length < 1536; length++) {
      byte[] cut = Arrays.copyOf(archive, length);
      assertThatThrownBy(() -> visit(cut)).isInstanceOf(EOFException.class);
    }
  }

  private static List<String> visit(byte[] archive) throws IOException {
    List<String> found = new ArrayList<>();
    TarReader.read(
        new ByteArrayInputStream(archive),
        "test",
        (name, size, content) -> {
          byte[] bytes = content.readAllBytes();
          assertThat(bytes).hasSize((int) size);
          found.add(name + "=" + new String(bytes, StandardCharsets.US_ASCII));
        });
    return found;
  }

  private static byte[] entry(String name, String content, char type, int size) {
    byte[] bytes = Arrays.copyOf(header(name, type, size), 512 + (size + 511) / 512 * 512);
    System.arraycopy(content.getBytes(StandardCharsets.US_ASCII), 0, bytes, 512, size);
    return bytes;
  }

  private static byte[] header(String name, char type, int size) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 124, String.format("%011o", size));
    header[156] = (byte) type;
    put(header, 257, "ustar");
    seal(header);
    return header;
  }

  /** The checksum as old and new tars write it: six digits, a zero byte and a space. */
  private static void seal(byte[] header) {
    put(header, 148, "        ");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format("%06o\0 ", sum));
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      output.writeBytes(part);
    }
    return output.toByteArray();
  }
}
