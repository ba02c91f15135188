package io.deepcompress.datasets;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;

/**
 * Reads IDX files of unsigned bytes, plain or compressed with gzip.
 *
 * <p>Layout, big-endian: two zero bytes, the type (0x08 is unsigned byte), the number of
 * dimensions, a 32-bit size per dimension, the values with the last dimension running fastest.
 * Every byte is accounted for: a file that is too short or too long is refused, and no more memory
 * is taken than the file can fill.
 */
final class IdxReader {
  private static final int UNSIGNED_BYTE = 0x08;
  private static final int MAX_DIMENSIONS = 4;

  private IdxReader() {}

  /** Reads a file that must have this many dimensions. */
  static IdxArray read(Path file, int rank) throws DatasetException {
    try (DataFile input = DataFile.open(file)) {
      IdxArray array = parse(file, input.stream(), input.largestContent());
      if (array.dimensions().size() != rank) {
        throw new DatasetException(
            file + ": has " + array.dimensions().size() + " dimensions, expected " + rank);
      }
      return array;
    } catch (EOFException e) {
      throw new DatasetException(file + ": ends too early; it is cut off, get it again", e);
    } catch (ZipException e) {
      throw new DatasetException(file + ": damaged gzip data (" + e.getMessage() + ")", e);
    } catch (DatasetException e) {
      throw e;
    } catch (IOException e) {
      throw DatasetException.missing(file + ": cannot be read (" + e + ")", e);
    }
  }

  private static IdxArray parse(Path file, InputStream input, long largest) throws IOException {
    byte[] magic = readFully(input, 4);
    if (magic[0] != 0 || magic[1] != 0) {
      throw new DatasetException(file + ": is not an IDX file (it does not start with two zeros)");
    }
    if (magic[2] != UNSIGNED_BYTE) {
      throw new DatasetException(
          String.format(
              "%s: holds values of type 0x%02x, only unsigned bytes (0x08) are read",
              file, magic[2]));
    }
    int rank = magic[3] & 0xff;
    if (rank < 1 || rank > MAX_DIMENSIONS) {
      throw new DatasetException(file + ": has " + rank + " dimensions, 1 to 4 are read");
    }
    List<Integer> dimensions = new ArrayList<>();
    long length = 1;
    for (int i = 0; i < rank; i++) {
      byte[] b = readFully(input, 4);
      int size = (b[0] & 0xff) << 24 | (b[1] & 0xff) << 16 | (b[2] & 0xff) << 8 | b[3] & 0xff;
      if (size < 1) {
        throw new DatasetException(
            file + ": dimension " + i + " is " + Integer.toUnsignedString(size));
      }
      dimensions.add(size);
      length = length > Integer.MAX_VALUE ? length : length * size;
    }
    if (length > Integer.MAX_VALUE - 8) {
      throw new DatasetException(file + ": dimensions " + dimensions + " are more than 2 GiB");
    }
    if (length > largest) {
      throw new DatasetException(
          file + ": too short for its dimensions " + dimensions + "; it is cut off, get it again");
    }
    byte[] data = readFully(input, (int) length);
    if (input.read() >= 0) {
      throw new DatasetException(file + ": goes on after its " + length + " values");
    }
    return new IdxArray(List.copyOf(dimensions), data);
  }

  private static byte[] readFully(InputStream input, int length) throws IOException {
    byte[] bytes = new byte[length];
    if (input.readNBytes(bytes, 0, length) < length) {
      throw new EOFException();
    }
    return bytes;
  }
}
