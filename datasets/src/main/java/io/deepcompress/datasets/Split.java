package io.deepcompress.datasets;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * An ordered run of samples: raw pixels and, if {@link #labelled()}, a class number each. Splits
 * are immutable and may be read by several threads at once.
 *
 * <p>Pixels are unsigned bytes, 0 to 255, in [C,H,W] order; colour is red, green, blue.
 */
public interface Split {
  /** Shape of every sample. */
  ImageShape shape();

  /** Number of samples, 0 or more. */
  int size();

  /** Whether the samples have class numbers; without them a split serves for calibration only. */
  boolean labelled();

  /**
   * Class number of a sample, from 0.
   *
   * @throws IllegalStateException if the split is not labelled
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  int label(int index);

  /**
   * Copies the {@code shape().length()} raw pixels of a sample.
   *
   * @param index sample, from 0
   * @param target receives unsigned bytes
   * @param offset first element of target that is written
   * @throws DatasetException if the sample's file cannot be read or decoded
   * @throws IndexOutOfBoundsException if there is no such sample or no room for it
   */
  void read(int index, byte[] target, int offset) throws DatasetException;

  /** As {@link #read(int, byte[], int)}, with the pixels as floats from 0 to 255. */
  default void read(int index, float[] target, int offset) throws DatasetException {
    byte[] bytes = new byte[shape().length()];
    read(index, bytes, 0);
    for (int i = 0; i < bytes.length; i++) {
      target[offset + i] = bytes[i] & 0xff;
    }
  }

  /**
   * Adds what identifies a sample to a digest: its class number and pixels, or its file's bytes.
   */
  default void update(MessageDigest digest, int index) throws DatasetException {
    byte[] bytes = new byte[shape().length()];
    read(index, bytes, 0);
    digest.update(ByteBuffer.allocate(4).putInt(0, labelled() ? label(index) : -1));
    digest.update(bytes);
  }

  /** SHA-256 over all samples in order, as 64 lower-case hexadecimal digits. Reads every sample. */
  default String digest() throws DatasetException {
    MessageDigest digest = Sha256.newDigest();
    digest.update(ByteBuffer.allocate(4).putInt(0, size()));
    for (int i = 0; i < size(); i++) {
      update(digest, i);
    }
    return Sha256.hex(digest);
  }

  /**
   * The samples from {@code from} (inclusive) to {@code to} (exclusive), as a view.
   *
   * @throws IndexOutOfBoundsException unless {@code 0 <= from <= to <= size()}
   */
  default Split slice(int from, int to) {
    return SplitView.slice(this, from, to);
  }

  /** The first {@code count} samples, as a view. */
  default Split head(int count) {
    return slice(0, count);
  }

  /** The last {@code count} samples, as a view. */
  default Split tail(int count) {
    return slice(size() - count, size());
  }

  /** The samples at these positions, in this order, as a view. */
  default Split pick(int[] indexes) {
    return SplitView.pick(this, indexes);
  }

  /**
   * {@code count} different samples drawn by the seed, or all of them in drawn order if there are
   * not that many. Use it where the samples are sorted by class, for example for calibration.
   */
  default Split sample(int count, long seed) {
    int[] order = Batches.permutation(size(), seed);
    return pick(java.util.Arrays.copyOf(order, Math.min(count, order.length)));
  }

  /** The same samples, each decoded once now and held as bytes. */
  default Split inMemory() throws DatasetException {
    int length = shape().length();
    if ((long) length * size() > Integer.MAX_VALUE - 8) {
      throw new DatasetException(
          size() + " samples of " + shape() + " do not fit into one array; use a part of them");
    }
    byte[] pixels = new byte[length * size()];
    int[] labels = labelled() ? new int[size()] : null;
    for (int i = 0; i < size(); i++) {
      read(i, pixels, i * length);
      if (labels != null) {
        labels[i] = label(i);
      }
    }
    return new ByteSplit(shape(), pixels, labels);
  }

  /**
   * A labelled split over arrays, which are not copied.
   *
   * @param pixels samples one after the other, each in [C,H,W] order
   * @param labels one class number per sample
   */
  static Split of(ImageShape shape, byte[] pixels, int[] labels) {
    return new ByteSplit(shape, pixels, labels.clone());
  }

  /** A split without samples. */
  static Split empty(ImageShape shape) {
    return new ByteSplit(shape, new byte[0], new int[0]);
  }
}
