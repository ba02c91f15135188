package io.deepcompress.datasets;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** A file opened for reading, unpacked on the way when it starts with gzip's two magic bytes. */
final class DataFile implements AutoCloseable {
  /** Deflate cannot do better than 1032 to 1. */
  private static final long MAX_DEFLATE_RATIO = 1032;

  private static final int BUFFER = 1 << 16;

  private final InputStream stream;
  private final long largestContent;

  private DataFile(InputStream stream, long largestContent) {
    this.stream = stream;
    this.largestContent = largestContent;
  }

  static DataFile open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw DatasetException.missing(file + ": is a folder, not a file", null);
    }
    InputStream raw;
    try {
      raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    } catch (NoSuchFileException e) {
      throw DatasetException.missing(file + ": does not exist", e);
    }
    try {
      raw.mark(2);
      boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
      raw.reset();
      long size = Files.size(file);
      return gzip
          ? new DataFile(new GZIPInputStream(raw, BUFFER), size * MAX_DEFLATE_RATIO)
          : new DataFile(raw, size);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  InputStream stream() {
    return stream;
  }

  /** An upper bound of the bytes that the stream can give. */
  long largestContent() {
    return largestContent;
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
