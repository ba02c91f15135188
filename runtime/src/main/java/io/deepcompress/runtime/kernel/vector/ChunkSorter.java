package io.deepcompress.runtime.kernel.vector;

import io.deepcompress.runtime.kernel.IntegerWeights;
import java.util.Arrays;

/** Deals the weights of one cell, largest first and to and fro, to as few chunks as are allowed. */
final class ChunkSorter {
  private static final int MAGNITUDES = 129;

  /** Longest chunk: its length is kept in a byte. */
  private static final int LONGEST = 127;

  private final int budget;
  private final char[] taps;
  private final byte[] weights;
  private final char[] sortedTaps;
  private final byte[] sortedWeights;
  private final int[] positions = new int[MAGNITUDES + 1];
  private int[] totals = new int[16];
  private int count;
  private int chunks;

  ChunkSorter(int capacity, int budget) {
    this.budget = budget;
    this.taps = new char[capacity + 1];
    this.weights = new byte[capacity + 1];
    this.sortedTaps = new char[capacity];
    this.sortedWeights = new byte[capacity];
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
      taps[count] = (char) i;
      weights[count] = weight;
      count += weight == 0 ? 0 : 1;
      sum += weight;
      total += Math.abs(weight);
    }
    sort();
    int least = (count + LONGEST - 1) / LONGEST;
    chunks = Math.max(least, (total + budget - 1) / budget);
    while (!fits()) {
      chunks++;
    }
    return sum;
  }

  private void sort() {
    Arrays.fill(positions, 0);
    for (int i = 0; i < count; i++) {
      positions[MAGNITUDES - Math.abs(weights[i])]++;
    }
    int start = 0;
    for (int i = 0; i <= MAGNITUDES; i++) {
      int next = start + positions[i];
      positions[i] = start;
      start = next;
    }
    for (int i = 0; i < count; i++) {
      int to = positions[MAGNITUDES - Math.abs(weights[i])]++;
      sortedTaps[to] = taps[i];
      sortedWeights[to] = weights[i];
    }
  }

  private boolean fits() {
    if (totals.length < chunks) {
      totals = new int[2 * chunks];
    }
    Arrays.fill(totals, 0, chunks, 0);
    for (int i = 0; i < count; i++) {
      int chunk = chunkOf(i);
      totals[chunk] += Math.abs(sortedWeights[i]);
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
    return chunks == 0 ? 0 : (count + chunks - 1) / chunks;
  }

  /** Writes the chunks one after the other; missing weights are 0 at tap 0. */
  void deal(char[] targetTaps, byte[] targetWeights, int at) {
    int length = chunkLength();
    for (int i = 0; i < count; i++) {
      int to = at + chunkOf(i) * length + i / chunks;
      targetTaps[to] = sortedTaps[i];
      targetWeights[to] = sortedWeights[i];
    }
    for (int i = count; i < chunks * length; i++) {
      int to = at + chunkOf(i) * length + i / chunks;
      targetTaps[to] = 0;
      targetWeights[to] = 0;
    }
  }
}
