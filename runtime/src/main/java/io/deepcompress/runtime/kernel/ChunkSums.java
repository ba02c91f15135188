package io.deepcompress.runtime.kernel;

import java.util.Arrays;

/**
 * Sums of a cell of {@link ChunkedRuns} in 16 bits as far as possible, in loops that the JIT turns
 * into vector instructions. It does so only where it can tell what is read from what is written, so
 * these are arrays of different types.
 *
 * <p>With {@code u} the sums of single chunks and their heads, within 0..65535, {@code low = sum of
 * u} modulo 2^16 and {@code high = sum of u >>> 8}, the sum of up to 256 chunks is {@code 256 *
 * high + (low - 256 * high) mod 2^16}: the last term is a sum of lower halves, at most 255 each.
 */
final class ChunkSums {
  private static final int MOST_CHUNKS = 256;

  private ChunkSums() {}

  /**
   * Adds the products of a cell without twins and the heads of its chunks to the sums of {@code
   * count} outputs.
   *
   * @param x padded input, 0 to 255
   * @param base of the block, plus the first output
   * @param chunk temporary, at least {@code count}
   * @param halves temporary, at least twice {@code count}
   * @param sums from index {@code to} on
   * @param spare index of as many elements of {@code sums} as the block has weights in order
   */
  static void add(
      ChunkedRuns runs,
      int filter,
      int block,
      short[] x,
      int base,
      int count,
      char[] chunk,
      short[] halves,
      int[] sums,
      int to,
      int spare) {
    runs.expand(filter, block, sums, spare);
    int places = runs.places().length;
    addChunks(
        sums, spare, spare + places, runs.orderedLength(), x, base, count, chunk, halves, sums, to);
    addChunks(
        runs.entries(),
        runs.start(filter, block, ChunkedRuns.SINGLES),
        runs.end(filter, block, ChunkedRuns.SINGLES),
        runs.chunkLength(filter, block, ChunkedRuns.SINGLES),
        x,
        base,
        count,
        chunk,
        halves,
        sums,
        to);
  }

  private static void addChunks(
      int[] entries,
      int from,
      int end,
      int length,
      short[] x,
      int base,
      int count,
      char[] chunk,
      short[] halves,
      int[] sums,
      int to) {
    if (from == end) {
      return;
    }
    int chunks = 0;
    Arrays.fill(halves, 0, 2 * count, (short) 0);
    for (int i = from; i < end; i += length) {
      sum(entries, i, i + length, x, base, chunk, count);
      low(chunk, halves, count);
      high(chunk, halves, count);
      if (++chunks == MOST_CHUNKS) {
        join(halves, count, sums, to);
        Arrays.fill(halves, 0, 2 * count, (short) 0);
        chunks = 0;
      }
    }
    join(halves, count, sums, to);
  }

  private static void sum(
      int[] entries, int from, int to, short[] x, int base, char[] chunk, int count) {
    Arrays.fill(chunk, 0, count, (char) entries[from]);
    int i = from + 1;
    for (; i < to - 3; i += 4) {
      add4(entries[i], entries[i + 1], entries[i + 2], entries[i + 3], x, base, chunk, count);
    }
    for (; i < to; i++) {
      add1(entries[i], x, base, chunk, count);
    }
  }

  private static void add4(
      int a, int b, int c, int d, short[] x, int base, char[] chunk, int count) {
    int atA = base + (a >> 8);
    int atB = base + (b >> 8);
    int atC = base + (c >> 8);
    int atD = base + (d >> 8);
    int weightA = (byte) a;
    int weightB = (byte) b;
    int weightC = (byte) c;
    int weightD = (byte) d;
    for (int i = 0; i < count; i++) {
      chunk[i] =
          (char)
              (chunk[i]
                  + weightA * x[atA + i]
                  + weightB * x[atB + i]
                  + weightC * x[atC + i]
                  + weightD * x[atD + i]);
    }
  }

  private static void add1(int entry, short[] x, int base, char[] chunk, int count) {
    int at = base + (entry >> 8);
    int weight = (byte) entry;
    for (int i = 0; i < count; i++) {
      chunk[i] = (char) (chunk[i] + weight * x[at + i]);
    }
  }

  private static void low(char[] chunk, short[] halves, int count) {
    for (int i = 0; i < count; i++) {
      halves[i] = (short) (halves[i] + chunk[i]);
    }
  }

  private static void high(char[] chunk, short[] halves, int count) {
    for (int i = 0; i < count; i++) {
      halves[count + i] = (short) (halves[count + i] + (chunk[i] >>> 8));
    }
  }

  private static void join(short[] halves, int count, int[] sums, int to) {
    for (int i = 0; i < count; i++) {
      int high = 256 * (halves[count + i] & 0xffff);
      sums[to + i] += high + (halves[i] - high & 0xffff);
    }
  }
}
