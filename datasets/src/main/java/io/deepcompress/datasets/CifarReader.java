package io.deepcompress.datasets;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;

/**
 * Reads the binary version of CIFAR-10: five training batches and a test batch, each a run of
 * records of one label byte and 3x32x32 pixel bytes (red, green, blue plane). They may lie in the
 * folder itself, in its {@code cifar-10-batches-bin}, or packed in {@code cifar-10-binary.tar.gz}.
 */
final class CifarReader {
  static final String ARCHIVE = "cifar-10-binary.tar.gz";
  static final ImageShape SHAPE = new ImageShape(3, 32, 32);
  static final List<String> CLASS_NAMES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private static final String FOLDER = "cifar-10-batches-bin";
  private static final List<String> FILES =
      List.of(
          "data_batch_1.bin",
          "data_batch_2.bin",
          "data_batch_3.bin",
          "data_batch_4.bin",
          "data_batch_5.bin",
          "test_batch.bin");
  private static final int TRAINING_BATCHES = 5;

  private final int batchSize;
  private final byte[] trainingPixels;
  private final int[] trainingLabels;
  private final byte[] testPixels;
  private final int[] testLabels;
  private final List<String> missing = new ArrayList<>(FILES);

  private CifarReader(int batchSize) {
    this.batchSize = batchSize;
    trainingPixels = new byte[TRAINING_BATCHES * batchSize * SHAPE.length()];
    trainingLabels = new int[TRAINING_BATCHES * batchSize];
    testPixels = new byte[batchSize * SHAPE.length()];
    testLabels = new int[batchSize];
  }

  static boolean isPresent(Path folder) {
    return Files.isRegularFile(folder.resolve(ARCHIVE)) || batches(folder) != null;
  }

  /** Reads all six batches, each of which must have this many records. */
  static Dataset read(Path folder, String name, int batchSize) throws DatasetException {
    CifarReader reader = new CifarReader(batchSize);
    Path batches = batches(folder);
    if (batches != null) {
      for (String file : FILES) {
        reader.readFile(batches.resolve(file));
      }
    } else {
      reader.readArchive(folder.resolve(ARCHIVE));
    }
    return new Dataset(
        name,
        CLASS_NAMES,
        StandardPreprocessing.unit(SHAPE),
        new ByteSplit(SHAPE, reader.trainingPixels, reader.trainingLabels),
        new ByteSplit(SHAPE, reader.testPixels, reader.testLabels));
  }

  /** The folder that has all six batches, or null. */
  private static Path batches(Path folder) {
    for (Path candidate : List.of(folder, folder.resolve(FOLDER))) {
      if (FILES.stream().allMatch(file -> Files.isRegularFile(candidate.resolve(file)))) {
        return candidate;
      }
    }
    return null;
  }

  private void readFile(Path file) throws DatasetException {
    try (InputStream input = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      readBatch(file.toString(), file.getFileName().toString(), Files.size(file), input);
    } catch (DatasetException e) {
      throw e;
    } catch (IOException e) {
      throw DatasetException.missing(file + ": cannot be read (" + e + ")", e);
    }
  }

  private void readArchive(Path archive) throws DatasetException {
    try (DataFile input = DataFile.open(archive)) {
      TarReader.read(
          input.stream(),
          archive.toString(),
          (name, size, content) -> {
            String file = name.substring(name.lastIndexOf('/') + 1);
            if (missing.contains(file)) {
              readBatch(archive + ": " + file, file, size, content);
            }
          });
      // Going on to the end has gzip's checksum compared.
      input.stream().transferTo(OutputStream.nullOutputStream());
    } catch (EOFException e) {
      throw new DatasetException(archive + ": ends too early; it is cut off, get it again", e);
    } catch (ZipException e) {
      throw new DatasetException(archive + ": damaged gzip data (" + e.getMessage() + ")", e);
    } catch (DatasetException e) {
      throw e;
    } catch (IOException e) {
      throw DatasetException.missing(archive + ": cannot be read (" + e + ")", e);
    }
    if (!missing.isEmpty()) {
      throw new DatasetException(archive + ": lacks " + String.join(", ", missing));
    }
  }

  private void readBatch(String origin, String file, long size, InputStream input)
      throws IOException {
    long expected = (long) batchSize * (1 + SHAPE.length());
    if (size != expected) {
      throw new DatasetException(origin + ": has " + size + " bytes, expected " + expected);
    }
    int number = FILES.indexOf(file);
    boolean training = number < TRAINING_BATCHES;
    byte[] pixels = training ? trainingPixels : testPixels;
    int[] labels = training ? trainingLabels : testLabels;
    int first = training ? number * batchSize : 0;
    int length = SHAPE.length();
    for (int i = first; i < first + batchSize; i++) {
      labels[i] = input.read();
      if (labels[i] >= CLASS_NAMES.size()) {
        throw new DatasetException(
            origin + ": label " + labels[i] + " of record " + (i - first) + " is not 0 to 9");
      }
      if (labels[i] < 0 || input.readNBytes(pixels, i * length, length) < length) {
        throw new EOFException();
      }
    }
    missing.remove(file);
  }
}
