package io.deepcompress.runtime.kernel.vector;

import io.deepcompress.codec.network.Window;
import io.deepcompress.runtime.kernel.ChunkedRuns;
import io.deepcompress.runtime.kernel.IntegerLayer;
import io.deepcompress.runtime.kernel.IntegerWeights;
import io.deepcompress.runtime.kernel.LayerShape;
import io.deepcompress.runtime.kernel.Requantizer;
import io.deepcompress.runtime.kernel.Scratch;
import io.deepcompress.runtime.kernel.ScratchSize;
import io.deepcompress.runtime.kernel.Target;

/**
 * A direct sparse convolution: each non-zero weight is multiplied with a run of the padded input. A
 * task is a tile of a few vectors of outputs and a range of filters; within it, blocks of channels
 * small enough for the first-level cache are read again for several filters.
 */
final class RunConvolution implements IntegerLayer {
  /** Bytes of input that are read again and again: most of a first-level cache. */
  private static final int BLOCK_BYTES = 30 << 10;

  /** Filters whose sums and outputs are kept at a time. */
  private static final int FILTERS_AT_A_TIME = 8;

  private static final int PIECES = 32;

  private final LayerShape shape;
  private final PaddedPlanes planes;
  private final Tiles tiles;
  private final int channelsPerBlock;
  private final int furthest;
  private final ChunkedRuns runs;
  private final RunOutput output;

  RunConvolution(IntegerWeights source) {
    shape = flatten(source.shape());
    planes = new PaddedPlanes(shape);
    tiles = new Tiles((planes.runLength() + RunSums.LANES - 1) / RunSums.LANES, shape.filters());
    int channels = shape.channels() / shape.groups();
    int most =
        Math.min(BLOCK_BYTES / touchedBytes(), ChunkedRuns.OFFSET_LIMIT / planes.channelSize());
    int blocks = (channels - 1) / Math.max(1, Math.min(channels, most)) + 1;
    channelsPerBlock = (channels - 1) / blocks + 1;
    int[] offsets = planes.offsets(channelsPerBlock);
    int last = 0;
    for (int offset : offsets) {
      last = Math.max(last, offset);
    }
    furthest = last + tiles.vectors() * RunSums.LANES;
    runs =
        new ChunkedRuns(
            new IntegerWeights(shape, source.codes(), source.values()),
            offsets,
            tiles.smallest() >= RunSums.LEAST_VECTORS_OF_TWINS);
    output = new RunOutput(shape, planes.pitch());
  }

  /** Whether a layer's offsets fit. */
  static boolean takes(LayerShape shape) {
    return new PaddedPlanes(shape).channelSize() < ChunkedRuns.OFFSET_LIMIT;
  }

  /** A 1x1 convolution does not see rows. */
  private static LayerShape flatten(LayerShape shape) {
    return shape.isPointwise()
        ? new LayerShape(
            shape.channels(),
            1,
            shape.height() * shape.width(),
            shape.filters(),
            shape.window(),
            shape.groups())
        : shape;
  }

  /** Bytes of one channel that the largest tile reads, at most. */
  private int touchedBytes() {
    Window window = shape.window();
    int rows = (window.spanHeight() + window.strideHeight() - 2) / window.strideHeight();
    int reach = rows * planes.pitch() + window.spanWidth();
    int phases =
        Math.min(window.strideHeight(), window.kernelHeight())
            * Math.min(window.strideWidth(), window.kernelWidth());
    return Math.min(planes.channelSize(), phases * (tiles.largest() * RunSums.LANES + reach));
  }

  @Override
  public String kernel() {
    return "sparse runs, vector";
  }

  @Override
  public long heapBytes() {
    return runs.heapBytes();
  }

  @Override
  public ScratchSize scratch() {
    int outputs = tiles.largest() * RunSums.LANES;
    long size = (long) shape.channels() * planes.channelSize() + furthest;
    if (size > Integer.MAX_VALUE - 64) {
      throw new IllegalArgumentException("a padded input of " + size + " bytes is too large");
    }
    int group = FILTERS_AT_A_TIME * outputs;
    return new ScratchSize((int) size, 0, 0, 0, 0, group + 2 * outputs, outputs, group, 0);
  }

  @Override
  public int preparations() {
    return Math.min(PIECES, shape.channels());
  }

  @Override
  public void prepare(int piece, byte[] input, boolean signed, int zeroPoint, Scratch scratch) {
    int from = (int) ((long) piece * shape.channels() / preparations());
    int to = (int) ((piece + 1L) * shape.channels() / preparations());
    byte flip = (byte) (signed ? 0x80 : 0);
    if (planes.unpadded()) {
      planes.copy(from, to, input, flip, scratch.bytes());
      return;
    }
    for (int channel = from; channel < to; channel++) {
      planes.fill(channel, input, flip, (byte) (zeroPoint ^ flip), scratch.bytes());
    }
  }

  @Override
  public int tasks() {
    return tiles.tasks();
  }

  @Override
  public void run(
      int task,
      int worker,
      byte[] input,
      boolean signed,
      int zeroPoint,
      Scratch scratch,
      Requantizer requantizer,
      Target target) {
    int vectors = tiles.vectors(task);
    int first = tiles.firstVector(task) * RunSums.LANES;
    int outputs = vectors * RunSums.LANES;
    int[] sums = scratch.ints(worker);
    byte[] bytes = scratch.bytes(worker);
    VectorByteRequantizer toBytes =
        requantizer instanceof VectorByteRequantizer vectorized ? vectorized : null;
    boolean inPlace = output.inOneRow(first, outputs);
    boolean inOrder = runs.places().length > 0;
    int end = tiles.endFilter(task);
    for (int from = tiles.firstFilter(task); from < end; from += FILTERS_AT_A_TIME) {
      int last = Math.min(end, from + FILTERS_AT_A_TIME);
      int spare = (last - from) * outputs;
      for (int block = 0; block < runs.blocks(); block++) {
        if (inOrder) {
          sumOrdered(from, last, block, vectors, first, signed, zeroPoint, scratch.bytes(), sums);
        }
        for (int filter = from; filter < last; filter++) {
          int at = (filter - from) * outputs;
          int base = base(filter, block) + first;
          boolean begins = block == 0 && !inOrder;
          for (int width = ChunkedRuns.TWINS; width > 0; width--) {
            boolean empty = runs.start(filter, block, width) == runs.end(filter, block, width);
            if (!empty || begins && width == ChunkedRuns.SINGLES) {
              int to = begins ? at : spare;
              int number = begins ? runs.first(filter, signed, zeroPoint) : 0;
              RunSums.sum(
                  scratch.bytes(), base, runs, filter, block, width, vectors, sums, to, number);
              if (!begins) {
                RunSums.add(sums, spare, at, vectors);
              }
              begins = false;
            }
          }
        }
      }
      for (int filter = from; filter < last; filter++) {
        int at = (filter - from) * outputs;
        if (toBytes == null) {
          output.write(
              sums, at, spare, vectors, first, filter, scratch.floats(worker), requantizer, target);
        } else {
          // One call for both, as C2 inlines it.
          byte[] out = inPlace ? target.bytes() : bytes;
          int to = inPlace ? filter * shape.outputPlane() + first : at;
          toBytes.pairs(sums, at, vectors, filter, target.inputScale(), out, to);
        }
      }
      if (toBytes != null && !inPlace) {
        output.copyRows(bytes, outputs, first, from, last - from, target.bytes());
      }
    }
  }

  /**
   * Adds the products of the weights in order of filters {@code from} to {@code last - 1}, two at a
   * time; one that is left over goes with itself.
   */
  private void sumOrdered(
      int from,
      int last,
      int block,
      int vectors,
      int first,
      boolean signed,
      int zeroPoint,
      byte[] x,
      int[] sums) {
    int outputs = vectors * RunSums.LANES;
    int spare = (last - from) * outputs;
    int groupFilters = shape.filters() / shape.groups();
    for (int filter = from, next; filter < last; filter = next) {
      int other = filter + 1 < last && (filter + 1) % groupFilters != 0 ? filter + 1 : filter;
      next = other + 1;
      int at = (filter - from) * outputs;
      int to = (other - from) * outputs;
      boolean begins = block == 0;
      RunSums.sumPair(
          x,
          base(filter, block) + first,
          runs.places(),
          runs.ordered(),
          runs.orderedLength(),
          runs.orderedStart(filter, block),
          runs.orderedStart(other, block),
          vectors,
          sums,
          begins ? at : spare,
          begins ? to : spare + to - at,
          begins ? runs.first(filter, signed, zeroPoint) : 0,
          begins ? runs.first(other, signed, zeroPoint) : 0);
      if (!begins) {
        RunSums.add(sums, spare, at, (next - filter) * vectors);
      }
    }
  }

  /** Index in the padded input of a filter's block. */
  private int base(int filter, int block) {
    int groupFilters = shape.filters() / shape.groups();
    int channel =
        filter / groupFilters * (shape.channels() / shape.groups()) + block * channelsPerBlock;
    return channel * planes.channelSize();
  }
}
