package io.deepcompress.runtime.kernel.vector;

import io.deepcompress.runtime.kernel.IntegerWeights;

/**
 * Non-zero weights of a fully connected layer, packed for vectors in which every pair of byte lanes
 * sums an output. A block is as many outputs as there are pairs. Its entries come in steps of two
 * weights an output, one in the even lane and one in the odd one; the inputs of a step lie in a
 * window of as many inputs as there are lanes, so that one permutation of one vector fetches them.
 * The window moves on with the slowest output; a lane whose next input lies beyond it, or that
 * would leave 16 bits, gets a weight of 0.
 *
 * <p>At 9 % density and 64 lanes, 3 of 4 entries are real, and a weight takes 3.2 bytes.
 */
final class LaneWeights {
  /** Steps of a chunk of many weights. */
  static final int MOST_STEPS = 4;

  private static final int LEAST_STEPS = 3;

  /** Part of weights from which on there are chunks of {@link #MOST_STEPS}. */
  private static final double MANY = 0.14;

  /**
   * Where the first chunk begins. An array with regions of the heap to itself, as G1 gives to large
   * ones, has its first element 48 bytes before a multiple of 64: so no vector lies in two cache
   * lines, which takes 4 % less time.
   */
  static final int FIRST = 48;

  private final int steps;
  private final int[] weightSums;
  private final int[] heads;
  private final int[] starts;
  private final int[] windows;
  private final byte[] entries;

  LaneWeights(IntegerWeights source, int lanes) {
    int outputs = lanes / 2;
    int blocks = (source.shape().filters() + outputs - 1) / outputs;
    weightSums = new int[blocks * outputs];
    heads = new int[blocks * outputs];
    starts = new int[blocks + 1];
    steps = source.keeps(MANY) ? MOST_STEPS : LEAST_STEPS;
    LaneRows rows = new LaneRows(source, lanes, steps);
    int[] order = outputOfPair(outputs);
    for (int block = 0; block < blocks; block++) {
      rows.read(block * outputs, order, weightSums);
      rows.pack(block * outputs, order, heads);
      starts[block + 1] = rows.chunks();
    }
    windows = rows.windows();
    entries = rows.packed();
  }

  /**
   * Output of each pair of lanes, within its block: such that the lower halves of 32-bit sums are
   * neighbouring outputs, and the upper halves those after them.
   */
  private static int[] outputOfPair(int outputs) {
    int[] order = new int[outputs];
    for (int pair = 0; pair < outputs; pair++) {
      order[pair] = (pair & 1) * (outputs / 2) + pair / 2;
    }
    return order;
  }

  int blocks() {
    return starts.length - 1;
  }

  /**
   * Steps of a chunk, whose products are added in 16 bits: with more, fewer sums are widened, but
   * outputs of large weights wait for the next chunk, as those of well pruned layers are.
   */
  int steps() {
    return steps;
  }

  /** First chunk of a block; that of the next block ends it. */
  int start(int block) {
    return starts[block];
  }

  /** First input of the window of each step. */
  int[] windows() {
    return windows;
  }

  /**
   * Chunks, from {@link #FIRST} on. The first vector of each has what the 16-bit sums begin with,
   * so that all stay at 0 or above. Two follow for each step: the inputs of all lanes, from the
   * start of the window, and for each output a 16-bit number, {@code 256 * even - odd} modulo 2^16
   * of the weights of its two lanes.
   */
  byte[] entries() {
    return entries;
  }

  /** Sum of the weights of each output, with zeros up to whole blocks. */
  int[] weightSums() {
    return weightSums;
  }

  /** Sum of what the chunks of each output begin with. */
  int[] heads() {
    return heads;
  }

  long heapBytes() {
    return entries.length
        + 4L * windows.length
        + 4L * starts.length
        + 4L * weightSums.length
        + 4L * heads.length;
  }
}
