package io.deepcompress.pipeline.share;

/** Where the centroids of a layer's weights start, or how they are placed. */
public enum Initialization {
  /** Evenly between the least and the largest weight, then Lloyd (the paper's choice). */
  LINEAR,
  /** At evenly spaced quantiles, then Lloyd. */
  DENSITY,
  /** At weights drawn at random, then Lloyd; the paper calls it Forgy. */
  RANDOM,
  /** By Smile's k-means++, then Lloyd to the end. */
  KMEANS_PLUS_PLUS,
  /** The optimum by dynamic programming on at most 65,536 points. */
  EXACT,
  /**
   * A grid of equal steps around zero; weights nearest to zero are pruned. Costs fewer bytes than
   * k-means at the same error once codes are entropy-coded.
   */
  UNIFORM
}
