package io.deepcompress.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.B2S;
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
 * A fully connected layer with an output in every byte lane; see {@link LaneWeights}. Products of
 * {@link LaneWeights#CHUNK} steps are added in 16 bits, as 2^15 plus their sum. Of each pair of
 * such sums, taken as one 32-bit number, one accumulator adds the whole and another the upper half;
 * both sums follow at the end.
 */
final class LaneDense implements IntegerLayer {
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;
  private static final int LANES = BYTES.length();
  private static final int BIAS = 1 << 15;

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
    return new ScratchSize(shape.channels() + LANES, 0, 0, 0, 0, LANES, 0);
  }

  @Override
  public int preparations() {
    return 1;
  }

  @Override
  public void prepare(int piece, byte[] input, boolean signed, int zeroPoint, Scratch scratch) {
    byte[] x = scratch.bytes();
    if (signed) {
      System.arraycopy(input, 0, x, 0, shape.channels());
    } else {
      for (int i = 0; i < shape.channels(); i++) {
        x[i] = (byte) (input[i] ^ 0x80);
      }
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
    int first = task * LANES;
    int[] sums = scratch.ints(worker);
    sumBlock(task, scratch.bytes(), sums);
    finish(task, signed ? zeroPoint : zeroPoint - 128, sums);
    requantizer.channels(sums, 0, Math.min(LANES, shape.filters() - first), first, target);
  }

  /**
   * The steps of a chunk stand one by one: in a loop they take a sixth longer, and with a part of
   * them in a method of its own C2 leaves vectors on the heap. For the same reason the sums are
   * cast here, rather than by a method as {@link VectorLoops#exact}. Inputs are selected rather
   * than rearranged by a shuffle: with JDK 25 that takes a fifth less time.
   */
  private void sumBlock(int block, byte[] x, int[] sums) {
    int[] windows = weights.windows(block);
    byte[] indices = weights.indices(block);
    byte[] values = weights.weights(block);
    ShortVector bias = ShortVector.broadcast(RunSums.SHORTS, (short) BIAS);
    IntVector evenPairs = IntVector.zero(RunSums.INTS);
    IntVector evenUpper = IntVector.zero(RunSums.INTS);
    IntVector oddPairs = IntVector.zero(RunSums.INTS);
    IntVector oddUpper = IntVector.zero(RunSums.INTS);
    for (int chunk = 0; chunk < windows.length; chunk += LaneWeights.CHUNK) {
      ShortVector even = bias;
      ShortVector odd = bias;
      int at = chunk * LANES;
      ShortVector inputs0 =
          ByteVector.fromArray(BYTES, indices, at)
              .selectFrom(ByteVector.fromArray(BYTES, x, windows[chunk]))
              .reinterpretAsShorts();
      even =
          inputs0
              .lanewise(LSHL, 8)
              .lanewise(ASHR, 8)
              .mul(
                  ByteVector.fromArray(RunSums.BYTES, values, at)
                      .convertShape(B2S, RunSums.SHORTS, 0))
              .add(even);
      odd =
          inputs0
              .lanewise(ASHR, 8)
              .mul(
                  ByteVector.fromArray(RunSums.BYTES, values, at + LANES / 2)
                      .convertShape(B2S, RunSums.SHORTS, 0))
              .add(odd);
      at += LANES;
      ShortVector inputs1 =
          ByteVector.fromArray(BYTES, indices, at)
              .selectFrom(ByteVector.fromArray(BYTES, x, windows[chunk + 1]))
              .reinterpretAsShorts();
      even =
          inputs1
              .lanewise(LSHL, 8)
              .lanewise(ASHR, 8)
              .mul(
                  ByteVector.fromArray(RunSums.BYTES, values, at)
                      .convertShape(B2S, RunSums.SHORTS, 0))
              .add(even);
      odd =
          inputs1
              .lanewise(ASHR, 8)
              .mul(
                  ByteVector.fromArray(RunSums.BYTES, values, at + LANES / 2)
                      .convertShape(B2S, RunSums.SHORTS, 0))
              .add(odd);
      at += LANES;
      ShortVector inputs2 =
          ByteVector.fromArray(BYTES, indices, at)
              .selectFrom(ByteVector.fromArray(BYTES, x, windows[chunk + 2]))
              .reinterpretAsShorts();
      even =
          inputs2
              .lanewise(LSHL, 8)
              .lanewise(ASHR, 8)
              .mul(
                  ByteVector.fromArray(RunSums.BYTES, values, at)
                      .convertShape(B2S, RunSums.SHORTS, 0))
              .add(even);
      odd =
          inputs2
              .lanewise(ASHR, 8)
              .mul(
                  ByteVector.fromArray(RunSums.BYTES, values, at + LANES / 2)
                      .convertShape(B2S, RunSums.SHORTS, 0))
              .add(odd);
      at += LANES;
      ShortVector inputs3 =
          ByteVector.fromArray(BYTES, indices, at)
              .selectFrom(ByteVector.fromArray(BYTES, x, windows[chunk + 3]))
              .reinterpretAsShorts();
      even =
          inputs3
              .lanewise(LSHL, 8)
              .lanewise(ASHR, 8)
              .mul(
                  ByteVector.fromArray(RunSums.BYTES, values, at)
                      .convertShape(B2S, RunSums.SHORTS, 0))
              .add(even);
      odd =
          inputs3
              .lanewise(ASHR, 8)
              .mul(
                  ByteVector.fromArray(RunSums.BYTES, values, at + LANES / 2)
                      .convertShape(B2S, RunSums.SHORTS, 0))
              .add(odd);
      at += LANES;
      ShortVector inputs4 =
          ByteVector.fromArray(BYTES, indices, at)
              .selectFrom(ByteVector.fromArray(BYTES, x, windows[chunk + 4]))
              .reinterpretAsShorts();
      even =
          inputs4
              .lanewise(LSHL, 8)
              .lanewise(ASHR, 8)
              .mul(
                  ByteVector.fromArray(RunSums.BYTES, values, at)
                      .convertShape(B2S, RunSums.SHORTS, 0))
              .add(even);
      odd =
          inputs4
              .lanewise(ASHR, 8)
              .mul(
                  ByteVector.fromArray(RunSums.BYTES, values, at + LANES / 2)
                      .convertShape(B2S, RunSums.SHORTS, 0))
              .add(odd);
      at += LANES;
      ShortVector inputs5 =
          ByteVector.fromArray(BYTES, indices, at)
              .selectFrom(ByteVector.fromArray(BYTES, x, windows[chunk + 5]))
              .reinterpretAsShorts();
      even =
          inputs5
              .lanewise(LSHL, 8)
              .lanewise(ASHR, 8)
              .mul(
                  ByteVector.fromArray(RunSums.BYTES, values, at)
                      .convertShape(B2S, RunSums.SHORTS, 0))
              .add(even);
      odd =
          inputs5
              .lanewise(ASHR, 8)
              .mul(
                  ByteVector.fromArray(RunSums.BYTES, values, at + LANES / 2)
                      .convertShape(B2S, RunSums.SHORTS, 0))
              .add(odd);
      IntVector pairs = even.reinterpretAsInts();
      evenPairs = pairs.add(evenPairs);
      evenUpper = pairs.lanewise(LSHR, 16).add(evenUpper);
      pairs = odd.reinterpretAsInts();
      oddPairs = pairs.add(oddPairs);
      oddUpper = pairs.lanewise(LSHR, 16).add(oddUpper);
    }
    ((IntVector) RunSums.INT_VECTOR.cast(evenPairs)).intoArray(sums, 0);
    ((IntVector) RunSums.INT_VECTOR.cast(evenUpper)).intoArray(sums, RunSums.INT_LANES);
    ((IntVector) RunSums.INT_VECTOR.cast(oddPairs)).intoArray(sums, 2 * RunSums.INT_LANES);
    ((IntVector) RunSums.INT_VECTOR.cast(oddUpper)).intoArray(sums, 3 * RunSums.INT_LANES);
  }

  /** From accumulators to sums, apart from {@link #sumBlock} to keep both small for the JIT. */
  private void finish(int block, int zeroPoint, int[] sums) {
    int biases = weights.windows(block).length / LaneWeights.CHUNK * BIAS;
    int[] all = weights.weightSums();
    for (int i = 0; i < LANES; i += 2 * RunSums.INT_LANES) {
      IntVector upper = IntVector.fromArray(RunSums.INTS, sums, i + RunSums.INT_LANES);
      int first = block * LANES + i;
      IntVector.fromArray(RunSums.INTS, sums, i)
          .sub(upper.lanewise(LSHL, 16))
          .sub(biases)
          .sub(IntVector.fromArray(RunSums.INTS, all, first).mul(zeroPoint))
          .intoArray(sums, i);
      upper
          .sub(biases)
          .sub(IntVector.fromArray(RunSums.INTS, all, first + RunSums.INT_LANES).mul(zeroPoint))
          .intoArray(sums, i + RunSums.INT_LANES);
    }
  }
}
