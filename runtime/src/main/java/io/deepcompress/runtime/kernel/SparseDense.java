package io.deepcompress.runtime.kernel;

import java.util.Arrays;

/**
 * A fully connected layer by rows: each output gathers the inputs of its non-zero weights, which
 * are kept as gaps between positions. A gap beyond a byte takes filler entries of weight 0.
 */
final class SparseDense implements IntegerLayer {
  private static final int UNITS_PER_TASK = 64;

  private final LayerShape shape;

  /** First entry of each row. */
  private final int[] starts;

  /** Distance from the entry before, as an unsigned byte; the first counts from position -1. */
  private final byte[] gaps;

  private final byte[] weights;

  SparseDense(IntegerWeights source) {
    shape = source.shape();
    int inputs = shape.channels();
    int filters = shape.filters();
    starts = new int[filters + 1];
    byte[] gapList = new byte[source.nonZeros() + filters];
    byte[] weightList = new byte[gapList.length];
    int count = 0;
    for (int filter = 0; filter < filters; filter++) {
      int last = -1;
      for (int i = 0; i < inputs; i++) {
        int weight = source.weight(filter * inputs + i);
        if (weight == 0) {
          continue;
        }
        int gap = i - last;
        if (count + gap / 255 >= gapList.length) {
          int longer = count + gap / 255 + 1 + gapList.length / 8;
          gapList = Arrays.copyOf(gapList, longer);
          weightList = Arrays.copyOf(weightList, longer);
        }
        for (; gap > 255; gap -= 255) {
          gapList[count++] = (byte) 255;
        }
        gapList[count] = (byte) gap;
        weightList[count++] = (byte) weight;
        last = i;
      }
      starts[filter + 1] = count;
    }
    gaps = Arrays.copyOf(gapList, count);
    weights = Arrays.copyOf(weightList, count);
  }

  @Override
  public String kernel() {
    return "sparse rows, scalar";
  }

  @Override
  public long heapBytes() {
    return 4L * starts.length + gaps.length + weights.length;
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
