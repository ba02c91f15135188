package io.deepcompress.runtime.kernel.vector;

import io.deepcompress.runtime.kernel.IntegerWeights;

/** Non-zero weights of a block of rows, one row a lane, each taken in the order of its inputs. */
final class LaneRows {
  /** Position of a lane that has no weight left. */
  static final int EXHAUSTED = Integer.MAX_VALUE / 2;

  private final IntegerWeights source;
  private final int inputs;
  private final int[] positions;
  private final byte[] weights;
  private final int[] next;
  private final int[] current;

  LaneRows(IntegerWeights source, int lanes) {
    this.source = source;
    this.inputs = source.shape().channels();
    this.positions = new int[Math.multiplyExact(lanes, inputs + 1)];
    this.weights = new byte[positions.length];
    this.next = new int[lanes];
    this.current = new int[lanes];
  }

  /**
   * Takes the rows from {@code firstRow} on, as far as there are rows.
   *
   * @param order row of each lane, counted from the first
   * @param sums gets the sum of the weights of each row
   */
  void read(int firstRow, int[] order, int[] sums) {
    int count = 0;
    for (int lane = 0; lane < next.length; lane++) {
      next[lane] = count;
      int row = firstRow + order[lane];
      if (row < source.shape().filters()) {
        int end = append(row, count);
        for (int i = count; i < end; i++) {
          sums[row] += weights[i];
        }
        count = end;
      }
      positions[count++] = EXHAUSTED;
      current[lane] = positions[next[lane]];
    }
  }

  /** Every entry is written and the next one overwrites it if it was 0: no branch to mispredict. */
  private int append(int row, int from) {
    byte[] codes = source.codes();
    byte[] values = source.values();
    int count = from;
    int start = row * inputs;
    for (int i = 0; i < inputs; i++) {
      byte weight = values[codes[start + i] & 0xff];
      positions[count] = i;
      weights[count] = weight;
      count += weight == 0 ? 0 : 1;
    }
    return count;
  }

  /** Least position of any lane, {@link #EXHAUSTED} if none has a weight left. */
  int first() {
    int least = EXHAUSTED;
    for (int position : current) {
      least = Math.min(least, position);
    }
    return least;
  }

  /** Input of the next weight of a lane. */
  int position(int lane) {
    return current[lane];
  }

  /** Next weight of a lane. */
  int weight(int lane) {
    return weights[next[lane]];
  }

  /** Goes on to the weight after. */
  void advance(int lane) {
    current[lane] = positions[++next[lane]];
  }
}
