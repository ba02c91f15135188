package io.deepcompress.runtime.kernel;

import java.util.Arrays;

/**
 * Non-zero weights of a convolution in chunks whose sums fit 16 bits whatever the 8-bit inputs are:
 * the magnitudes of a chunk add up to at most 255, and 255 * 255 &lt; 2^16. A chunk begins with its
 * head, 256 times the sum of its negative weights' magnitudes: what makes its sum positive where
 * inputs are unsigned. Each filter's weights of a block of neighbouring channels form a cell; all
 * chunks of a cell are equally long. Large and small weights are mixed, so that chunks are few; the
 * last ones may hold weights of 0.
 *
 * <p>Where it is asked for, weights that share their value with another are twins and have a cell
 * of their own, two entries each: their inputs are added first, and multiplied once.
 *
 * <p>A layer that keeps nearly all weights has two cells in place of each large one. In the first,
 * weights stay in order, a byte each instead of four, at the same places for all filters. Those
 * that would make a chunk too large are 0 there; these few form the second cell, as above.
 */
public final class ChunkedRuns {
  /** Entries that are multiplied at a time: twins. */
  public static final int TWINS = 2;

  /** Entries that are multiplied at a time: all other weights. */
  public static final int SINGLES = 1;

  /** Offsets must be below. */
  public static final int OFFSET_LIMIT = 1 << 23;

  /** Most weights of a chunk. */
  static final int LONGEST_CHUNK = 126;

  /** Most that the magnitudes of a chunk add up to. */
  static final int BUDGET = 255;

  /**
   * Part of the weights that are not zero from which on they stay in order: 1.1 bytes each instead
   * of 4.1, and with vectors 0.8 to 1.05 of the time.
   */
  private static final double LEAST_ORDERED = 0.88;

  /** Weights of a block below which a second cell costs more than it is worth. */
  private static final int LEAST_TAPS = 64;

  /** About how many weights of 8 bits a chunk has. */
  private static final int WEIGHTS_OF_A_HEAD = 8;

  /** Of an array, one in so many elements may stay unused, rather than that it is copied. */
  private static final int SPARE = 32;

  private final int blocks;
  private final int[] starts;
  private final byte[] lengths;
  private final int[] headSums;
  private final int[] weightSums;

  /**
   * Entries of weight 0 of a cell in order; heads, over 256, and weights of all cells; and how long
   * their chunks are, heads included.
   */
  private final int[] places;

  private final byte[] ordered;
  private final int orderedLength;

  private int[] entries;
  private int count;

  /**
   * Sorts the weights of a layer.
   *
   * @param offsets in the padded input of the weights of a filter in one block, below {@link
   *     #OFFSET_LIMIT}; the last block may have fewer
   * @param twins whether to look for twins, in a layer whose weights do not stay in order
   */
  public ChunkedRuns(IntegerWeights source, int[] offsets, boolean twins) {
    int taps = offsets.length;
    int perFilter = source.shape().weightsPerFilter();
    int filters = source.shape().filters();
    blocks = (perFilter + taps - 1) / taps;
    starts = new int[2 * filters * blocks + 1];
    lengths = new byte[2 * filters * blocks];
    headSums = new int[filters];
    weightSums = new int[filters];
    boolean inOrder = taps >= LEAST_TAPS && source.keeps(LEAST_ORDERED);
    int longest = inOrder ? longestInOrder(source) : 1;
    int chunksInOrder = inOrder ? (taps + longest - 1) / longest : 0;
    orderedLength = inOrder ? (taps + chunksInOrder - 1) / chunksInOrder + 1 : 1;
    places = new int[chunksInOrder * orderedLength];
    for (int i = 0; i < places.length; i++) {
      // A head is not read as a place.
      int tap = Math.max(0, i - i / orderedLength - 1);
      places[i] = offsets[Math.min(tap, taps - 1)] << 8;
    }
    ordered = new byte[filters * blocks * places.length];
    int capacity = inOrder ? source.shape().weights() / SPARE : source.nonZeros();
    entries = new int[capacity + capacity / WEIGHTS_OF_A_HEAD + filters * blocks];
    ChunkSorter sorter = new ChunkSorter(offsets, twins && !inOrder);
    IntegerWeights rest = inOrder ? IntegerWeights.of(source.shape(), new byte[taps]) : source;
    for (int filter = 0; filter < filters; filter++) {
      for (int block = 0; block < blocks; block++) {
        int from = filter * perFilter + block * taps;
        int taken = Math.min(taps, perFilter - block * taps);
        if (inOrder) {
          order(source, from, taken, filter, block, rest.codes());
          from = 0;
        }
        sorter.read(rest, from, taken);
        weightSums[filter] += sorter.sum();
        headSums[filter] += sorter.headSum();
        sorter.arrange();
        append(sorter, TWINS, cell(filter, block, TWINS));
        append(sorter, SINGLES, cell(filter, block, SINGLES));
      }
    }
    if (count < entries.length - entries.length / SPARE) {
      entries = Arrays.copyOf(entries, count);
    }
  }

  /**
   * How long chunks in order may be: n where {@code n + sqrt(n)} mean magnitudes are the budget. It
   * is then exceeded by one in ten, as a normal weight's magnitude deviates by 0.75 of the mean.
   */
  private static int longestInOrder(IntegerWeights source) {
    int count = source.shape().weights();
    double total = 1;
    for (int i = 0; i < count; i++) {
      total += Math.abs(source.weight(i));
    }
    double root = Math.sqrt(BUDGET / total * count + 0.25) - 0.5;
    return (int) Math.max(1, Math.min(LONGEST_CHUNK, root * root));
  }

  /** Puts a cell's weights in order, as far as they fit. */
  private void order(
      IntegerWeights source, int from, int taken, int filter, int block, byte[] rest) {
    int head = orderedStart(filter, block);
    for (int i = 0; i < taken; head += orderedLength) {
      int end = Math.min(taken, i + orderedLength - 1);
      int to = head + 1;
      int magnitudes = 0;
      int sum = 0;
      for (; i < end; i++) {
        int weight = source.weight(from + i);
        int fitting = magnitudes + Math.abs(weight) <= BUDGET ? weight : 0;
        magnitudes += Math.abs(fitting);
        sum += fitting;
        ordered[to++] = (byte) fitting;
        rest[i] = (byte) (weight - fitting);
      }
      int negative = (magnitudes - sum) / 2;
      ordered[head] = (byte) negative;
      headSums[filter] += negative << 8;
      weightSums[filter] += sum;
    }
  }

  private int cell(int filter, int block, int width) {
    return 2 * (filter * blocks + block) + TWINS - width;
  }

  private void append(ChunkSorter sorter, int width, int cell) {
    sorter.choose(width);
    int chunks = sorter.chunks();
    int length = sorter.chunkLength();
    if (entries.length < count + chunks * length) {
      entries = Arrays.copyOf(entries, count + chunks * length + entries.length / 8);
    }
    sorter.deal(entries, count);
    count += chunks * length;
    lengths[cell] = (byte) length;
    starts[cell + 1] = count;
  }

  /** Blocks of channels. */
  public int blocks() {
    return blocks;
  }

  /**
   * First entry of a filter's mixed weights of a block.
   *
   * @param width {@link #TWINS} or {@link #SINGLES}
   */
  public int start(int filter, int block, int width) {
    return starts[cell(filter, block, width)];
  }

  /** One past the last entry. */
  public int end(int filter, int block, int width) {
    return starts[cell(filter, block, width) + 1];
  }

  /** Entries of each chunk of a cell, its head included. */
  public int chunkLength(int filter, int block, int width) {
    return lengths[cell(filter, block, width)];
  }

  /**
   * What a filter's sums begin with: what its heads and the zero point of its inputs add.
   *
   * @param signed whether inputs are int8, to which 128 is added, rather than uint8
   */
  public int first(int filter, boolean signed, int zeroPoint) {
    return -headSums[filter] - weightSums[filter] * (signed ? zeroPoint + 128 : zeroPoint);
  }

  /** Chunks: a head, then offset of each weight's run, times 256, plus the weight, unsigned. */
  public int[] entries() {
    return entries;
  }

  /** Entries of each cell in order as they would be if all weights were 0; none in other layers. */
  public int[] places() {
    return places;
  }

  /** Entries of each chunk of these, its head included. */
  public int orderedLength() {
    return orderedLength;
  }

  /** All weights in order, and before those of a chunk its head over 256, as an unsigned byte. */
  public byte[] ordered() {
    return ordered;
  }

  /** Index of the first one of a cell. */
  public int orderedStart(int filter, int block) {
    return (filter * blocks + block) * places.length;
  }

  /** Makes entries of a cell in order, from index {@code at} on. */
  void expand(int filter, int block, int[] target, int at) {
    int from = orderedStart(filter, block);
    for (int i = 0; i < places.length; i++) {
      int value = ordered[from + i] & 0xff;
      target[at + i] = i % orderedLength == 0 ? value << 8 : places[i] | value;
    }
  }

  public long heapBytes() {
    return 4L * (entries.length + starts.length + headSums.length + weightSums.length)
        + 4L * places.length
        + lengths.length
        + ordered.length;
  }
}
