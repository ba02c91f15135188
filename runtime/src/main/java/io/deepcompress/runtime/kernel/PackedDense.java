package io.deepcompress.runtime.kernel;

import java.util.Arrays;

/**
 * A fully connected layer that keeps most of its weights, all in place, a row after the other: a
 * byte each, or, where few are different, numbers of 4 bits into 16 values or of 2 bits into 4,
 * packed two or four a byte. The sparse forms take 2.6 bytes or more a weight that is not 0. With
 * vectors this is the faster form, too; without, the sparse forms are, and are taken then.
 */
public final class PackedDense implements IntegerLayer {
  /** Bytes of a row are a multiple of this, so that any vector fits in. */
  public static final int ROW_STEP = 64;

  private static final int UNITS_PER_TASK = 64;

  private final LayerShape shape;
  private final Loops loops;
  private final int bits;
  private final int rowBytes;
  private final byte[] codes;
  private final byte[] values = new byte[ROW_STEP];
  private final int[] weightSums;

  private PackedDense(IntegerWeights weights, Loops loops, byte[] numbers, int bits) {
    this.shape = weights.shape();
    this.loops = loops;
    this.bits = bits;
    int perByte = 8 / bits;
    int inputs = shape.channels();
    this.rowBytes = (inputs + perByte * ROW_STEP - 1) / (perByte * ROW_STEP) * ROW_STEP;
    this.codes = new byte[Math.multiplyExact(shape.filters(), rowBytes)];
    this.weightSums = new int[shape.filters()];
    int shift = perByte >> 1;
    for (int unit = 0, i = 0; unit < shape.filters(); unit++) {
      int sum = 0;
      for (int input = 0; input < inputs; input++, i++) {
        int number = numbers[weights.codes()[i] & 0xff];
        int weight = weights.weight(i);
        sum += weight;
        if (bits < Byte.SIZE) {
          values[number] = (byte) weight;
        }
        // Shifts, as a division takes longer than all the rest.
        int place = input & perByte - 1;
        codes[unit * rowBytes + (input >> shift)] |= (byte) (number << bits * place);
      }
      weightSums[unit] = sum;
    }
  }

  /**
   * The layer, or null where another form suits it better.
   *
   * @param least part of the weights that must not be zero for a byte each to be the fastest
   * @param leastPacked the same for 4 bits or 2
   */
  public static PackedDense of(
      IntegerWeights weights, Loops loops, double least, double leastPacked) {
    if (!weights.shape().isVector() || !weights.keeps(least)) {
      return null;
    }
    byte[] numbers = new byte[256];
    int count = number(weights, numbers);
    if (count < 0) {
      return null;
    }
    return count <= 16 && weights.keeps(leastPacked)
        ? new PackedDense(weights, loops, numbers, count <= 4 ? 2 : 4)
        : new PackedDense(weights, loops, weights.values(), Byte.SIZE);
  }

  /**
   * Numbers the weights that occur.
   *
   * @param numbers receives the number of each code
   * @return how many there are, -1 where -128 is one: products of two could leave 16 bits then
   */
  private static int number(IntegerWeights weights, byte[] numbers) {
    boolean[] used = new boolean[256];
    for (int i = 0; i < weights.shape().weights(); i++) {
      used[weights.codes()[i] & 0xff] = true;
    }
    int[] numberOf = new int[256];
    Arrays.fill(numberOf, -1);
    int count = 0;
    for (int code = 0; code < 256; code++) {
      if (used[code]) {
        int weight = weights.values()[code];
        if (numberOf[weight & 0xff] < 0) {
          if (weight == Byte.MIN_VALUE) {
            return -1;
          }
          numberOf[weight & 0xff] = count++;
        }
        numbers[code] = (byte) numberOf[weight & 0xff];
      }
    }
    return count;
  }

  @Override
  public String kernel() {
    return "dense INT" + bits;
  }

  @Override
  public long heapBytes() {
    return codes.length + 4L * weightSums.length + values.length;
  }

  @Override
  public ScratchSize scratch() {
    return new ScratchSize(0, 8 / bits * rowBytes, 0, 0, 0, UNITS_PER_TASK, 0);
  }

  @Override
  public int preparations() {
    return 1;
  }

  /** Sorts the inputs by their place in a byte and by whether that byte is an even one. */
  @Override
  public void prepare(int piece, byte[] input, boolean signed, int zeroPoint, Scratch scratch) {
    short[] x = scratch.shorts();
    int perByte = 8 / bits;
    Arrays.fill(x, 0, perByte * rowBytes, (short) 0);
    int flip = signed ? 0 : 0x80;
    for (int first = 0; first < 2 * perByte; first++) {
      int to = first % perByte * rowBytes + first / perByte * (rowBytes / 2);
      for (int i = first; i < shape.channels(); i += 2 * perByte) {
        x[to++] = (byte) (input[i] ^ flip);
      }
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
    int[] sums = scratch.ints(worker);
    int zero = signed ? zeroPoint : zeroPoint - 128;
    for (int i = 0; i < count; i++) {
      int product =
          loops.packedProduct(
              codes, (first + i) * rowBytes, rowBytes, bits, values, scratch.shorts());
      sums[i] = product - zero * weightSums[first + i];
    }
    requantizer.channels(sums, 0, count, first, target);
  }
}
