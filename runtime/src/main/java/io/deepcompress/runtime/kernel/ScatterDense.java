package io.deepcompress.runtime.kernel;

import java.util.Arrays;

/**
 * A fully connected layer by columns: each input that is not 0 adds its column of weights to the
 * sums. The inputs are divided into a few ranges with sums of their own, which are added at the
 * end.
 */
final class ScatterDense implements IntegerLayer {
  /** Most outputs: their numbers take 16 bits. */
  static final int MOST_OUTPUTS = 1 << 16;

  private static final int RANGES = 4;
  private static final int UNITS_PER_TASK = 512;

  private final LayerShape shape;
  private final int[] starts;
  private final char[] units;
  private final byte[] weights;

  ScatterDense(IntegerWeights source) {
    shape = source.shape();
    int inputs = shape.channels();
    starts = new int[inputs + 1];
    byte[] codes = source.codes();
    byte[] values = source.values();
    for (int i = 0; i < shape.weights(); ) {
      for (int input = 0; input < inputs; input++, i++) {
        starts[input + 1] += values[codes[i] & 0xff] == 0 ? 0 : 1;
      }
    }
    for (int input = 0; input < inputs; input++) {
      starts[input + 1] += starts[input];
    }
    units = new char[starts[inputs]];
    weights = new byte[units.length];
    int[] next = Arrays.copyOf(starts, inputs);
    for (int unit = 0; unit < shape.filters(); unit++) {
      for (int input = 0; input < inputs; input++) {
        byte weight = values[codes[unit * inputs + input] & 0xff];
        if (weight != 0) {
          int to = next[input]++;
          units[to] = (char) unit;
          weights[to] = weight;
        }
      }
    }
  }

  @Override
  public String kernel() {
    return "sparse columns, scalar";
  }

  @Override
  public long heapBytes() {
    return 4L * starts.length + 3L * units.length;
  }

  @Override
  public ScratchSize scratch() {
    return new ScratchSize(0, 0, RANGES * shape.filters(), 0, 0, UNITS_PER_TASK, 0);
  }

  @Override
  public int preparations() {
    return RANGES;
  }

  @Override
  public void prepare(int piece, byte[] input, boolean signed, int zeroPoint, Scratch scratch) {
    int[] sums = scratch.ints();
    int base = piece * shape.filters();
    int mask = signed ? -1 : 0xff;
    Arrays.fill(sums, base, base + shape.filters(), 0);
    int end = (int) ((piece + 1L) * shape.channels() / RANGES);
    for (int i = (int) ((long) piece * shape.channels() / RANGES); i < end; i++) {
      int x = (input[i] & mask) - zeroPoint;
      if (x != 0) {
        addColumn(starts[i], starts[i + 1], x, sums, base);
      }
    }
  }

  private void addColumn(int from, int to, int x, int[] sums, int base) {
    for (int i = from; i < to; i++) {
      sums[base + units[i]] += weights[i] * x;
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
    int[] parts = scratch.ints();
    int[] sums = scratch.ints(worker);
    for (int i = 0; i < count; i++) {
      int sum = 0;
      for (int range = 0; range < RANGES; range++) {
        sum += parts[range * shape.filters() + first + i];
      }
      sums[i] = sum;
    }
    requantizer.channels(sums, 0, count, first, target);
  }
}
