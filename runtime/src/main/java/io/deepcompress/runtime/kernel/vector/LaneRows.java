package io.deepcompress.runtime.kernel.vector;

import io.deepcompress.runtime.kernel.IntegerWeights;
import java.util.Arrays;

/**
 * Packs blocks of rows for {@link LaneWeights}, one row a pair of lanes, the weights of each in the
 * order of its inputs.
 */
final class LaneRows {
  /** Most that the magnitudes of a row's weights may add up to in a chunk: 255 * 257 fits. */
  private static final int BUDGET = 257;

  private static final int LARGEST_INPUT = 255;

  /** Entry of a row that has no weight left: a position behind all inputs. */
  private static final int EXHAUSTED = Integer.MAX_VALUE;

  private final IntegerWeights source;
  private final int inputs;
  private final int lanes;
  private final int steps;
  private final int chunkBytes;
  private final int[] next;
  private final int[] budgets;
  private final int[] negatives;
  private int[] entries;
  private int first;
  private int[] windows;
  private byte[] packed;
  private int chunks;

  LaneRows(IntegerWeights source, int lanes, int steps) {
    this.source = source;
    this.inputs = source.shape().channels();
    this.lanes = lanes;
    this.steps = steps;
    this.chunkBytes = (1 + 2 * steps) * lanes;
    this.next = new int[lanes / 2];
    this.budgets = new int[lanes / 2];
    this.negatives = new int[lanes / 2];
    long kept = source.nonZeros();
    long block = kept * 9 / 8 / source.shape().filters() * next.length;
    this.entries = new int[(int) Math.min(inputs + block, Integer.MAX_VALUE / 2)];
    this.windows = new int[0];
    this.packed = new byte[(int) Math.min(7 * kept / 2, Integer.MAX_VALUE / 2)];
  }

  /**
   * Takes the rows from {@code firstRow} on, as far as there are rows.
   *
   * @param order row of each pair of lanes, counted from the first
   * @param sums gets the sum of the weights of each row
   */
  void read(int firstRow, int[] order, int[] sums) {
    int count = 0;
    int least = EXHAUSTED;
    for (int pair = 0; pair < next.length; pair++) {
      if (entries.length < count + inputs + 1L) {
        entries = Arrays.copyOf(entries, Math.addExact(count, inputs + 1 + count / 4));
      }
      next[pair] = count;
      int row = firstRow + order[pair];
      if (row < source.shape().filters()) {
        int end = source.gather(row * inputs, inputs, entries, count);
        sums[row] = sum(count, end);
        count = end;
      }
      entries[count++] = EXHAUSTED;
      least = Math.min(least, entries[next[pair]]);
    }
    first = least >> 8;
  }

  private int sum(int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      sum += (byte) entries[i];
    }
    return sum;
  }

  /**
   * Packs the rows.
   *
   * @param heads gets the sum of what the chunks of each row begin with
   */
  void pack(int firstRow, int[] order, int[] heads) {
    while (first < inputs) {
      int at = reserve();
      Arrays.fill(budgets, BUDGET);
      Arrays.fill(negatives, 0);
      for (int step = 0; step < steps; step++) {
        int window = Math.min(first, inputs);
        windows[chunks * steps + step] = window;
        first = packStep(window, at + (1 + 2 * step) * lanes) >> 8;
      }
      for (int pair = 0; pair < next.length; pair++) {
        int head = LARGEST_INPUT * negatives[pair];
        put(at + 2 * pair, head);
        heads[firstRow + order[pair]] += head;
      }
      chunks++;
    }
  }

  /** Makes room for a chunk, and returns where it begins. */
  private int reserve() {
    int at = LaneWeights.FIRST + chunks * chunkBytes;
    int end = Math.addExact(at, chunkBytes);
    if (packed.length < end) {
      packed = Arrays.copyOf(packed, Math.max(end, end + end / 4));
    }
    if (windows.length < (chunks + 1) * steps) {
      windows = Arrays.copyOf(windows, packed.length / (2 * lanes) + steps);
    }
    return at;
  }

  /**
   * Takes the next two weights of each row, if they are in the window and in its budget, else 0,
   * without a branch, as a quarter of them would be mispredicted. Returns the least entry that any
   * row has then.
   */
  private int packStep(int window, int at) {
    int least = EXHAUSTED;
    for (int pair = 0; pair < next.length; pair++) {
      int even = take(pair, window, at + 2 * pair);
      int odd = take(pair, window, at + 2 * pair + 1);
      put(at + lanes + 2 * pair, 256 * even - odd);
      least = Math.min(least, entries[next[pair]]);
    }
    return least;
  }

  /** Puts the input of a lane, and returns its weight. */
  private int take(int pair, int window, int at) {
    int entry = entries[next[pair]];
    int index = (entry >> 8) - window;
    int left = budgets[pair] - Math.abs((byte) entry);
    int taken = (index - lanes & ~left) >> 31;
    int weight = (byte) entry & taken;
    budgets[pair] -= Math.abs(weight);
    negatives[pair] -= weight & weight >> 31;
    packed[at] = (byte) (index & taken);
    next[pair] -= taken;
    return weight;
  }

  private void put(int at, int value) {
    packed[at] = (byte) value;
    packed[at + 1] = (byte) (value >> 8);
  }

  int chunks() {
    return chunks;
  }

  /** First input of the window of each step. */
  int[] windows() {
    return Arrays.copyOf(windows, chunks * steps);
  }

  /** As {@link LaneWeights#entries}. */
  byte[] packed() {
    return Arrays.copyOf(packed, LaneWeights.FIRST + chunks * chunkBytes);
  }
}
