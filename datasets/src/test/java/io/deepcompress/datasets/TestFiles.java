package io.deepcompress.datasets;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Makes the files that tests read. */
final class TestFiles {
  private TestFiles() {}

  /** The bytes of an IDX file of unsigned bytes. */
  static byte[] idx(byte[] data, int... dimensions) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream output = new DataOutputStream(bytes);
      output.writeInt(0x0800 | dimensions.length);
      for (int dimension : dimensions) {
        output.writeInt(dimension);
      }
      output.write(data);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] gzip(byte[] data) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (GZIPOutputStream output = new GZIPOutputStream(bytes)) {
        output.write(data);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes four gzip files with black pictures, 60000 and 10000, and so many test labels of each.
   */
  static Path blackDigits(Path folder, int[] testCounts) throws IOException {
    Files.createDirectories(folder);
    byte[] labels = new byte[10_000];
    int at = 0;
    for (int digit = 0; digit < testCounts.length; digit++) {
      for (int i = 0; i < testCounts[digit]; i++) {
        labels[at++] = (byte) digit;
      }
    }
    write(folder, "train-images-idx3-ubyte.gz", idx(new byte[60_000 * 784], 60_000, 28, 28));
    write(folder, "train-labels-idx1-ubyte.gz", idx(new byte[60_000], 60_000));
    write(folder, "t10k-images-idx3-ubyte.gz", idx(new byte[10_000 * 784], 10_000, 28, 28));
    write(folder, "t10k-labels-idx1-ubyte.gz", idx(labels, 10_000));
    return folder;
  }

  private static void write(Path folder, String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), gzip(bytes));
  }

  /** The folder of real data; where it is absent the test is skipped and says so. */
  static Path realData(String part) {
    String folder = System.getProperty("deepcompress.data", "");
    Path path = Path.of(folder).resolve(part);
    assumeTrue(
        !folder.isBlank() && Files.isDirectory(path),
        "skipped: set -Ddeepcompress.data to a folder that has " + part);
    return path;
  }

  static byte[] pixels(Split split, int index) throws DatasetException {
    byte[] pixels = new byte[split.shape().length()];
    split.read(index, pixels, 0);
    return pixels;
  }
}
