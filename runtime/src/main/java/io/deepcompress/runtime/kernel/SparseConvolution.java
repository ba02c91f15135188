package io.deepcompress.runtime.kernel;

import java.util.Arrays;

/** A direct convolution: each non-zero weight is multiplied with one run of the padded input. */
final class SparseConvolution implements IntegerLayer {
  private final LayerShape shape;
  private final SparseRows rows;
  private final PhaseLayout layout;
  private final int[] offsets;

  SparseConvolution(IntegerWeights weights) {
    shape = weights.shape();
    rows = new SparseRows(weights);
    layout = new PhaseLayout(shape);
    offsets = layout.offsets();
  }

  @Override
  public String kernel() {
    return "sparse runs, scalar";
  }

  @Override
  public long heapBytes() {
    return rows.heapBytes() + 4L * offsets.length;
  }

  @Override
  public ScratchSize scratch() {
    return new ScratchSize(0, 0, layout.size(), 0, 0, layout.runLength(), 0);
  }

  @Override
  public int preparations() {
    return shape.channels();
  }

  @Override
  public void prepare(int piece, byte[] input, boolean signed, int zeroPoint, Scratch scratch) {
    layout.fill(piece, input, signed, zeroPoint, scratch.ints());
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
    int[] x = scratch.ints();
    int[] sums = scratch.ints(worker);
    int length = layout.runLength();
    int base = task / (shape.filters() / shape.groups()) * layout.groupOffset();
    byte[] gaps = rows.gaps();
    byte[] weights = rows.weights();
    Arrays.fill(sums, 0, length, 0);
    int position = -1;
    int end = rows.start(task + 1);
    for (int i = rows.start(task); i < end; i++) {
      position += gaps[i] & 0xff;
      if (weights[i] != 0) {
        addRun(x, base + offsets[position], weights[i], sums, length);
      }
    }
    int to = task * shape.outputPlane();
    for (int row = 0; row < shape.outputHeight(); row++, to += shape.outputWidth()) {
      requantizer.plane(sums, row * layout.pitch(), shape.outputWidth(), task, target, to);
    }
  }

  private static void addRun(int[] x, int from, int weight, int[] sums, int length) {
    for (int i = 0; i < length; i++) {
      sums[i] += weight * x[from + i];
    }
  }
}
