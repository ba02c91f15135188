package io.deepcompress.datasets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Seeded orders and batches of sample numbers; the same on every machine. */
public final class Batches {
  private Batches() {}

  /** The numbers 0 to {@code size - 1} in an order drawn by the seed (Fisher-Yates). */
  public static int[] permutation(int size, long seed) {
    int[] order = identity(size);
    SplitMix64 random = new SplitMix64(seed, 0x0BA7C4E5L);
    for (int i = size - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    return order;
  }

  /**
   * One epoch: every sample once, in an order of its own per epoch.
   *
   * @param size samples, 0 or more
   * @param batchSize samples of each batch; the last batch holds what remains
   * @param seed of the whole training
   * @param epoch from 0
   */
  public static List<int[]> shuffled(int size, int batchSize, long seed, int epoch) {
    return cut(permutation(size, new SplitMix64(seed, epoch).nextLong()), batchSize);
  }

  /** Every sample once, in its own order. */
  public static List<int[]> inOrder(int size, int batchSize) {
    return cut(identity(size), batchSize);
  }

  private static int[] identity(int size) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    return order;
  }

  private static List<int[]> cut(int[] order, int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch size must be at least 1, not " + batchSize);
    }
    List<int[]> batches = new ArrayList<>(order.length / batchSize + 1);
    for (int start = 0; start < order.length; start += batchSize) {
      int end = (int) Math.min(order.length, (long) start + batchSize);
      batches.add(Arrays.copyOfRange(order, start, end));
      if (end == order.length) {
        break;
      }
    }
    return batches;
  }
}
