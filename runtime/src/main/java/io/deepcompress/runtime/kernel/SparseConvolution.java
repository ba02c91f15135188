package io.deepcompress.runtime.kernel;

import java.util.Arrays;

/**
 * A direct convolution: each non-zero weight is multiplied with one run of the padded input. See
 * {@link ChunkSums} for the arithmetic.
 */
final class SparseConvolution implements IntegerLayer {
  /** Outputs of a filter that are summed at a time, so that their sums stay in the cache. */
  private static final int TILE = 2048;

  private final LayerShape shape;
  private final PhaseLayout layout;
  private final ChunkedRuns runs;
  private final int blockSize;

  SparseConvolution(IntegerWeights weights) {
    shape = weights.shape();
    layout = new PhaseLayout(shape);
    int channels = shape.channels() / shape.groups();
    int perBlock =
        Math.max(1, Math.min(channels, ChunkedRuns.OFFSET_LIMIT / layout.channelSize() - 1));
    // All blocks are equal, since a tap behind the last channel would lie outside the layout.
    while (channels % perBlock != 0) {
      perBlock--;
    }
    int taps = shape.weightsPerFilter() / channels;
    blockSize = perBlock * layout.channelSize();
    runs = new ChunkedRuns(weights, Arrays.copyOf(layout.offsets(), perBlock * taps), false);
  }

  /** Whether a layer's offsets within a channel fit. */
  static boolean takes(LayerShape shape) {
    int[] offsets = new PhaseLayout(shape).offsets();
    int last = 0;
    for (int tap = 0; tap < shape.window().kernelHeight() * shape.window().kernelWidth(); tap++) {
      last = Math.max(last, offsets[tap]);
    }
    return last < ChunkedRuns.OFFSET_LIMIT;
  }

  @Override
  public String kernel() {
    return "sparse runs, scalar";
  }

  @Override
  public long heapBytes() {
    return runs.heapBytes();
  }

  private int tile() {
    return Math.min(TILE, layout.runLength());
  }

  @Override
  public ScratchSize scratch() {
    return new ScratchSize(
        0,
        layout.size(),
        0,
        0,
        2 * tile(),
        layout.runLength() + runs.places().length,
        0,
        0,
        tile());
  }

  @Override
  public int preparations() {
    return shape.channels();
  }

  @Override
  public void prepare(int piece, byte[] input, boolean signed, int zeroPoint, Scratch scratch) {
    int flip = signed ? 0x80 : 0;
    layout.fill(piece, input, flip, (short) ((zeroPoint ^ flip) & 0xff), scratch.shorts());
  }

  @Override
  public int tasks() {
    return shape.filters();
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
    int[] sums = scratch.ints(worker);
    int length = layout.runLength();
    int base = task / (shape.filters() / shape.groups()) * layout.groupOffset();
    int first = runs.first(task, signed, zeroPoint);
    for (int from = 0; from < length; from += tile()) {
      int count = Math.min(tile(), length - from);
      Arrays.fill(sums, from, from + count, first);
      for (int block = 0; block < runs.blocks(); block++) {
        int start = base + block * blockSize + from;
        ChunkSums.add(
            runs,
            task,
            block,
            scratch.shorts(),
            start,
            count,
            scratch.chars(worker),
            scratch.shorts(worker),
            sums,
            from,
            length);
      }
    }
    int to = task * shape.outputPlane();
    for (int row = 0; row < shape.outputHeight(); row++, to += shape.outputWidth()) {
      requantizer.plane(sums, row * layout.pitch(), shape.outputWidth(), task, target, to);
    }
  }
}
