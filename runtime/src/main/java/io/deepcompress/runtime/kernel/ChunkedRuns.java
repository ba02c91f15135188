package io.deepcompress.runtime.kernel;

import java.util.Arrays;

/**
 * Non-zero weights of a convolution in chunks whose sums fit 16 bits whatever the int8 inputs are:
 * the magnitudes of a chunk add up to at most 255, and 255 * 128 &lt; 2^15. Each filter's weights
 * of a block of neighbouring channels form a cell; all chunks of a cell are equally long. Large and
 * small weights are mixed, so that chunks are few; the last ones may hold weights of 0.
 */
public final class ChunkedRuns {
  /** Offsets must be below. */
  public static final int OFFSET_LIMIT = 1 << 23;

  /** What makes any chunk's sum positive. */
  public static final int BIAS = 1 << 15;

  private static final int BUDGET = 255;

  /** Of an array, one in so many elements may stay unused, rather than that it is copied. */
  private static final int SPARE = 32;

  private final int blocks;
  private final int[] starts;
  private final byte[] lengths;
  private final int[] chunkCounts;
  private final int[] weightSums;
  private int[] entries;
  private int count;

  /**
   * Sorts the weights of a layer.
   *
   * @param offsets in the padded input of the weights of a filter in one block, below {@link
   *     #OFFSET_LIMIT}; the last block may have fewer
   */
  public ChunkedRuns(IntegerWeights source, int[] offsets, int unit, int longest) {
    int tapsPerBlock = offsets.length;
    int perFilter = source.shape().weightsPerFilter();
    int filters = source.shape().filters();
    blocks = (perFilter + tapsPerBlock - 1) / tapsPerBlock;
    starts = new int[filters * blocks + 1];
    lengths = new byte[filters * blocks];
    chunkCounts = new int[filters];
    weightSums = new int[filters];
    int capacity = source.nonZeros();
    entries = new int[capacity + capacity / 32 + filters * blocks];
    ChunkSorter sorter = new ChunkSorter(offsets, BUDGET, unit, longest);
    for (int filter = 0; filter < filters; filter++) {
      for (int block = 0; block < blocks; block++) {
        int from = block * tapsPerBlock;
        int taken = Math.min(tapsPerBlock, perFilter - from);
        weightSums[filter] += sorter.read(source, filter * perFilter + from, taken);
        sorter.arrange();
        append(sorter, filter, block);
      }
    }
    if (count < entries.length - entries.length / SPARE) {
      entries = Arrays.copyOf(entries, count);
    }
  }

  private void append(ChunkSorter sorter, int filter, int block) {
    int cell = filter * blocks + block;
    int chunks = sorter.chunks();
    int length = sorter.chunkLength();
    if (entries.length < count + chunks * length) {
      entries = Arrays.copyOf(entries, count + chunks * length + entries.length / 8);
    }
    sorter.deal(entries, count);
    count += chunks * length;
    chunkCounts[filter] += chunks;
    lengths[cell] = (byte) length;
    starts[cell + 1] = count;
  }

  /** Blocks of channels. */
  public int blocks() {
    return blocks;
  }

  /** First entry of a filter's weights of a block; the next cell's first ends it. */
  public int start(int filter, int block) {
    return starts[filter * blocks + block];
  }

  /** One past the last entry. */
  public int end(int filter, int block) {
    return starts[filter * blocks + block + 1];
  }

  /** Entries of each chunk of a cell. */
  public int chunkLength(int filter, int block) {
    return lengths[filter * blocks + block];
  }

  /** Chunks of a filter in all blocks. */
  public int chunks(int filter) {
    return chunkCounts[filter];
  }

  /** Sum of a filter's weights. */
  public int weightSum(int filter) {
    return weightSums[filter];
  }

  /** Offset of each weight's run, times 256, plus the weight as an unsigned byte. */
  public int[] entries() {
    return entries;
  }

  public long heapBytes() {
    return 4L * (entries.length + starts.length + chunkCounts.length + weightSums.length)
        + lengths.length;
  }
}
