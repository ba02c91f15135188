package io.deepcompress.datasets;

import java.util.List;

/**
 * The built-in data set: ten classes of generated handwritten digits, 28x28, light on dark as
 * MNIST's. It needs no file and no network.
 *
 * <p>A sample depends on nothing but the seed and its number, so a larger set begins with the
 * samples of a smaller one, and all of it is the same on every machine.
 */
public final class Digits {
  /** Training samples of {@code digits}. */
  public static final int DEFAULT_TRAINING = 20_000;

  /** Test samples of {@code digits}. */
  public static final int DEFAULT_TEST = 4_000;

  /** Seed of {@code digits}. */
  public static final long DEFAULT_SEED = 1;

  /** Shape of every sample. */
  public static final ImageShape SHAPE = new ImageShape(1, DigitWriter.SIZE, DigitWriter.SIZE);

  static final List<String> CLASS_NAMES = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  /** Test samples are numbered from here on, far behind all training samples. */
  private static final long FIRST_TEST = 1L << 40;

  private Digits() {}

  /**
   * Generates a data set in memory, 784 bytes a sample.
   *
   * @param training training samples, 0 or more
   * @param test test samples, 0 or more; never among the training samples
   * @param seed another seed gives other samples of the same kind
   */
  public static Dataset generate(int training, int test, long seed) {
    return generate("digits", training, test, seed);
  }

  static Dataset generate(String name, int training, int test, long seed) {
    return new Dataset(
        name,
        CLASS_NAMES,
        StandardPreprocessing.unit(SHAPE),
        write(training, 0, seed),
        write(test, FIRST_TEST, seed));
  }

  private static Split write(int count, long first, long seed) {
    int length = SHAPE.length();
    byte[] pixels = new byte[Math.multiplyExact(count, length)];
    int[] labels = new int[count];
    DigitWriter writer = new DigitWriter();
    for (int i = 0; i < count; i++) {
      SplitMix64 random = new SplitMix64(seed, first + i);
      labels[i] = random.nextInt(10);
      writer.write(labels[i], random, pixels, i * length);
    }
    return new ByteSplit(SHAPE, pixels, labels);
  }
}
