package io.deepcompress.runtime.kernel.vector;

import io.deepcompress.runtime.kernel.IntegerWeights;
import java.util.Arrays;

/**
 * Non-zero weights of a convolution in chunks whose sums fit 16 bits whatever the int8 inputs are:
 * the magnitudes of a chunk add up to at most 255, and 255 * 128 &lt; 2^15. Each filter's weights
 * of a block of neighbouring channels form a cell; all chunks of a cell are equally long. Large and
 * small weights are mixed, so that chunks are few; the last ones may hold weights of 0.
 */
final class ChunkedRuns {
  private static final int BUDGET = 255;

  private final int blocks;
  private final int[] starts;
  private final byte[] lengths;
  private final int[] chunkCounts;
  private final int[] weightSums;
  private char[] taps;
  private byte[] weights;
  private int count;

  /**
   * Sorts the weights of a layer.
   *
   * @param tapsPerBlock weights of a filter in one block, at most 65536; the last may have fewer
   */
  ChunkedRuns(IntegerWeights source, int tapsPerBlock) {
    int perFilter = source.shape().weightsPerFilter();
    int filters = source.shape().filters();
    blocks = (perFilter + tapsPerBlock - 1) / tapsPerBlock;
    starts = new int[filters * blocks + 1];
    lengths = new byte[filters * blocks];
    chunkCounts = new int[filters];
    weightSums = new int[filters];
    int capacity = source.nonZeros();
    taps = new char[capacity + capacity / 32 + filters * blocks];
    weights = new byte[taps.length];
    ChunkSorter sorter = new ChunkSorter(Math.min(tapsPerBlock, perFilter), BUDGET);
    for (int filter = 0; filter < filters; filter++) {
      for (int block = 0; block < blocks; block++) {
        int from = block * tapsPerBlock;
        int taken = Math.min(tapsPerBlock, perFilter - from);
        weightSums[filter] += sorter.read(source, filter * perFilter + from, taken);
        append(sorter, filter, block);
      }
    }
    taps = Arrays.copyOf(taps, count);
    weights = Arrays.copyOf(weights, count);
  }

  private void append(ChunkSorter sorter, int filter, int block) {
    int cell = filter * blocks + block;
    int chunks = sorter.chunks();
    int length = sorter.chunkLength();
    if (taps.length < count + chunks * length) {
      int longer = count + chunks * length + taps.length / 8;
      taps = Arrays.copyOf(taps, longer);
      weights = Arrays.copyOf(weights, longer);
    }
    sorter.deal(taps, weights, count);
    count += chunks * length;
    chunkCounts[filter] += chunks;
    lengths[cell] = (byte) length;
    starts[cell + 1] = count;
  }

  /** Blocks of channels. */
  int blocks() {
    return blocks;
  }

  /** First entry of a filter's weights of a block; the next cell's first ends it. */
  int start(int filter, int block) {
    return starts[filter * blocks + block];
  }

  /** One past the last entry. */
  int end(int filter, int block) {
    return starts[filter * blocks + block + 1];
  }

  /** Entries of each chunk of a cell. */
  int chunkLength(int filter, int block) {
    return lengths[filter * blocks + block];
  }

  /** Chunks of a filter in all blocks. */
  int chunks(int filter) {
    return chunkCounts[filter];
  }

  /** Sum of a filter's weights. */
  int weightSum(int filter) {
    return weightSums[filter];
  }

  /** Index of each weight in its block. */
  char[] taps() {
    return taps;
  }

  /** The weights. */
  byte[] weights() {
    return weights;
  }

  long heapBytes() {
    return 2L * taps.length
        + weights.length
        + 4L * (starts.length + chunkCounts.length + weightSums.length)
        + lengths.length;
  }
}
