package io.deepcompress.codec.entropy;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Lengths of an optimal prefix code with limited lengths (Larmore and Hirschberg, "A Fast Algorithm
 * for Optimal Length-Limited Huffman Codes", 1990).
 */
final class PackageMerge {
  private PackageMerge() {}

  /**
   * Lengths for symbols of the given frequencies, 0 for those that do not occur and for a symbol
   * that is alone.
   *
   * @param limit longest length; {@code 2^limit} must not be below the number of symbols
   */
  static int[] lengths(long[] frequencies, int limit) {
    int[] sorted =
        IntStream.range(0, frequencies.length)
            .filter(symbol -> frequencies[symbol] > 0)
            .boxed()
            .sorted(
                (a, b) ->
                    frequencies[a] != frequencies[b]
                        ? Long.compare(frequencies[a], frequencies[b])
                        : Integer.compare(a, b))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] lengths = new int[frequencies.length];
    int count = sorted.length;
    if (count < 2) {
      return lengths;
    }
    boolean[][] isLeaf = new boolean[limit][];
    long[] packages = new long[0];
    for (int level = 0; level < limit; level++) {
      long[] weights = new long[count + packages.length];
      isLeaf[level] = new boolean[weights.length];
      int leaf = 0;
      int pack = 0;
      for (int i = 0; i < weights.length; i++) {
        boolean takeLeaf =
            pack == packages.length || leaf < count && frequencies[sorted[leaf]] <= packages[pack];
        isLeaf[level][i] = takeLeaf;
        weights[i] = takeLeaf ? frequencies[sorted[leaf++]] : packages[pack++];
      }
      packages = new long[weights.length / 2];
      Arrays.setAll(packages, i -> weights[2 * i] + weights[2 * i + 1]);
    }
    int taken = 2 * count - 2;
    for (int level = limit - 1; level >= 0; level--) {
      int leaves = 0;
      for (int i = 0; i < taken; i++) {
        leaves += isLeaf[level][i] ? 1 : 0;
      }
      for (int i = 0; i < leaves; i++) {
        lengths[sorted[i]]++;
      }
      taken = 2 * (taken - leaves);
    }
    return lengths;
  }
}
