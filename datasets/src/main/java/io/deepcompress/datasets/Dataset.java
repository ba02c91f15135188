package io.deepcompress.datasets;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * A data set: training and test samples of one shape, their class names and how their pixels are
 * usually prepared for a network. Immutable; shared by threads.
 */
public final class Dataset {
  private final String name;
  private final List<String> classNames;
  private final StandardPreprocessing preprocessing;
  private final Split training;
  private final Split test;
  private final boolean ownTest;

  /**
   * Puts together a data set that comes with test samples of its own.
   *
   * @param name as given by the user, for reports
   * @param classNames name of each class in order; empty when nothing is labelled
   * @param preprocessing the usual preprocessing of these pixels
   * @param training samples to learn from, may be empty
   * @param test samples to score on, may be empty; same shape
   */
  public Dataset(
      String name,
      List<String> classNames,
      StandardPreprocessing preprocessing,
      Split training,
      Split test) {
    this(name, classNames, preprocessing, training, test, true);
  }

  Dataset(
      String name,
      List<String> classNames,
      StandardPreprocessing preprocessing,
      Split training,
      Split test,
      boolean ownTest) {
    if (!training.shape().equals(test.shape())) {
      throw new IllegalArgumentException(
          "training samples are " + training.shape() + ", test samples " + test.shape());
    }
    this.name = name;
    this.classNames = List.copyOf(classNames);
    this.preprocessing = preprocessing;
    this.training = training;
    this.test = test;
    this.ownTest = ownTest;
  }

  /** The name under which it was asked for, for example {@code mnist}. */
  public String name() {
    return name;
  }

  /** Shape of every sample. */
  public ImageShape shape() {
    return training.shape();
  }

  /** Name of each class in order of class numbers; empty when the samples have no labels. */
  public List<String> classNames() {
    return classNames;
  }

  /** The preprocessing that networks for these pixels usually have. */
  public StandardPreprocessing preprocessing() {
    return preprocessing;
  }

  /** Samples to learn from. */
  public Split training() {
    return training;
  }

  /** Samples to score on. */
  public Split test() {
    return test;
  }

  /**
   * Whether the data set came with its test samples. It is false for a folder of pictures that was
   * divided here by a rule: scoring a network that was trained elsewhere may then use {@link #all}.
   */
  public boolean hasOwnTest() {
    return ownTest;
  }

  /** Training samples followed by test samples. */
  public Split all() {
    return new JoinedSplit(training, test);
  }

  /**
   * This data set for choosing settings without a look at the test samples: the last {@code count}
   * training samples become the test split, the training samples before them the training split.
   *
   * @throws IllegalArgumentException unless {@code 0 < count < training().size()}
   */
  public Dataset validation(int count) {
    if (count < 1 || count >= training.size()) {
      throw new IllegalArgumentException(
          "cannot hold out " + count + " of " + training.size() + " training samples");
    }
    return new Dataset(
        name + "/validation",
        classNames,
        preprocessing,
        training.head(training.size() - count),
        training.tail(count));
  }

  /**
   * SHA-256 over shape, training and test samples in order, as 64 lower-case hexadecimal digits.
   * The name does not count, so that the same digits found under another name have the same digest.
   * Reads every sample once.
   */
  public String digest() throws DatasetException {
    MessageDigest digest = Sha256.newDigest();
    String parts = shape() + " " + training.digest() + " " + test.digest();
    digest.update(parts.getBytes(StandardCharsets.US_ASCII));
    return Sha256.hex(digest);
  }

  /** One line for people: name, shape, number of samples. */
  @Override
  public String toString() {
    return name
        + " ("
        + shape()
        + ", "
        + training.size()
        + " training and "
        + test.size()
        + " test samples)";
  }
}
