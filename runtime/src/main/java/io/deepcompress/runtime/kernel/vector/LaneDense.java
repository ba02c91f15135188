package io.deepcompress.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import io.deepcompress.runtime.kernel.ChunkedRuns;
import io.deepcompress.runtime.kernel.IntegerLayer;
import io.deepcompress.runtime.kernel.IntegerWeights;
import io.deepcompress.runtime.kernel.LayerShape;
import io.deepcompress.runtime.kernel.Requantizer;
import io.deepcompress.runtime.kernel.Scratch;
import io.deepcompress.runtime.kernel.ScratchSize;
import io.deepcompress.runtime.kernel.Target;
import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A fully connected layer with an output in every pair of byte lanes; see {@link LaneWeights}.
 *
 * <p>Inputs are unsigned bytes, two of them in each 16-bit lane as {@code a = 256 * odd + even},
 * and the weights of both are one number {@code w = 256 * p - q}. Then {@code p * a - w * odd = p *
 * even + q * odd}, all modulo 2^16: two products take two multiplications and no conversion, and
 * {@code p} is {@code w + 127} shifted right by 8, as {@code q} is -128 to 127. What a chunk begins
 * with keeps its sums from 0 to 2^16 - 1. Of each pair of neighbouring sums, taken as one 32-bit
 * number, one accumulator adds the whole and another the upper half; both sums follow at the end.
 */
final class LaneDense implements IntegerLayer {
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;
  private static final int LANES = BYTES.length();

  /** Outputs of a block. */
  private static final int OUTPUTS = LANES / 2;

  /** Inputs below which most steps of a chunk would be empty. */
  private static final int LEAST_INPUTS = 16;

  private final LayerShape shape;
  private final LaneWeights weights;

  /** Whether a layer's inputs are not too few, and can be numbered. */
  static boolean takes(LayerShape shape) {
    return shape.isVector()
        && shape.channels() >= LEAST_INPUTS
        && shape.channels() < ChunkedRuns.OFFSET_LIMIT / 2;
  }

  LaneDense(IntegerWeights source) {
    shape = source.shape();
    weights = new LaneWeights(source, LANES);
  }

  @Override
  public String kernel() {
    return "sparse lanes, vector";
  }

  @Override
  public long heapBytes() {
    return weights.heapBytes();
  }

  @Override
  public ScratchSize scratch() {
    return new ScratchSize(shape.channels() + LANES, 0, 0, 0, 0, OUTPUTS, 0);
  }

  @Override
  public int preparations() {
    return 1;
  }

  @Override
  public void prepare(int piece, byte[] input, boolean signed, int zeroPoint, Scratch scratch) {
    byte[] x = scratch.bytes();
    if (signed) {
      for (int i = 0; i < shape.channels(); i++) {
        x[i] = (byte) (input[i] ^ 0x80);
      }
    } else {
      System.arraycopy(input, 0, x, 0, shape.channels());
    }
    Arrays.fill(x, shape.channels(), shape.channels() + LANES, (byte) 0);
  }

  @Override
  public int tasks() {
    return weights.blocks();
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
    int first = task * OUTPUTS;
    int[] sums = scratch.ints(worker);
    if (weights.steps() == LaneWeights.MOST_STEPS) {
      sumFour(task, scratch.bytes(), sums);
    } else {
      sumThree(task, scratch.bytes(), sums);
    }
    finish(first, signed ? zeroPoint + 128 : zeroPoint, sums);
    requantizer.channels(sums, 0, Math.min(OUTPUTS, shape.filters() - first), first, target);
  }

  /**
   * Sums of chunks of three steps. These stand one by one, and the sums are cast here rather than
   * by a method as {@link VectorLoops#exact}: with a part of them in a method of its own C2 leaves
   * vectors on the heap. Inputs are selected rather than rearranged by a shuffle: with JDK 25 that
   * takes a fifth less time.
   */
  private void sumThree(int block, byte[] x, int[] sums) {
    int[] windows = weights.windows();
    byte[] entries = weights.entries();
    int end = weights.start(block + 1);
    ShortVector rounding = ShortVector.broadcast(RunSums.SHORTS, (short) 127);
    IntVector pairs = IntVector.zero(RunSums.INTS);
    IntVector upper = IntVector.zero(RunSums.INTS);
    for (int chunk = weights.start(block); chunk < end; chunk++) {
      int step = 3 * chunk;
      int at = LaneWeights.FIRST + 7 * chunk * LANES;
      ShortVector sum = ByteVector.fromArray(BYTES, entries, at).reinterpretAsShorts();
      ShortVector inputs0 =
          ByteVector.fromArray(BYTES, entries, at + LANES)
              .selectFrom(ByteVector.fromArray(BYTES, x, windows[step]))
              .reinterpretAsShorts();
      ShortVector weights0 =
          ByteVector.fromArray(BYTES, entries, at + 2 * LANES).reinterpretAsShorts();
      sum = weights0.add(rounding).lanewise(ASHR, 8).mul(inputs0).add(sum);
      sum = sum.sub(inputs0.lanewise(LSHR, 8).mul(weights0));
      ShortVector inputs1 =
          ByteVector.fromArray(BYTES, entries, at + 3 * LANES)
              .selectFrom(ByteVector.fromArray(BYTES, x, windows[step + 1]))
              .reinterpretAsShorts();
      ShortVector weights1 =
          ByteVector.fromArray(BYTES, entries, at + 4 * LANES).reinterpretAsShorts();
      sum = weights1.add(rounding).lanewise(ASHR, 8).mul(inputs1).add(sum);
      sum = sum.sub(inputs1.lanewise(LSHR, 8).mul(weights1));
      ShortVector inputs2 =
          ByteVector.fromArray(BYTES, entries, at + 5 * LANES)
              .selectFrom(ByteVector.fromArray(BYTES, x, windows[step + 2]))
              .reinterpretAsShorts();
      ShortVector weights2 =
          ByteVector.fromArray(BYTES, entries, at + 6 * LANES).reinterpretAsShorts();
      sum = weights2.add(rounding).lanewise(ASHR, 8).mul(inputs2).add(sum);
      sum = sum.sub(inputs2.lanewise(LSHR, 8).mul(weights2));
      IntVector both = sum.reinterpretAsInts();
      pairs = both.add(pairs);
      upper = both.lanewise(LSHR, 16).add(upper);
    }
    ((IntVector) RunSums.INT_VECTOR.cast(pairs)).intoArray(sums, 0);
    ((IntVector) RunSums.INT_VECTOR.cast(upper)).intoArray(sums, RunSums.INT_LANES);
  }

  /**
   * Sums of chunks of four steps, as {@link #sumThree}. One method for both, with a branch around
   * the fourth step, takes a tenth longer for chunks of three.
   */
  private void sumFour(int block, byte[] x, int[] sums) {
    int[] windows = weights.windows();
    byte[] entries = weights.entries();
    int end = weights.start(block + 1);
    ShortVector rounding = ShortVector.broadcast(RunSums.SHORTS, (short) 127);
    IntVector pairs = IntVector.zero(RunSums.INTS);
    IntVector upper = IntVector.zero(RunSums.INTS);
    for (int chunk = weights.start(block); chunk < end; chunk++) {
      int step = 4 * chunk;
      int at = LaneWeights.FIRST + 9 * chunk * LANES;
      ShortVector sum = ByteVector.fromArray(BYTES, entries, at).reinterpretAsShorts();
      ShortVector inputs0 =
          ByteVector.fromArray(BYTES, entries, at + LANES)
              .selectFrom(ByteVector.fromArray(BYTES, x, windows[step]))
              .reinterpretAsShorts();
      ShortVector weights0 =
          ByteVector.fromArray(BYTES, entries, at + 2 * LANES).reinterpretAsShorts();
      sum = weights0.add(rounding).lanewise(ASHR, 8).mul(inputs0).add(sum);
      sum = sum.sub(inputs0.lanewise(LSHR, 8).mul(weights0));
      ShortVector inputs1 =
          ByteVector.fromArray(BYTES, entries, at + 3 * LANES)
              .selectFrom(ByteVector.fromArray(BYTES, x, windows[step + 1]))
              .reinterpretAsShorts();
      ShortVector weights1 =
          ByteVector.fromArray(BYTES, entries, at + 4 * LANES).reinterpretAsShorts();
      sum = weights1.add(rounding).lanewise(ASHR, 8).mul(inputs1).add(sum);
      sum = sum.sub(inputs1.lanewise(LSHR, 8).mul(weights1));
      ShortVector inputs2 =
          ByteVector.fromArray(BYTES, entries, at + 5 * LANES)
              .selectFrom(ByteVector.fromArray(BYTES, x, windows[step + 2]))
              .reinterpretAsShorts();
      ShortVector weights2 =
          ByteVector.fromArray(BYTES, entries, at + 6 * LANES).reinterpretAsShorts();
      sum = weights2.add(rounding).lanewise(ASHR, 8).mul(inputs2).add(sum);
      sum = sum.sub(inputs2.lanewise(LSHR, 8).mul(weights2));
      ShortVector inputs3 =
          ByteVector.fromArray(BYTES, entries, at + 7 * LANES)
              .selectFrom(ByteVector.fromArray(BYTES, x, windows[step + 3]))
              .reinterpretAsShorts();
      ShortVector weights3 =
          ByteVector.fromArray(BYTES, entries, at + 8 * LANES).reinterpretAsShorts();
      sum = weights3.add(rounding).lanewise(ASHR, 8).mul(inputs3).add(sum);
      sum = sum.sub(inputs3.lanewise(LSHR, 8).mul(weights3));
      IntVector both = sum.reinterpretAsInts();
      pairs = both.add(pairs);
      upper = both.lanewise(LSHR, 16).add(upper);
    }
    ((IntVector) RunSums.INT_VECTOR.cast(pairs)).intoArray(sums, 0);
    ((IntVector) RunSums.INT_VECTOR.cast(upper)).intoArray(sums, RunSums.INT_LANES);
  }

  /** From accumulators to sums, apart from these to keep all small for the JIT. */
  private void finish(int first, int zeroPoint, int[] sums) {
    IntVector upper = IntVector.fromArray(RunSums.INTS, sums, RunSums.INT_LANES);
    IntVector.fromArray(RunSums.INTS, sums, 0)
        .sub(upper.lanewise(LSHL, 16))
        .sub(offsets(first, zeroPoint))
        .intoArray(sums, 0);
    upper.sub(offsets(first + RunSums.INT_LANES, zeroPoint)).intoArray(sums, RunSums.INT_LANES);
  }

  /** What the sums of outputs have too much. */
  private IntVector offsets(int first, int zeroPoint) {
    return IntVector.fromArray(RunSums.INTS, weights.weightSums(), first)
        .mul(zeroPoint)
        .add(IntVector.fromArray(RunSums.INTS, weights.heads(), first));
  }
}
