package io.deepcompress.codec.entropy;

import io.deepcompress.codec.Codebook;

/**
 * Codes magnitudes (1 is the centroid nearest zero) as the path through a binary tree, one tree a
 * sign, each node with its own adaptive probability. Nodes with nothing on their right cost
 * nothing.
 */
final class Magnitudes {
  private static final int LIMIT = 1023;
  private static final int START_COUNT = 4;

  /** Count of a node's start when it comes from the widths, by the levels below the node. */
  private static final int[] WIDTH_COUNTS = {80, 80, 40, 20};

  private final Adaptive[] trees = new Adaptive[2];
  private final int[] depths = new int[2];
  private final int[] counts = new int[2];

  /**
   * Trees for the codebook.
   *
   * @param widths whether probabilities near the leaves start from the distances between centroids
   */
  Magnitudes(Codebook codebook, SignedCodes codes, boolean widths) {
    counts[0] = codes.positives();
    counts[1] = codes.negatives();
    for (int sign = 0; sign < 2; sign++) {
      depths[sign] = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(0, counts[sign] - 1));
      trees[sign] = Adaptive.even(1 << depths[sign], START_COUNT, LIMIT);
    }
    if (widths) {
      int[] fixed = CentroidWidths.fixedPoint(codebook.values());
      for (int sign = 0; sign < 2; sign++) {
        long[] masses = new long[2 << depths[sign]];
        for (int i = 0; i < counts[sign]; i++) {
          int direction = sign == 0 ? 1 : -1;
          int nearest = sign == 0 ? counts[1] : counts[1] - 1;
          masses[(1 << depths[sign]) + i] =
              CentroidWidths.width(fixed, nearest, direction, counts[sign], i);
        }
        start(trees[sign], masses, depths[sign]);
      }
    }
  }

  /** Codes {@code magnitude} (1 or more) of a sign, 1 for negative; returns it. */
  int code(BinaryCoder coder, int sign, int magnitude) {
    return 1 + trees[sign].path(coder, depths[sign], counts[sign], magnitude - 1);
  }

  private static void start(Adaptive tree, long[] masses, int depth) {
    for (int node = (1 << depth) - 1; node > 0; node--) {
      masses[node] = masses[2 * node] + masses[2 * node + 1];
      int below = depth - 1 - (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(node));
      if (below < WIDTH_COUNTS.length && masses[node] > 0) {
        int least = 1 << Adaptive.STATE_BITS - 6;
        int share = (int) ((masses[2 * node + 1] << Adaptive.STATE_BITS) / masses[node]);
        int most = (1 << Adaptive.STATE_BITS) - least;
        tree.start(node, Math.max(least, Math.min(most, share)), WIDTH_COUNTS[below]);
      }
    }
  }
}
