package io.deepcompress.runtime.kernel;

import java.util.Arrays;

/** Deals the weights of one cell, largest first and to and fro, to as few chunks as are allowed. */
final class ChunkSorter {
  private static final int MAGNITUDES = 129;

  private final int[] offsets;
  private final int[] entries;
  private final int[] sorted;
  private final int[] positions = new int[MAGNITUDES + 1];
  private int[] totals = new int[16];
  private int count;
  private int sum;
  private int total;
  private int chunks;
  private int surplus;

  ChunkSorter(int[] offsets) {
    this.offsets = offsets;
    this.entries = new int[offsets.length];
    this.sorted = new int[offsets.length];
  }

  /** Takes neighbouring weights. */
  void read(IntegerWeights source, int from, int length) {
    count = source.gather(from, length, entries, 0);
    Arrays.fill(positions, 0);
    sum = 0;
    total = 0;
    for (int i = 0; i < count; i++) {
      int weight = (byte) entries[i];
      int magnitude = Math.abs(weight);
      positions[MAGNITUDES - magnitude]++;
      total += magnitude;
      sum += weight;
    }
  }

  /** Sum of the weights. */
  int sum() {
    return sum;
  }

  /** Sum of the heads of their chunks: 256 times the magnitudes of the negative ones. */
  int headSum() {
    return total - sum << 7;
  }

  /** Makes the chunks, apart from {@link #read}: what is small is compiled early. */
  void arrange() {
    sort();
    choose();
  }

  /** Sorts by magnitude; at first, {@code positions} says how many there are of each. */
  private void sort() {
    int start = 0;
    for (int i = 0; i <= MAGNITUDES; i++) {
      int next = start + positions[i];
      positions[i] = start;
      start = next;
    }
    for (int i = 0; i < count; i++) {
      int entry = entries[i];
      int place = positions[MAGNITUDES - magnitude(entry)]++;
      sorted[place] = offsets[entry >> 8] << 8 | entry & 0xff;
    }
  }

  /** Finds how few chunks do, from as many more than the least as the cell before took. */
  private void choose() {
    int least =
        Math.max(
            (count + ChunkedRuns.LONGEST_CHUNK - 1) / ChunkedRuns.LONGEST_CHUNK,
            (total + ChunkedRuns.BUDGET - 1) / ChunkedRuns.BUDGET);
    chunks = least + surplus;
    boolean grow = false;
    boolean found = false;
    while (!found) {
      if (!fits()) {
        grow = true;
        chunks++;
      } else if (grow || chunks == least) {
        found = true;
      } else {
        chunks--;
      }
    }
    surplus = chunks - least;
  }

  /** Whether no chunk exceeds the budget. */
  private boolean fits() {
    if (totals.length < chunks) {
      totals = new int[2 * chunks];
    }
    Arrays.fill(totals, 0, chunks, 0);
    int step = 1;
    for (int from = 0; from < count; from += chunks) {
      add(from, Math.min(count, from + chunks), step > 0 ? 0 : chunks - 1, step);
      step = -step;
    }
    for (int i = 0; i < chunks; i++) {
      if (totals[i] > ChunkedRuns.BUDGET) {
        return false;
      }
    }
    return true;
  }

  private void add(int from, int to, int first, int step) {
    int chunk = first;
    for (int i = from; i < to; i++) {
      totals[chunk] += magnitude(sorted[i]);
      chunk += step;
    }
  }

  private static int magnitude(int entry) {
    return Math.abs((byte) entry);
  }

  int chunks() {
    return chunks;
  }

  /** Entries of each chunk, its head included. */
  int chunkLength() {
    return chunks == 0 ? 0 : (count + chunks - 1) / chunks + 1;
  }

  /** Writes the chunks one after the other; missing weights stay 0, as is the target before. */
  void deal(int[] target, int at) {
    int length = chunkLength();
    int step = length;
    int place = at + 1;
    for (int from = 0; from < count; from += chunks) {
      put(from, Math.min(count, from + chunks), target, place, step);
      // Back from the last chunk, or forth from the first.
      place += (chunks - 1) * step + 1;
      step = -step;
    }
  }

  private void put(int from, int to, int[] target, int first, int step) {
    int place = first;
    // Each chunk has as many weights already.
    int head = first - 1 - from / chunks;
    for (int i = from; i < to; i++) {
      target[place] = sorted[i];
      target[head] -= Math.min((byte) sorted[i], 0) << 8;
      place += step;
      head += step;
    }
  }
}
