package io.deepcompress.runtime.kernel.vector;

import io.deepcompress.runtime.kernel.IntegerWeights;

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
  /**
   * Steps whose products are added in 16 bits: with more, fewer sums are widened, but lanes of
   * large weights wait for the next chunk. {@link LaneDense} is written for this number.
   */
  static final int CHUNK = 6;

  private final int lanes;
  private final int[] weightSums;
  private final int[][] windows;
  private final byte[][] indices;
  private final byte[][] weights;

  LaneWeights(IntegerWeights source, int lanes) {
    this.lanes = lanes;
    int outputs = source.shape().filters();
    int blocks = (outputs + lanes - 1) / lanes;
    this.weightSums = new int[blocks * lanes];
    this.windows = new int[blocks][];
    this.indices = new byte[blocks][];
    this.weights = new byte[blocks][];
    LaneRows rows = new LaneRows(source, lanes);
    int[] order = outputOfLane();
    for (int block = 0; block < blocks; block++) {
      rows.read(block * lanes, order, weightSums);
      rows.pack();
      windows[block] = rows.windows();
      indices[block] = rows.indices();
      weights[block] = rows.weights();
    }
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

  int blocks() {
    return windows.length;
  }

  /** First input of the window of each step of a block; a multiple of {@link #CHUNK} steps. */
  int[] windows(int block) {
    return windows[block];
  }

  /** Input of each lane of each step, from the start of the window. */
  byte[] indices(int block) {
    return indices[block];
  }

  /** Weights of each step: of its even lanes, then of its odd ones. */
  byte[] weights(int block) {
    return weights[block];
  }

  /** Sum of the weights of each output, with zeros up to whole blocks. */
  int[] weightSums() {
    return weightSums;
  }

  long heapBytes() {
    long bytes = 4L * weightSums.length;
    for (int block = 0; block < windows.length; block++) {
      bytes += 4L * windows[block].length + 2L * indices[block].length;
    }
    return bytes;
  }
}
