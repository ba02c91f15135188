package io.deepcompress.runtime.kernel;

/** A fully connected layer by rows: each output gathers the inputs of its non-zero weights. */
final class SparseDense extends SparseRows implements IntegerLayer {
  private static final int UNITS_PER_TASK = 64;

  private final LayerShape shape;

  SparseDense(IntegerWeights source) {
    super(source);
    shape = source.shape();
  }

  @Override
  public String kernel() {
    return "sparse rows, scalar";
  }

  @Override
  public ScratchSize scratch() {
    return new ScratchSize(0, 0, shape.channels(), 0, 0, UNITS_PER_TASK, 0);
  }

  @Override
  public int preparations() {
    return 1;
  }

  @Override
  public void prepare(int piece, byte[] input, boolean signed, int zeroPoint, Scratch scratch) {
    int mask = signed ? -1 : 0xff;
    int[] x = scratch.ints();
    for (int i = 0; i < shape.channels(); i++) {
      x[i] = (input[i] & mask) - zeroPoint;
    }
  }

  @Override
  public int tasks() {
    return (shape.filters() + UNITS_PER_TASK - 1) / UNITS_PER_TASK;
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
    int first = task * UNITS_PER_TASK;
    int count = Math.min(UNITS_PER_TASK, shape.filters() - first);
    int[] x = scratch.ints();
    int[] sums = scratch.ints(worker);
    for (int unit = 0; unit < count; unit++) {
      int sum = 0;
      int position = -1;
      int end = starts[first + unit + 1];
      for (int i = starts[first + unit]; i < end; i++) {
        position += gaps[i] & 0xff;
        sum += weights[i] * x[position];
      }
      sums[unit] = sum;
    }
    requantizer.channels(sums, 0, count, first, target);
  }
}
