package io.deepcompress.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A folder of gray pictures in IDX files, named as MNIST's: {@code train-images-idx3-ubyte}, {@code
 * train-labels-idx1-ubyte}, {@code t10k-images-idx3-ubyte}, {@code t10k-labels-idx1-ubyte}. Each
 * may end in {@code .gz}, have a dot for the second hyphen, a prefix (as EMNIST's files have) and
 * {@code test} for {@code t10k}. The two training files or the two test files may be missing.
 */
final class IdxFolder {
  private IdxFolder() {}

  /** Whether the folder has both pairs of images and labels. */
  static boolean isComplete(Path folder) throws DatasetException {
    for (String part : List.of("train", "t10k|test")) {
      if (find(folder, part, "images", 3).isEmpty() || find(folder, part, "labels", 1).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** The test labels of a folder that is complete. */
  static byte[] testLabels(Path folder) throws DatasetException {
    return IdxReader.read(find(folder, "t10k|test", "labels", 1).orElseThrow(), 1).data();
  }

  /** Reads the folder; class names are numbers, as many as the highest label asks for. */
  static Dataset read(Path folder, String name) throws DatasetException {
    if (!Files.isDirectory(folder)) {
      throw DatasetException.missing(folder + ": is not a folder", null);
    }
    Split training = readPair(folder, "train");
    Split test = readPair(folder, "t10k|test");
    if (training == null && test == null) {
      throw DatasetException.missing(
          folder
              + ": has no IDX files; expected train-images-idx3-ubyte and train-labels-idx1-ubyte,"
              + " or t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, each plain or .gz",
          null);
    }
    Split present = training != null ? training : test;
    training = training != null ? training : Split.empty(present.shape());
    test = test != null ? test : Split.empty(present.shape());
    if (!training.shape().equals(test.shape())) {
      throw new DatasetException(
          folder + ": training pictures are " + training.shape() + ", test ones " + test.shape());
    }
    int classes = 1 + Math.max(highestLabel(training), highestLabel(test));
    List<String> classNames = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    return new Dataset(
        name, classNames, StandardPreprocessing.unit(present.shape()), training, test);
  }

  /** The split of the two files, or null where one is missing. */
  private static Split readPair(Path folder, String part) throws DatasetException {
    Optional<Path> imageFile = find(folder, part, "images", 3);
    Optional<Path> labelFile = find(folder, part, "labels", 1);
    if (imageFile.isEmpty() && labelFile.isEmpty()) {
      return null;
    }
    if (imageFile.isEmpty() || labelFile.isEmpty()) {
      throw new DatasetException(
          folder
              + ": has "
              + imageFile.or(() -> labelFile).orElseThrow().getFileName()
              + " but not its "
              + (imageFile.isEmpty() ? "images" : "labels"));
    }
    IdxArray labels = IdxReader.read(labelFile.get(), 1);
    IdxArray images = IdxReader.read(imageFile.get(), 3);
    List<Integer> sizes = images.dimensions();
    if (!sizes.get(0).equals(labels.dimensions().get(0))) {
      throw new DatasetException(
          imageFile.get()
              + ": has "
              + sizes.get(0)
              + " pictures, but "
              + labelFile.get().getFileName()
              + " has "
              + labels.dimensions().get(0)
              + " labels");
    }
    int[] classes = new int[labels.data().length];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = labels.data()[i] & 0xff;
    }
    try {
      return new ByteSplit(new ImageShape(1, sizes.get(1), sizes.get(2)), images.data(), classes);
    } catch (IllegalArgumentException e) {
      throw new DatasetException(imageFile.get() + ": " + e.getMessage(), e);
    }
  }

  private static Optional<Path> find(Path folder, String part, String what, int rank)
      throws DatasetException {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    Pattern pattern =
        Pattern.compile("(.*-)?(" + part + ")-" + what + "[-.]idx" + rank + "-ubyte(\\.gz)?");
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(file -> pattern.matcher(file.getFileName().toString()).matches())
          .sorted(Comparator.comparing(file -> file.getFileName().toString()))
          .forEach(found::add);
    } catch (IOException e) {
      throw DatasetException.missing(folder + ": cannot be listed (" + e + ")", e);
    }
    // Plain and packed beside each other are the same file; the plain one sorts first and is read.
    if (found.size() == 2 && (found.get(0) + ".gz").equals(found.get(1).toString())) {
      found.remove(1);
    }
    if (found.size() > 1) {
      throw new DatasetException(
          folder
              + ": has several files of "
              + part
              + " "
              + what
              + ", for example "
              + found.get(0).getFileName()
              + " and "
              + found.get(1).getFileName()
              + "; put each set into a folder of its own");
    }
    return found.stream().findFirst();
  }

  private static int highestLabel(Split split) {
    int highest = -1;
    for (int i = 0; i < split.size(); i++) {
      highest = Math.max(highest, split.label(i));
    }
    return highest;
  }
}
