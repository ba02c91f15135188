package io.deepcompress.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLConnection;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.List;

/**
 * Fetches files over HTTP. A file appears under its name only when it is whole and its checksum is
 * right; until then it is a hidden file ending in {@code .part}.
 */
final class Downloader {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int READ_MILLIS = 30_000;

  private final int connectMillis;
  private final int readMillis;
  private final DownloadListener listener;

  Downloader(DownloadListener listener) {
    this(listener, CONNECT_MILLIS, READ_MILLIS);
  }

  Downloader(DownloadListener listener, int connectMillis, int readMillis) {
    this.listener = listener;
    this.connectMillis = connectMillis;
    this.readMillis = readMillis;
  }

  /**
   * Fetches a file into a folder, from the first of these addresses that gives it.
   *
   * @throws DatasetException if none does; the message tells of each address
   */
  void fetch(RemoteFile file, List<URI> bases, Path folder) throws DatasetException {
    boolean wasThere = Files.exists(folder);
    StringBuilder failures = new StringBuilder();
    for (URI base : bases) {
      URI address = base.resolve(file.name());
      try {
        fetch(file, address, folder);
        return;
      } catch (IOException e) {
        failures.append(failures.isEmpty() ? "" : "; ").append(address).append(": ");
        failures.append(reason(e));
      }
    }
    if (!wasThere) {
      deleteIfEmpty(folder);
    }
    throw new DatasetException(failures.toString());
  }

  private static void deleteIfEmpty(Path folder) {
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // Somebody else has put something there meanwhile.
    }
  }

  private void fetch(RemoteFile file, URI address, Path folder) throws IOException {
    try (InputStream input = open(address)) {
      save(file, input, folder);
    }
  }

  private void save(RemoteFile file, InputStream input, Path folder) throws IOException {
    Files.createDirectories(folder);
    Path part = Files.createTempFile(folder, "." + file.name(), ".part");
    part.toFile().deleteOnExit();
    try {
      MessageDigest digest = Sha256.newDigest();
      try (OutputStream output = Files.newOutputStream(part)) {
        copy(file, input, output, digest);
      }
      if (!Sha256.hex(digest).equals(file.sha256())) {
        throw new DatasetException("wrong SHA-256, the file is damaged or another one");
      }
      Files.move(part, folder.resolve(file.name()), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private InputStream open(URI address) throws IOException {
    URLConnection connection = address.toURL().openConnection();
    connection.setConnectTimeout(connectMillis);
    connection.setReadTimeout(readMillis);
    connection.setRequestProperty("Accept-Encoding", "identity");
    if (connection instanceof HttpURLConnection http) {
      int status = http.getResponseCode();
      if (status != HttpURLConnection.HTTP_OK) {
        http.disconnect();
        throw new DatasetException("HTTP " + status);
      }
    }
    return connection.getInputStream();
  }

  private void copy(RemoteFile file, InputStream input, OutputStream output, MessageDigest digest)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    long done = 0;
    for (int count; (count = input.read(buffer)) >= 0; ) {
      done += count;
      if (done > file.size()) {
        throw new DatasetException("is longer than the expected " + file.size() + " bytes");
      }
      digest.update(buffer, 0, count);
      output.write(buffer, 0, count);
      listener.progress(file.name(), done, file.size());
    }
    if (done < file.size()) {
      throw new DatasetException("only " + done + " of " + file.size() + " bytes arrived");
    }
  }

  private static String reason(IOException e) {
    if (e instanceof DatasetException) {
      return e.getMessage();
    }
    if (e instanceof UnknownHostException) {
      return "no such host or no network";
    }
    if (e instanceof SocketTimeoutException) {
      return "no answer in time";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
