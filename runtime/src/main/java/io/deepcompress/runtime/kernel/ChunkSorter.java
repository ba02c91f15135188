package io.deepcompress.runtime.kernel;

import java.util.Arrays;

/**
 * Deals the weights of one cell, largest first and to and fro, to as few chunks as are allowed:
 * twins, which are two weights of the same value, to some chunks, and single weights to others.
 */
final class ChunkSorter {
  /** Magnitudes 128 to 0, and of each the weights of both signs. */
  private static final int KEYS = 2 * 129;

  /** Twins of a cell below which an addition of its sums costs more than they save. */
  private static final int LEAST_TWINS = 64;

  private final int[] offsets;
  private final boolean pairing;
  private final int[] entries;
  private final int[] singles;
  private final int[] twins;
  private final int[] positions = new int[KEYS + 1];
  private final int[] surplus = new int[ChunkedRuns.TWINS + 1];
  private int[] totals = new int[16];
  private int sum;
  private int total;
  private int singleCount;
  private int twinCount;

  /** Entries to deal, {@code width} of them at a time. */
  private int[] dealt;

  private int width;
  private int count;
  private int chunks;

  /**
   * For cells of at most as many weights as there are offsets.
   *
   * @param pairing whether to look for twins
   */
  ChunkSorter(int[] offsets, boolean pairing) {
    this.offsets = offsets;
    this.pairing = pairing;
    this.entries = new int[offsets.length];
    this.singles = new int[offsets.length];
    this.twins = new int[pairing ? offsets.length : 0];
  }

  /** Takes neighbouring weights. */
  void read(IntegerWeights source, int from, int length) {
    singleCount = source.gather(from, length, entries, 0);
    Arrays.fill(positions, 0);
    sum = 0;
    total = 0;
    for (int i = 0; i < singleCount; i++) {
      int weight = (byte) entries[i];
      positions[key(weight) + 1]++;
      total += Math.abs(weight);
      sum += weight;
    }
  }

  private static int key(int weight) {
    return KEYS - 2 - 2 * Math.abs(weight) + (weight >>> 31);
  }

  /** Sum of the weights. */
  int sum() {
    return sum;
  }

  /** Sum of the heads of their chunks: 256 times the magnitudes of the negative ones. */
  int headSum() {
    return total - sum << 7;
  }

  /** Sorts, apart from {@link #read}: what is small is compiled early. */
  void arrange() {
    sort();
    twinCount = 0;
    if (pairing) {
      pair();
    }
  }

  /** Sorts by magnitude, then by sign; at first, {@code positions} counts those before a value. */
  private void sort() {
    for (int i = 1; i < KEYS; i++) {
      positions[i] += positions[i - 1];
    }
    for (int i = 0; i < singleCount; i++) {
      int entry = entries[i];
      singles[positions[key((byte) entry)]++] = offsets[entry >> 8] << 8 | entry & 0xff;
    }
  }

  /** Takes twins out of the single weights, but where they are few or too large for a chunk. */
  private void pair() {
    int left = 0;
    int paired = 0;
    for (int i = 0; i < singleCount; i++) {
      int entry = singles[i];
      int weight = (byte) entry;
      if (i + 1 < singleCount
          && weight == (byte) singles[i + 1]
          && 2 * Math.abs(weight) <= ChunkedRuns.BUDGET) {
        twins[paired++] = entry;
        twins[paired++] = singles[++i];
      } else {
        entries[left++] = entry;
      }
    }
    if (paired >= 2 * LEAST_TWINS) {
      System.arraycopy(entries, 0, singles, 0, left);
      singleCount = left;
      twinCount = paired / 2;
    }
  }

  /**
   * Makes chunks of the twins, or of the single weights.
   *
   * @param width {@link ChunkedRuns#TWINS} or {@link ChunkedRuns#SINGLES}
   */
  void choose(int width) {
    this.width = width;
    boolean single = width == ChunkedRuns.SINGLES;
    dealt = single ? singles : twins;
    count = single ? singleCount : twinCount;
    int magnitudes = 0;
    for (int i = 0; i < count; i++) {
      magnitudes += magnitude(i);
    }
    int most = ChunkedRuns.LONGEST_CHUNK / width;
    int least =
        Math.max(
            (count + most - 1) / most, (magnitudes + ChunkedRuns.BUDGET - 1) / ChunkedRuns.BUDGET);
    chunks = least + surplus[width];
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
    surplus[width] = chunks - least;
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
      totals[chunk] += magnitude(i);
      chunk += step;
    }
  }

  private int magnitude(int i) {
    return width * Math.abs((byte) dealt[i * width]);
  }

  int chunks() {
    return chunks;
  }

  /** Entries of each chunk, its head included. */
  int chunkLength() {
    return chunks == 0 ? 0 : (count + chunks - 1) / chunks * width + 1;
  }

  /** Writes the chunks one after the other; missing weights stay 0, as is the target before. */
  void deal(int[] target, int at) {
    int length = chunkLength();
    int step = length;
    int place = at + 1;
    for (int from = 0; from < count; from += chunks) {
      put(from, Math.min(count, from + chunks), target, place, step);
      // Back from the last chunk, or forth from the first.
      place += (chunks - 1) * step + width;
      step = -step;
    }
  }

  private void put(int from, int to, int[] target, int first, int step) {
    int place = first;
    // Each chunk has as many weights already.
    int head = first - 1 - from / chunks * width;
    for (int i = from; i < to; i++) {
      int entry = dealt[i * width];
      target[place] = entry;
      target[place + width - 1] = dealt[i * width + width - 1];
      target[head] -= Math.min((byte) entry, 0) * width << 8;
      place += step;
      head += step;
    }
  }
}
