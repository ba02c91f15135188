package io.deepcompress.runtime.kernel.vector;

import io.deepcompress.runtime.kernel.IntegerWeights;
import java.util.Arrays;

/**
 * Non-zero weights of a fully connected layer, packed for vectors in which every lane sums an
 * output of its own. A block is as many outputs as there are lanes. Its entries come in steps of
 * one weight a lane; the inputs of one step lie in a window of as many inputs as there are lanes,
 * so that one permutation of one vector fetches them. The window moves on with the slowest lane; a
 * lane whose next input lies beyond it, or that would leave 16 bits, gets a weight of 0.
 *
 * <p>At 9 % density and 64 lanes, 3 of 4 entries are real, and a weight takes 2.8 bytes.
 */
final class LaneWeights {
  /** Steps whose products are added in 16 bits. */
  static final int CHUNK = 4;

  /** Most that the magnitudes of a lane's weights may add up to in a chunk: 255 * 128 fits. */
  private static final int BUDGET = 255;

  private final int lanes;
  private final int inputs;
  private final int outputs;
  private final int[] weightSums;
  private final int[] blockStarts;
  private int[] windows = new int[0];
  private byte[] indices = new byte[0];
  private byte[] weights = new byte[0];
  private int steps;

  LaneWeights(IntegerWeights source, int lanes) {
    this.lanes = lanes;
    this.inputs = source.shape().channels();
    this.outputs = source.shape().filters();
    int blocks = (outputs + lanes - 1) / lanes;
    this.blockStarts = new int[blocks + 1];
    this.weightSums = new int[blocks * lanes];
    LaneRows rows = new LaneRows(source, lanes);
    int[] order = outputOfLane();
    for (int block = 0; block < blocks; block++) {
      rows.read(block * lanes, order, weightSums);
      pack(rows);
      blockStarts[block + 1] = steps;
      grow(blocks - 1 - block, block + 1);
    }
    windows = Arrays.copyOf(windows, steps);
    indices = Arrays.copyOf(indices, steps * lanes);
    weights = Arrays.copyOf(weights, steps * lanes);
  }

  /**
   * Output of each byte lane, within its block: such that the 32-bit sums of lanes 0, 4, 8..., of
   * lanes 2, 6..., of 1, 5... and of 3, 7... are four neighbouring runs.
   */
  private int[] outputOfLane() {
    int[] order = new int[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      int run = (lane & 1) << 1 | (lane & 2) >> 1;
      order[lane] = run * (lanes / 4) + lane / 4;
    }
    return order;
  }

  private void pack(LaneRows rows) {
    int[] budgets = new int[lanes];
    while (rows.first() < inputs) {
      Arrays.fill(budgets, BUDGET);
      for (int step = 0; step < CHUNK; step++) {
        require(steps + 1);
        windows[steps] = Math.min(rows.first(), inputs);
        packStep(rows, budgets);
        steps++;
      }
    }
  }

  private void packStep(LaneRows rows, int[] budgets) {
    int window = windows[steps];
    int at = steps * lanes;
    for (int lane = 0; lane < lanes; lane++) {
      int index = rows.position(lane) - window;
      if (index < lanes) {
        int weight = rows.weight(lane);
        int left = budgets[lane] - Math.abs(weight);
        if (left >= 0) {
          budgets[lane] = left;
          indices[at + lane] = (byte) index;
          weights[at + (lane & 1) * (lanes / 2) + lane / 2] = (byte) weight;
          rows.advance(lane);
        }
      }
    }
  }

  private void require(int count) {
    if (windows.length < count) {
      reserve(count + count / 2 + 64);
    }
  }

  /** Takes as much as the blocks so far say that the rest will need. */
  private void grow(int blocksLeft, int blocksDone) {
    long expected = steps + (long) (steps * 1.02 / blocksDone * blocksLeft) + CHUNK;
    if (expected > windows.length) {
      reserve(expected);
    }
  }

  private void reserve(long count) {
    if (count * lanes > Integer.MAX_VALUE - 64) {
      throw new IllegalArgumentException(
          "a layer of " + outputs + " x " + inputs + " is too large");
    }
    windows = Arrays.copyOf(windows, (int) count);
    indices = Arrays.copyOf(indices, (int) count * lanes);
    weights = Arrays.copyOf(weights, (int) count * lanes);
  }

  int blocks() {
    return blockStarts.length - 1;
  }

  /** First step of a block; a multiple of {@link #CHUNK}. */
  int start(int block) {
    return blockStarts[block];
  }

  /** First input of the window of each step. */
  int[] windows() {
    return windows;
  }

  /** Input of each lane of each step, from the start of the window. */
  byte[] indices() {
    return indices;
  }

  /** Weights of each step: of its even lanes, then of its odd ones. */
  byte[] weights() {
    return weights;
  }

  /** Sum of the weights of each output, with zeros up to whole blocks. */
  int[] weightSums() {
    return weightSums;
  }

  long heapBytes() {
    return 4L * (blockStarts.length + windows.length + weightSums.length)
        + indices.length
        + weights.length;
  }
}
