package io.deepcompress.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.B2S;
import static jdk.incubator.vector.VectorOperators.LSHR;

import io.deepcompress.runtime.kernel.ChunkedRuns;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums the products of one cell of {@link ChunkedRuns} for a few neighbouring vectors of outputs,
 * in registers throughout. A chunk is added in 16 bits, as 2^15 plus its sum. Of each pair of
 * neighbouring sums, taken as one 32-bit number, the first accumulator of a vector adds the whole
 * and the second the upper half.
 *
 * <p>There is a method for each number of vectors, four at most. C2 inlines the Vector API up to
 * 18,000 nodes a method (NodeCountInliningCutoff), and what comes after that may keep its vectors
 * as objects on the heap, ten times slower. Nor does C2 know the class of a vector that comes out
 * of a loop but from a profile, which may be missing; such a vector is an argument here where it
 * can be, not the receiver.
 */
final class RunSums {
  static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED;
  static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(SHORTS.vectorBitSize() / 2));

  /** Outputs of a vector. */
  static final int LANES = SHORTS.length();

  /** What every chunk adds to each sum. */
  static final int BIAS = ChunkedRuns.BIAS;

  private static final int INT_LANES = INTS.length();

  private RunSums() {}

  /**
   * Sums a cell.
   *
   * @param x padded input
   * @param base of the block's first channel, plus the first output
   * @param runs the weights
   * @param filter of the cell
   * @param block of the cell
   * @param vectors 2, 3 or 4
   * @param sums gets both accumulators of each vector, from index {@code at} on
   */
  static void sum(
      byte[] x,
      int base,
      ChunkedRuns runs,
      int filter,
      int block,
      int vectors,
      int[] sums,
      int at) {
    int[] entries = runs.entries();
    int start = runs.start(filter, block);
    int end = runs.end(filter, block);
    int length = runs.chunkLength(filter, block);
    switch (vectors) {
      case 2 -> sum2(x, base, entries, start, end, length, sums, at);
      case 3 -> sum3(x, base, entries, start, end, length, sums, at);
      default -> sum4(x, base, entries, start, end, length, sums, at);
    }
  }

  /** {@code sums[to + i] += sums[from + i]} for a number of vectors of outputs. */
  static void add(int vectors, int[] sums, int from, int to) {
    for (int i = 0; i < vectors * LANES; i += INT_LANES) {
      IntVector.fromArray(INTS, sums, to + i)
          .add(IntVector.fromArray(INTS, sums, from + i))
          .intoArray(sums, to + i);
    }
  }

  private static void sum2(
      byte[] x, int base, int[] entries, int start, int end, int length, int[] sums, int at) {
    IntVector pairs0 = IntVector.zero(INTS);
    IntVector upper0 = pairs0;
    IntVector pairs1 = pairs0;
    IntVector upper1 = pairs0;
    for (int chunk = start; chunk < end; chunk += length) {
      ShortVector sum0 = ShortVector.broadcast(SHORTS, (short) BIAS);
      ShortVector sum1 = sum0;
      for (int i = chunk; i < chunk + length; i++) {
        int entry = entries[i];
        int from = base + (entry >> 8);
        ShortVector weight = ShortVector.broadcast(SHORTS, (byte) entry);
        sum0 =
            weight.mul(ByteVector.fromArray(BYTES, x, from).convertShape(B2S, SHORTS, 0)).add(sum0);
        sum1 =
            weight
                .mul(ByteVector.fromArray(BYTES, x, from + LANES).convertShape(B2S, SHORTS, 0))
                .add(sum1);
      }
      IntVector both0 = sum0.reinterpretAsInts();
      pairs0 = both0.add(pairs0);
      upper0 = both0.lanewise(LSHR, 16).add(upper0);
      IntVector both1 = sum1.reinterpretAsInts();
      pairs1 = both1.add(pairs1);
      upper1 = both1.lanewise(LSHR, 16).add(upper1);
    }
    pairs0.intoArray(sums, at + 0 * INT_LANES);
    upper0.intoArray(sums, at + 1 * INT_LANES);
    pairs1.intoArray(sums, at + 2 * INT_LANES);
    upper1.intoArray(sums, at + 3 * INT_LANES);
  }

  private static void sum3(
      byte[] x, int base, int[] entries, int start, int end, int length, int[] sums, int at) {
    IntVector pairs0 = IntVector.zero(INTS);
    IntVector upper0 = pairs0;
    IntVector pairs1 = pairs0;
    IntVector upper1 = pairs0;
    IntVector pairs2 = pairs0;
    IntVector upper2 = pairs0;
    for (int chunk = start; chunk < end; chunk += length) {
      ShortVector sum0 = ShortVector.broadcast(SHORTS, (short) BIAS);
      ShortVector sum1 = sum0;
      ShortVector sum2 = sum0;
      for (int i = chunk; i < chunk + length; i++) {
        int entry = entries[i];
        int from = base + (entry >> 8);
        ShortVector weight = ShortVector.broadcast(SHORTS, (byte) entry);
        sum0 =
            weight.mul(ByteVector.fromArray(BYTES, x, from).convertShape(B2S, SHORTS, 0)).add(sum0);
        sum1 =
            weight
                .mul(ByteVector.fromArray(BYTES, x, from + LANES).convertShape(B2S, SHORTS, 0))
                .add(sum1);
        sum2 =
            weight
                .mul(ByteVector.fromArray(BYTES, x, from + 2 * LANES).convertShape(B2S, SHORTS, 0))
                .add(sum2);
      }
      IntVector both0 = sum0.reinterpretAsInts();
      pairs0 = both0.add(pairs0);
      upper0 = both0.lanewise(LSHR, 16).add(upper0);
      IntVector both1 = sum1.reinterpretAsInts();
      pairs1 = both1.add(pairs1);
      upper1 = both1.lanewise(LSHR, 16).add(upper1);
      IntVector both2 = sum2.reinterpretAsInts();
      pairs2 = both2.add(pairs2);
      upper2 = both2.lanewise(LSHR, 16).add(upper2);
    }
    pairs0.intoArray(sums, at + 0 * INT_LANES);
    upper0.intoArray(sums, at + 1 * INT_LANES);
    pairs1.intoArray(sums, at + 2 * INT_LANES);
    upper1.intoArray(sums, at + 3 * INT_LANES);
    pairs2.intoArray(sums, at + 4 * INT_LANES);
    upper2.intoArray(sums, at + 5 * INT_LANES);
  }

  private static void sum4(
      byte[] x, int base, int[] entries, int start, int end, int length, int[] sums, int at) {
    IntVector pairs0 = IntVector.zero(INTS);
    IntVector upper0 = pairs0;
    IntVector pairs1 = pairs0;
    IntVector upper1 = pairs0;
    IntVector pairs2 = pairs0;
    IntVector upper2 = pairs0;
    IntVector pairs3 = pairs0;
    IntVector upper3 = pairs0;
    for (int chunk = start; chunk < end; chunk += length) {
      ShortVector sum0 = ShortVector.broadcast(SHORTS, (short) BIAS);
      ShortVector sum1 = sum0;
      ShortVector sum2 = sum0;
      ShortVector sum3 = sum0;
      for (int i = chunk; i < chunk + length; i++) {
        int entry = entries[i];
        int from = base + (entry >> 8);
        ShortVector weight = ShortVector.broadcast(SHORTS, (byte) entry);
        sum0 =
            weight.mul(ByteVector.fromArray(BYTES, x, from).convertShape(B2S, SHORTS, 0)).add(sum0);
        sum1 =
            weight
                .mul(ByteVector.fromArray(BYTES, x, from + LANES).convertShape(B2S, SHORTS, 0))
                .add(sum1);
        sum2 =
            weight
                .mul(ByteVector.fromArray(BYTES, x, from + 2 * LANES).convertShape(B2S, SHORTS, 0))
                .add(sum2);
        sum3 =
            weight
                .mul(ByteVector.fromArray(BYTES, x, from + 3 * LANES).convertShape(B2S, SHORTS, 0))
                .add(sum3);
      }
      IntVector both0 = sum0.reinterpretAsInts();
      pairs0 = both0.add(pairs0);
      upper0 = both0.lanewise(LSHR, 16).add(upper0);
      IntVector both1 = sum1.reinterpretAsInts();
      pairs1 = both1.add(pairs1);
      upper1 = both1.lanewise(LSHR, 16).add(upper1);
      IntVector both2 = sum2.reinterpretAsInts();
      pairs2 = both2.add(pairs2);
      upper2 = both2.lanewise(LSHR, 16).add(upper2);
      IntVector both3 = sum3.reinterpretAsInts();
      pairs3 = both3.add(pairs3);
      upper3 = both3.lanewise(LSHR, 16).add(upper3);
    }
    pairs0.intoArray(sums, at + 0 * INT_LANES);
    upper0.intoArray(sums, at + 1 * INT_LANES);
    pairs1.intoArray(sums, at + 2 * INT_LANES);
    upper1.intoArray(sums, at + 3 * INT_LANES);
    pairs2.intoArray(sums, at + 4 * INT_LANES);
    upper2.intoArray(sums, at + 5 * INT_LANES);
    pairs3.intoArray(sums, at + 6 * INT_LANES);
    upper3.intoArray(sums, at + 7 * INT_LANES);
  }
}
