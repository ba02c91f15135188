package io.deepcompress.runtime.kernel.vector;

import io.deepcompress.runtime.kernel.IntegerWeights;
import java.util.Arrays;

/**
 * Packs a block of rows after the other for {@link LaneWeights}, one row a lane, the weights of
 * each in the order of its inputs. Its arrays are used again, and grow with the largest block.
 */
final class LaneRows {
  /** Most that the magnitudes of a lane's weights may add up to in a chunk: 255 * 128 fits. */
  private static final int BUDGET = 255;

  /** Entry of a lane that has no weight left: a position behind all inputs. */
  private static final int EXHAUSTED = Integer.MAX_VALUE;

  private final IntegerWeights source;
  private final int inputs;
  private final int[] next;
  private final int[] budgets;
  private int[] entries;
  private int first;
  private int[] windows = new int[0];
  private byte[] indices = new byte[0];
  private byte[] packed = new byte[0];
  private int steps;

  LaneRows(IntegerWeights source, int lanes) {
    this.source = source;
    this.inputs = source.shape().channels();
    this.next = new int[lanes];
    this.budgets = new int[lanes];
    long kept = source.nonZeros() * 9L / 8 / source.shape().filters() * lanes;
    this.entries = new int[(int) Math.min(inputs + kept, Integer.MAX_VALUE / 2)];
  }

  /**
   * Takes the rows from {@code firstRow} on, as far as there are rows.
   *
   * @param order row of each lane, counted from the first
   * @param sums gets the sum of the weights of each row
   */
  void read(int firstRow, int[] order, int[] sums) {
    int count = 0;
    int least = EXHAUSTED;
    for (int lane = 0; lane < next.length; lane++) {
      if (entries.length < count + inputs + 1L) {
        entries = Arrays.copyOf(entries, Math.addExact(count, inputs + 1 + count / 4));
      }
      next[lane] = count;
      int row = firstRow + order[lane];
      if (row < source.shape().filters()) {
        int end = source.gather(row * inputs, inputs, entries, count);
        sums[row] = sum(count, end);
        count = end;
      }
      entries[count++] = EXHAUSTED;
      least = Math.min(least, entries[next[lane]]);
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

  /** Packs the rows. */
  void pack() {
    steps = 0;
    while (first < inputs) {
      if (windows.length < steps + LaneWeights.CHUNK) {
        windows = Arrays.copyOf(windows, 2 * steps + 64);
        indices = Arrays.copyOf(indices, Math.multiplyExact(windows.length, next.length));
        packed = Arrays.copyOf(packed, indices.length);
      }
      Arrays.fill(budgets, BUDGET);
      for (int step = 0; step < LaneWeights.CHUNK; step++) {
        windows[steps] = Math.min(first, inputs);
        int at = steps * next.length;
        first = Math.min(packStep(0, windows[steps], at), packStep(1, windows[steps], at)) >> 8;
        steps++;
      }
    }
  }

  /**
   * Takes the next weight of each second lane that has it in the window and in its budget, else 0,
   * without a branch, as a quarter of them would be mispredicted. Returns the least entry that any
   * of these lanes has then.
   */
  private int packStep(int odd, int window, int at) {
    int lanes = next.length;
    int half = lanes / 2;
    int least = EXHAUSTED;
    for (int i = 0; i < half; i++) {
      int lane = 2 * i + odd;
      int entry = entries[next[lane]];
      int index = (entry >> 8) - window;
      int weight = (byte) entry;
      int left = budgets[lane] - Math.abs(weight);
      int taken = (index - lanes & ~left) >> 31;
      budgets[lane] = taken == 0 ? budgets[lane] : left;
      indices[at + lane] = (byte) (index & taken);
      packed[at + odd * half + i] = (byte) (weight & taken);
      next[lane] -= taken;
      least = Math.min(least, entries[next[lane]]);
    }
    return least;
  }

  /** First input of the window of each step of the rows packed last. */
  int[] windows() {
    return Arrays.copyOf(windows, steps);
  }

  /** Input of each lane of each step, from the start of the window; 0 where the weight is. */
  byte[] indices() {
    return Arrays.copyOf(indices, steps * next.length);
  }

  /** Weights of each step: of its even lanes, then of its odd ones. */
  byte[] weights() {
    return Arrays.copyOf(packed, steps * next.length);
  }
}
