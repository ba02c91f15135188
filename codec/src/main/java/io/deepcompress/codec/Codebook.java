package io.deepcompress.codec;

import java.util.Arrays;

/**
 * The shared values of a tensor: 0 to 255 non-zero centroids in strictly increasing order. Code 0
 * always stands for an exact zero (a pruned weight), code {@code k} for {@code values[k - 1]}.
 *
 * <p>Order and distinctness are those of {@link Float#compare}, so {@code -0.0} may be a centroid.
 */
public final class Codebook {
  /** Most centroids a codebook holds: with zero, 256 codes of one byte. */
  public static final int MAX_SIZE = 255;

  private final float[] values;
  private final ValueFormat format;

  /**
   * Copies the values.
   *
   * @param values finite, none {@code +0.0}, strictly increasing, at most {@link #MAX_SIZE}
   * @param format how a file stores them; every value must be representable
   * @throws IllegalArgumentException if a rule is broken
   */
  public Codebook(float[] values, ValueFormat format) {
    if (values.length > MAX_SIZE) {
      throw new IllegalArgumentException(values.length + " centroids; at most " + MAX_SIZE);
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i]) || Float.floatToRawIntBits(values[i]) == 0) {
        throw new IllegalArgumentException("centroid " + i + " is " + values[i]);
      }
      if (i > 0 && Float.compare(values[i - 1], values[i]) >= 0) {
        throw new IllegalArgumentException(
            "centroids " + (i - 1) + " and " + i + " do not increase");
      }
    }
    format.requireRepresentable(values);
    this.values = values.clone();
    this.format = format;
  }

  /** Number of non-zero centroids, 0 to 255. */
  public int size() {
    return values.length;
  }

  /** Value of a code: 0 for code 0, else the centroid. */
  public float value(int code) {
    return code == 0 ? 0f : values[code - 1];
  }

  /** The centroids, a copy. */
  public float[] values() {
    return values.clone();
  }

  /** How a file stores the centroids. */
  public ValueFormat format() {
    return format;
  }

  /** Bits of a fixed-length code: enough for zero and every centroid, 0 where there is none. */
  public int bits() {
    return Integer.SIZE - Integer.numberOfLeadingZeros(values.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Codebook book
        && Arrays.equals(values, book.values)
        && format.equals(book.format);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }
}
