package io.deepcompress.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches of three records; their archive was made by Python's tarfile, in another order. */
class CifarReaderTest {
  private static final int RECORDS = 3;
  private static final int RECORD = 1 + 3 * 32 * 32;

  @TempDir Path folder;

  @Test
  void readsBatchesInFolder() throws IOException {
    batches(folder);
    check(CifarReader.read(folder, "cifar10", RECORDS));
  }

  @Test
  void readsBatchesInSubFolder() throws IOException {
    batches(Files.createDirectory(folder.resolve("cifar-10-batches-bin")));
    check(CifarReader.read(folder, "cifar10", RECORDS));
  }

  @Test
  void readsArchive() throws IOException {
    archive();
    assertThat(CifarReader.isPresent(folder)).isTrue();
    check(CifarReader.read(folder, "cifar10", RECORDS));
  }

  @Test
  void knowsWhatIsMissing() throws IOException {
    assertThat(CifarReader.isPresent(folder)).isFalse();
    batches(folder);
    assertThat(CifarReader.isPresent(folder)).isTrue();
    Files.delete(folder.resolve("data_batch_3.bin"));
    assertThat(CifarReader.isPresent(folder)).isFalse();
  }

  @Test
  void refusesWrongSizeAndLabel() throws IOException {
    batches(folder);
    assertThatThrownBy(() -> CifarReader.read(folder, "cifar10", 4))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("data_batch_1.bin: has 9219 bytes, expected 12292");

    byte[] batch = batch(5);
    batch[RECORD] = 10;
    Files.write(folder.resolve("test_batch.bin"), batch);
    assertThatThrownBy(() -> CifarReader.read(folder, "cifar10", RECORDS))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("test_batch.bin: label 10 of record 1 is not 0 to 9");
  }

  @Test
  void refusesEveryKindOfBrokenArchive() throws IOException {
    byte[] good = archive();
    for (int length = 0; length < good.length; length += 37) {
      Files.write(folder.resolve(CifarReader.ARCHIVE), Arrays.copyOf(good, length));
      refused("first " + length + " bytes", "");
    }
    Files.write(folder.resolve(CifarReader.ARCHIVE), TestFiles.gzip(new byte[1024]));
    refused("empty archive", "lacks data_batch_1.bin, data_batch_2.bin");
    byte[] noise = new byte[2048];
    Arrays.fill(noise, (byte) 'x');
    Files.write(folder.resolve(CifarReader.ARCHIVE), TestFiles.gzip(noise));
    refused("no archive", "is not a tar archive or is damaged");
  }

  private void refused(String what, String message) {
    assertThatThrownBy(() -> CifarReader.read(folder, "cifar10", RECORDS))
        .as(what)
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(CifarReader.ARCHIVE)
        .hasMessageContaining(message);
  }

  private byte[] archive() throws IOException {
    try (InputStream input = getClass().getResourceAsStream("cifar-three-records.tar.gz")) {
      byte[] bytes = input.readAllBytes();
      Files.write(folder.resolve(CifarReader.ARCHIVE), bytes);
      return bytes;
    }
  }

  private static void batches(Path folder) throws IOException {
    for (int i = 0; i < 5; i++) {
      Files.write(folder.resolve("data_batch_" + (i + 1) + ".bin"), batch(i));
    }
    Files.write(folder.resolve("test_batch.bin"), batch(5));
  }

  private static byte[] batch(int batch) {
    byte[] bytes = new byte[RECORDS * RECORD];
    for (int record = 0; record < RECORDS; record++) {
      bytes[record * RECORD] = (byte) ((3 * batch + record) % 10);
      for (int i = 0; i < RECORD - 1; i++) {
        bytes[record * RECORD + 1 + i] = (byte) pixel(batch, record, i / 1024, i / 32 % 32, i % 32);
      }
    }
    return bytes;
  }

  private static int pixel(int batch, int record, int channel, int y, int x) {
    return (batch * 40 + record * 16 + channel * 5 + y + 2 * x) % 256;
  }

  private static void check(Dataset data) throws DatasetException {
    assertThat(data.shape()).isEqualTo(new ImageShape(3, 32, 32));
    assertThat(data.training().size()).isEqualTo(15);
    assertThat(data.test().size()).isEqualTo(3);
    assertThat(data.classNames()).hasSize(10).startsWith("airplane").endsWith("truck");
    for (int i = 0; i < 18; i++) {
      Split split = i < 15 ? data.training() : data.test();
      int index = i < 15 ? i : i - 15;
      assertThat(split.label(index)).isEqualTo(i % 10);
      byte[] pixels = TestFiles.pixels(split, index);
      assertThat(pixels[2 * 1024 + 7 * 32 + 9] & 0xff).isEqualTo(pixel(i / 3, i % 3, 2, 7, 9));
    }
  }
}
