package io.deepcompress.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Pictures (.png, .jpg, .jpeg, .bmp, .gif) in a folder. Four layouts are known:
 *
 * <ul>
 *   <li>{@code train/CLASS/*.png} with {@code test/CLASS/*.png}, {@code val/...} or {@code
 *       validation/...}: training and test samples;
 *   <li>{@code CLASS/*.png}: classes are numbered in the order of their names; every fifth picture
 *       of the whole list is a test sample, the others are training samples;
 *   <li>{@code NUMBER_*.png}, all in one folder: the number is the class, divided as before. A name
 *       like {@code 0002_n01484850_great_white_shark.jpg} also names the class;
 *   <li>anything else in one folder: training samples without labels, for calibration.
 * </ul>
 *
 * <p>Names are compared character by character. Hidden files and deeper folders are passed over.
 */
final class ImageFolder {
  private static final Pattern PICTURE = Pattern.compile("(?i)[^.].*\\.(png|jpe?g|bmp|gif)");
  private static final Pattern NUMBERED = Pattern.compile("(\\d{1,5})_(?:n\\d{8}_)?([^.]*).*");
  private static final int TEST_EVERY = 5;

  private final ImageShape shape;
  private final ImageFit fit;

  private ImageFolder(ImageShape shape, ImageFit fit) {
    this.shape = shape;
    this.fit = fit;
  }

  static Dataset read(Path folder, String name, ImageShape shape, ImageFit fit)
      throws DatasetException {
    if (!Files.isDirectory(folder)) {
      throw DatasetException.missing(folder + ": is not a folder", null);
    }
    return new ImageFolder(shape, fit).read(folder, name);
  }

  private Dataset read(Path folder, String name) throws DatasetException {
    if (Files.isDirectory(folder.resolve("train"))) {
      return divided(folder, name);
    }
    List<String> classes = classes(folder);
    if (!classes.isEmpty()) {
      return undivided(name, classes, labelled(folder, classes));
    }
    List<Path> files = list(folder, ImageFolder::isPicture);
    if (files.isEmpty()) {
      throw DatasetException.missing(
          folder + ": has no pictures (.png, .jpg, .jpeg, .bmp, .gif), nor folders of them", null);
    }
    return flat(name, files);
  }

  private Dataset divided(Path folder, String name) throws DatasetException {
    List<String> classes = classes(folder.resolve("train"));
    if (classes.isEmpty()) {
      throw new DatasetException(
          folder.resolve("train") + ": has no folders with pictures, one for each class");
    }
    Split training = labelled(folder.resolve("train"), classes);
    for (String part : List.of("test", "val", "validation")) {
      Path folderOfPart = folder.resolve(part);
      if (Files.isDirectory(folderOfPart)) {
        for (String other : classes(folderOfPart)) {
          if (!classes.contains(other)) {
            throw new DatasetException(
                folderOfPart.resolve(other) + ": is not a class of the training pictures");
          }
        }
        return dataset(name, classes, training, labelled(folderOfPart, classes), true);
      }
    }
    return undivided(name, classes, training);
  }

  private Dataset flat(String name, List<Path> files) {
    Map<Integer, String> names = new TreeMap<>();
    int[] labels = new int[files.size()];
    for (int i = 0; i < labels.length; i++) {
      Matcher matcher = NUMBERED.matcher(files.get(i).getFileName().toString());
      if (!matcher.matches()) {
        Split all = new ImageSplit(shape, fit, files, null);
        return dataset(name, List.of(), all, all.head(0), false);
      }
      labels[i] = Integer.parseInt(matcher.group(1));
      names.putIfAbsent(labels[i], matcher.group(2).replace('_', ' '));
    }
    List<String> classes = new ArrayList<>();
    int highest = names.keySet().stream().mapToInt(Integer::intValue).max().orElseThrow();
    for (int i = 0; i <= highest; i++) {
      classes.add(names.getOrDefault(i, Integer.toString(i)));
    }
    return undivided(name, classes, new ImageSplit(shape, fit, files, labels));
  }

  private Dataset undivided(String name, List<String> classes, Split all) {
    int size = all.size();
    int testSize = size / TEST_EVERY;
    int[] test = new int[testSize];
    int[] training = new int[size - testSize];
    int trained = 0;
    int tested = 0;
    for (int i = 0; i < size; i++) {
      if (i % TEST_EVERY == TEST_EVERY - 1) {
        test[tested++] = i;
      } else {
        training[trained++] = i;
      }
    }
    return dataset(name, classes, all.pick(training), all.pick(test), false);
  }

  private Dataset dataset(
      String name, List<String> classes, Split training, Split test, boolean ownTest) {
    StandardPreprocessing preprocessing = StandardPreprocessing.unit(shape);
    return new Dataset(name, classes, preprocessing, training, test, ownTest);
  }

  private Split labelled(Path folder, List<String> classes) throws DatasetException {
    List<Path> files = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < classes.size(); i++) {
      Path folderOfClass = folder.resolve(classes.get(i));
      if (Files.isDirectory(folderOfClass)) {
        for (Path file : list(folderOfClass, ImageFolder::isPicture)) {
          files.add(file);
          labels.add(i);
        }
      }
    }
    return new ImageSplit(shape, fit, files, labels.stream().mapToInt(Integer::intValue).toArray());
  }

  /** The names of the sub-folders that have pictures. */
  private static List<String> classes(Path folder) throws DatasetException {
    List<String> classes = new ArrayList<>();
    for (Path child : list(folder, Files::isDirectory)) {
      String name = child.getFileName().toString();
      if (!name.startsWith(".") && !list(child, ImageFolder::isPicture).isEmpty()) {
        classes.add(name);
      }
    }
    return classes;
  }

  private static boolean isPicture(Path file) {
    return PICTURE.matcher(file.getFileName().toString()).matches() && Files.isRegularFile(file);
  }

  private static List<Path> list(Path folder, Predicate<Path> filter) throws DatasetException {
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(filter)
          .sorted((a, b) -> a.getFileName().toString().compareTo(b.getFileName().toString()))
          .toList();
    } catch (IOException e) {
      throw DatasetException.missing(folder + ": cannot be listed (" + e + ")", e);
    }
  }
}
