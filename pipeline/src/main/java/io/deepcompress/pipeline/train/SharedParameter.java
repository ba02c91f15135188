package io.deepcompress.pipeline.train;

/**
 * Weights that share values.
 *
 * @param codes one unsigned byte a value, in DL4J's flattened order: 0 for a pruned weight, {@code
 *     k} for {@code centroids[k - 1]}; not copied
 * @param centroids at most 255; not copied, training changes them
 */
public record SharedParameter(byte[] codes, float[] centroids) {
  /** Checks that every code has a centroid. */
  public SharedParameter {
    for (byte code : codes) {
      if ((code & 0xff) > centroids.length) {
        throw new IllegalArgumentException(
            "Code " + (code & 0xff) + " has no centroid; there are " + centroids.length);
      }
    }
  }
}
