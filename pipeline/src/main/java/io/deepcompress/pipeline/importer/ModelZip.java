package io.deepcompress.pipeline.importer;

import io.deepcompress.pipeline.importer.ImportException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** A zip that is checked against {@link ZipLimits} before anything is read from it. */
final class ModelZip implements Closeable {
  private final Path path;
  private final ZipFile zip;
  private final ZipLimits limits;

  private ModelZip(Path path, ZipFile zip, ZipLimits limits) {
    this.path = path;
    this.zip = zip;
    this.limits = limits;
  }

  /**
   * Opens a zip and checks its directory.
   *
   * @throws ImportException if it is no readable zip or breaks a limit
   */
  static ModelZip open(Path path, ZipLimits limits) throws IOException {
    requireZip(path);
    ZipFile zip;
    try {
      zip = ZipFile.builder().setPath(path).get();
    } catch (IOException | IllegalArgumentException e) {
      throw new ImportException(
          Kind.NOT_A_ZIP,
          path + " starts like a zip but its directory is missing or broken; it is cut short",
          e);
    }
    ModelZip result = new ModelZip(path, zip, limits);
    try {
      result.checkDirectory();
    } catch (ImportException e) {
      zip.close();
      throw e;
    }
    return result;
  }

  private static void requireZip(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new ImportException(Kind.NOT_FOUND, path + " does not exist");
    }
    if (Files.isDirectory(path)) {
      throw new ImportException(Kind.NOT_FOUND, path + " is a directory, not a model zip");
    }
    if (!Files.isReadable(path)) {
      throw new ImportException(Kind.NOT_FOUND, path + " is not readable");
    }
    byte[] magic;
    try (InputStream in = Files.newInputStream(path)) {
      magic = in.readNBytes(4);
    }
    if (magic.length == 0) {
      throw new ImportException(Kind.NOT_A_ZIP, path + " is empty");
    }
    if (magic.length < 4 || magic[0] != 'P' || magic[1] != 'K') {
      throw new ImportException(
          Kind.NOT_A_ZIP, path + " is not a zip; save the model with DL4J's ModelSerializer");
    }
  }

  private void checkDirectory() throws ImportException {
    List<ZipArchiveEntry> entries = java.util.Collections.list(zip.getEntries());
    if (entries.size() > limits.entries()) {
      throw unsafe("holds " + entries.size() + " entries, more than " + limits.entries());
    }
    Set<String> names = new HashSet<>();
    long total = 0;
    for (ZipArchiveEntry entry : entries) {
      requirePlain(entry.getName());
      if (!names.add(entry.getName())) {
        throw unsafe("holds '" + printable(entry.getName()) + "' twice");
      }
      if (entry.getSize() < 0 || entry.getSize() > limits.entryBytes()) {
        throw unsafe(
            "entry '" + printable(entry.getName()) + "' has " + entry.getSize() + " bytes");
      }
      total += entry.getSize();
    }
    if (total > limits.totalBytes()) {
      throw unsafe("unpacks to " + total + " bytes, more than " + limits.totalBytes());
    }
  }

  private void requirePlain(String name) throws ImportException {
    boolean leaves =
        name.startsWith("/")
            || name.startsWith("\\")
            || name.matches("[A-Za-z]:.*")
            || List.of(name.split("[/\\\\]")).contains("..");
    if (leaves || name.isEmpty() || name.indexOf('\0') >= 0) {
      throw unsafe("has an entry that leaves the archive: '" + printable(name) + "'");
    }
  }

  private ImportException unsafe(String what) {
    return new ImportException(Kind.UNSAFE, path + " is refused: it " + what);
  }

  private static String printable(String name) {
    String shown = name.length() > 100 ? name.substring(0, 100) + "..." : name;
    return shown.replaceAll("\\p{Cntrl}", "?");
  }

  /** Uncompressed size of an entry as the directory says it, or nothing if there is none. */
  Optional<Long> size(String name) {
    return Optional.ofNullable(zip.getEntry(name)).map(ZipArchiveEntry::getSize);
  }

  /** A whole entry of at most {@code most} bytes, or nothing if there is none. */
  Optional<byte[]> read(String name, int most) throws IOException {
    ZipArchiveEntry entry = zip.getEntry(name);
    if (entry == null) {
      return Optional.empty();
    }
    if (entry.getSize() > most) {
      throw unsafe("entry '" + name + "' has " + entry.getSize() + " bytes, more than " + most);
    }
    try (InputStream in = open(name)) {
      return Optional.of(in.readAllBytes());
    } catch (ZipException e) {
      throw damaged(name, e);
    }
  }

  /**
   * Opens an entry; the stream fails as soon as the entry grows beyond its declared size or the
   * limits.
   *
   * @throws ImportException if there is no such entry
   */
  InputStream open(String name) throws IOException {
    ZipArchiveEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new ImportException(
          Kind.NOT_A_MODEL, path + " has no " + name + "; save it with DL4J's ModelSerializer");
    }
    if (entry.getMethod() != ZipEntry.STORED && entry.getMethod() != ZipEntry.DEFLATED) {
      throw new ImportException(
          Kind.UNSUPPORTED,
          path + ": entry '" + name + "' is packed by method " + entry.getMethod());
    }
    if (entry.getSize() > (1 << 20)
        && entry.getSize() / Math.max(1, entry.getCompressedSize()) > limits.ratio()) {
      throw unsafe("entry '" + name + "' unpacks more than " + limits.ratio() + " to 1");
    }
    InputStream raw;
    try {
      raw = zip.getInputStream(entry);
    } catch (IOException e) {
      throw damaged(name, e);
    }
    return new EntryStream(raw, entry);
  }

  private ImportException damaged(String name, IOException cause) {
    return new ImportException(
        Kind.CORRUPT, path + ": entry '" + name + "' is damaged: " + cause.getMessage(), cause);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  /** Turns decoder errors into clear ones, stops at the declared size, checks the checksum. */
  private final class EntryStream extends InputStream {
    private final InputStream in;
    private final String name;
    private final CRC32 sum = new CRC32();
    private final long expectedSum;
    private long left;

    EntryStream(InputStream in, ZipArchiveEntry entry) {
      this.in = in;
      this.name = entry.getName();
      this.expectedSum = entry.getCrc();
      this.left = entry.getSize();
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count;
      try {
        count = in.read(target, offset, length);
      } catch (IOException e) {
        throw damaged(name, e);
      }
      if (count < 0) {
        if (left > 0 || sum.getValue() != expectedSum) {
          throw damaged(name, new ZipException("length or checksum is wrong"));
        }
        return count;
      }
      sum.update(target, offset, count);
      left -= count;
      if (left < 0) {
        throw unsafe("entry '" + name + "' is longer than the directory says");
      }
      return count;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
