package io.deepcompress.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deepcompress.datasets.TestServer.Answer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloaderTest {
  @TempDir Path folder;

  private final byte[] content = new byte[200_000];
  private RemoteFile file;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i * 31 + i / 1000);
    }
    MessageDigest digest = Sha256.newDigest();
    digest.update(content);
    file = new RemoteFile("data.bin", content.length, Sha256.hex(digest));
    server = new TestServer();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void fetchesWholeFile() throws IOException {
    server.answer("/data.bin", Answer.of(content));
    List<Long> progress = new ArrayList<>();
    DownloadListener listener =
        (name, done, total) -> {
          assertThat(name).isEqualTo("data.bin");
          assertThat(total).isEqualTo(content.length);
          progress.add(done);
        };

    new Downloader(listener).fetch(file, List.of(server.base()), folder.resolve("new/cache"));

    assertThat(folder.resolve("new/cache/data.bin")).hasBinaryContent(content);
    assertThat(files(folder.resolve("new/cache"))).containsExactly("data.bin");
    assertThat(progress).isSorted().doesNotHaveDuplicates().endsWith((long) content.length);
  }

  @Test
  void goesOnToTheNextAddress() throws IOException {
    server.answer("/second/data.bin", Answer.of(content));
    URI base = server.base();

    new Downloader(DownloadListener.NONE)
        .fetch(file, List.of(base.resolve("first/"), base.resolve("second/")), folder);

    assertThat(server.asked()).containsExactly("/first/data.bin", "/second/data.bin");
    assertThat(files(folder)).containsExactly("data.bin");
  }

  @Test
  void refusesWrongContent() throws IOException {
    byte[] wrong = content.clone();
    wrong[100_000] ^= 1;
    server.answer("/data.bin", Answer.of(wrong));
    refused("wrong SHA-256");
  }

  @Test
  void refusesMissingFile() throws IOException {
    refused("HTTP 404");
  }

  @Test
  void refusesServerError() throws IOException {
    server.answer("/data.bin", Answer.status(500));
    refused("HTTP 500");
  }

  @Test
  void refusesWhatIsCutOff() throws IOException {
    server.answer("/data.bin", Answer.cutOff(Arrays.copyOf(content, 150_000), content.length));
    refused("");
  }

  @Test
  void refusesShorterAndLongerFiles() throws IOException {
    server.answer("/data.bin", Answer.of(Arrays.copyOf(content, 150_000)));
    refused("only 150000 of 200000 bytes arrived");
    server.answer("/data.bin", Answer.of(Arrays.copyOf(content, 250_000)));
    refused("is longer than the expected 200000 bytes");
  }

  @Test
  void doesNotWaitForEver() throws IOException {
    server.answer("/data.bin", Answer.silence());
    refused("no answer in time");
  }

  @Test
  void leavesNoEmptyFolder() throws IOException {
    Path cache = folder.resolve("cache");
    for (Answer answer : List.of(Answer.status(404), Answer.of(new byte[] {1}))) {
      server.answer("/data.bin", answer);
      assertThatThrownBy(
              () ->
                  new Downloader(DownloadListener.NONE).fetch(file, List.of(server.base()), cache))
          .isInstanceOf(DatasetException.class);
      assertThat(cache).doesNotExist();
    }
  }

  @Test
  void refusesWhereNobodyListens() throws IOException {
    URI base = server.base();
    server.close();
    assertThatThrownBy(
            () -> new Downloader(DownloadListener.NONE).fetch(file, List.of(base), folder))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(base + "data.bin: ");
  }

  private void refused(String message) throws IOException {
    Path old = Files.writeString(folder.resolve("data.bin"), "what was there before");
    assertThatThrownBy(
            () ->
                new Downloader(DownloadListener.NONE, 1000, 300)
                    .fetch(file, List.of(server.base()), folder))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(server.base() + "data.bin: ")
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
    assertThat(old).hasContent("what was there before");
    assertThat(files(folder)).containsExactly("data.bin");
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).toList();
    }
  }
}
