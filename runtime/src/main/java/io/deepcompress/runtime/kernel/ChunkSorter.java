package io.deepcompress.runtime.kernel;

import java.util.Arrays;

/** Deals the weights of one cell, largest first and to and fro, to as few chunks as are allowed. */
final class ChunkSorter {
  private static final int MAGNITUDES = 129;

  private final int budget;
  private final int unit;
  private final int longest;
  private final int[] offsets;
  private final int[] entries;
  private final int[] sorted;
  private final int[] positions = new int[MAGNITUDES + 1];
  private int[] totals = new int[16];
  private int count;
  private int chunks;

  ChunkSorter(int[] offsets, int budget, int unit, int longest) {
    this.budget = budget;
    this.unit = unit;
    this.longest = longest;
    this.offsets = offsets;
    this.entries = new int[offsets.length + 1];
    this.sorted = new int[offsets.length];
  }

  /** Takes neighbouring weights and returns their sum. */
  int read(IntegerWeights source, int from, int length) {
    byte[] codes = source.codes();
    byte[] values = source.values();
    int sum = 0;
    int total = 0;
    count = 0;
    for (int i = 0; i < length; i++) {
      byte weight = values[codes[from + i] & 0xff];
      entries[count] = offsets[i] << 8 | weight & 0xff;
      count += weight == 0 ? 0 : 1;
      sum += weight;
      total += Math.abs(weight);
    }
    sort();
    int least = (count + longest - 1) / longest;
    chunks = Math.max(least, (total + budget - 1) / budget);
    while (!fits()) {
      chunks++;
    }
    return sum;
  }

  private void sort() {
    Arrays.fill(positions, 0);
    for (int i = 0; i < count; i++) {
      positions[MAGNITUDES - magnitude(entries[i])]++;
    }
    int start = 0;
    for (int i = 0; i <= MAGNITUDES; i++) {
      int next = start + positions[i];
      positions[i] = start;
      start = next;
    }
    for (int i = 0; i < count; i++) {
      int to = positions[MAGNITUDES - magnitude(entries[i])]++;
      sorted[to] = entries[i];
    }
  }

  private static int magnitude(int entry) {
    return Math.abs((byte) entry);
  }

  private boolean fits() {
    if (totals.length < chunks) {
      totals = new int[2 * chunks];
    }
    Arrays.fill(totals, 0, chunks, 0);
    for (int i = 0; i < count; i++) {
      int chunk = chunkOf(i);
      totals[chunk] += magnitude(sorted[i]);
      if (totals[chunk] > budget) {
        return false;
      }
    }
    return true;
  }

  private int chunkOf(int i) {
    int round = i / chunks;
    int place = i - round * chunks;
    return (round & 1) == 0 ? place : chunks - 1 - place;
  }

  int chunks() {
    return chunks;
  }

  /** Weights of each chunk. */
  int chunkLength() {
    int most = chunks == 0 ? 0 : (count + chunks - 1) / chunks;
    return (most + unit - 1) / unit * unit;
  }

  /** Writes the chunks one after the other; missing weights are 0 at the first tap. */
  void deal(int[] target, int at) {
    int length = chunkLength();
    Arrays.fill(target, at, at + chunks * length, offsets[0] << 8);
    for (int i = 0; i < count; i++) {
      target[at + chunkOf(i) * length + i / chunks] = sorted[i];
    }
  }
}
