package io.deepcompress.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.B2S;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.OR;

import io.deepcompress.runtime.kernel.ChunkedRuns;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums the products of one cell of {@link ChunkedRuns} for a few neighbouring vectors of outputs. A
 * chunk is added in 16 bits, as 2^15 plus its sum. Of each pair of neighbouring sums, taken as one
 * 32-bit number, the first accumulator of a vector adds the whole and the second the upper half.
 * All of these stay in registers.
 *
 * <p>There is a method for each number of vectors and as little in it as can be. C2 inlines the
 * Vector API up to 18,000 nodes a method (NodeCountInliningCutoff), here about 80 operations; what
 * comes after that may keep its vectors as objects on the heap, ten times slower. Nor does C2 know
 * the class of a vector that comes out of a loop but from a profile, which may be missing: such a
 * vector is an argument here and not the receiver, or cast to what it is.
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

  private static final Class<?> SHORT_VECTOR = SHORTS.vectorType();
  private static final Class<?> INT_VECTOR = INTS.vectorType();
  private static final int INT_LANES = INTS.length();

  private RunSums() {}

  /** Makes the accumulators of some vectors, from index {@code at} on, stand for a number. */
  static void fill(int[] sums, int at, int vectors, int number) {
    IntVector upper = IntVector.broadcast(INTS, number);
    IntVector pairs = IntVector.broadcast(INTS, number + (number << 16));
    for (int i = 0; i < vectors * LANES; i += 2 * INT_LANES) {
      pairs.intoArray(sums, at + i);
      upper.intoArray(sums, at + i + INT_LANES);
    }
  }

  /** As {@link ChunkedRuns#expand}, all entries of the cell. */
  static void expand(ChunkedRuns runs, int filter, int block, int[] target, int at) {
    int from = runs.orderedStart(filter, block);
    int[] places = runs.places();
    int i = 0;
    // A vector of bytes may be longer than one of integers.
    for (;
        i <= places.length - INT_LANES
            && from + i <= runs.ordered().length - VectorLoops.FEW.length();
        i += INT_LANES) {
      IntVector.fromArray(INTS, places, i)
          .lanewise(
              OR,
              ByteVector.fromArray(VectorLoops.FEW, runs.ordered(), from + i)
                  .convertShape(B2I, INTS, 0)
                  .lanewise(AND, 0xff))
          .intoArray(target, at + i);
    }
    runs.expand(filter, block, i, target, at);
  }

  /**
   * Adds the products of a cell to accumulators.
   *
   * @param x padded input
   * @param base of the block's first channel, plus the first output
   * @param entries of {@link ChunkedRuns}, from index {@code from} to before {@code to}
   * @param length of each chunk
   * @param vectors 2, 4, 6 or 8
   * @param sums both accumulators of each vector, from index {@code at} on
   */
  static void sum(
      byte[] x,
      int base,
      int[] entries,
      int from,
      int to,
      int length,
      int vectors,
      int[] sums,
      int at) {
    switch (vectors) {
      case 2 -> sum2(x, base, entries, from, to, length, sums, at);
      case 4 -> sum4(x, base, entries, from, to, length, sums, at);
      case 6 -> sum6(x, base, entries, from, to, length, sums, at);
      default -> sum8(x, base, entries, from, to, length, sums, at);
    }
  }

  private static void sum2(
      byte[] x, int base, int[] entries, int start, int end, int length, int[] sums, int at) {
    IntVector pairs0 = IntVector.fromArray(INTS, sums, at);
    IntVector upper0 = IntVector.fromArray(INTS, sums, at + INT_LANES);
    IntVector pairs1 = IntVector.fromArray(INTS, sums, at + 2 * INT_LANES);
    IntVector upper1 = IntVector.fromArray(INTS, sums, at + 3 * INT_LANES);
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
      IntVector both0 = ((ShortVector) SHORT_VECTOR.cast(sum0)).reinterpretAsInts();
      pairs0 = both0.add(pairs0);
      upper0 = both0.lanewise(LSHR, 16).add(upper0);
      IntVector both1 = ((ShortVector) SHORT_VECTOR.cast(sum1)).reinterpretAsInts();
      pairs1 = both1.add(pairs1);
      upper1 = both1.lanewise(LSHR, 16).add(upper1);
    }
    ((IntVector) INT_VECTOR.cast(pairs0)).intoArray(sums, at);
    ((IntVector) INT_VECTOR.cast(upper0)).intoArray(sums, at + INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairs1)).intoArray(sums, at + 2 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(upper1)).intoArray(sums, at + 3 * INT_LANES);
  }

  private static void sum4(
      byte[] x, int base, int[] entries, int start, int end, int length, int[] sums, int at) {
    IntVector pairs0 = IntVector.fromArray(INTS, sums, at);
    IntVector upper0 = IntVector.fromArray(INTS, sums, at + INT_LANES);
    IntVector pairs1 = IntVector.fromArray(INTS, sums, at + 2 * INT_LANES);
    IntVector upper1 = IntVector.fromArray(INTS, sums, at + 3 * INT_LANES);
    IntVector pairs2 = IntVector.fromArray(INTS, sums, at + 4 * INT_LANES);
    IntVector upper2 = IntVector.fromArray(INTS, sums, at + 5 * INT_LANES);
    IntVector pairs3 = IntVector.fromArray(INTS, sums, at + 6 * INT_LANES);
    IntVector upper3 = IntVector.fromArray(INTS, sums, at + 7 * INT_LANES);
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
      IntVector both0 = ((ShortVector) SHORT_VECTOR.cast(sum0)).reinterpretAsInts();
      pairs0 = both0.add(pairs0);
      upper0 = both0.lanewise(LSHR, 16).add(upper0);
      IntVector both1 = ((ShortVector) SHORT_VECTOR.cast(sum1)).reinterpretAsInts();
      pairs1 = both1.add(pairs1);
      upper1 = both1.lanewise(LSHR, 16).add(upper1);
      IntVector both2 = ((ShortVector) SHORT_VECTOR.cast(sum2)).reinterpretAsInts();
      pairs2 = both2.add(pairs2);
      upper2 = both2.lanewise(LSHR, 16).add(upper2);
      IntVector both3 = ((ShortVector) SHORT_VECTOR.cast(sum3)).reinterpretAsInts();
      pairs3 = both3.add(pairs3);
      upper3 = both3.lanewise(LSHR, 16).add(upper3);
    }
    ((IntVector) INT_VECTOR.cast(pairs0)).intoArray(sums, at);
    ((IntVector) INT_VECTOR.cast(upper0)).intoArray(sums, at + INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairs1)).intoArray(sums, at + 2 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(upper1)).intoArray(sums, at + 3 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairs2)).intoArray(sums, at + 4 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(upper2)).intoArray(sums, at + 5 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairs3)).intoArray(sums, at + 6 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(upper3)).intoArray(sums, at + 7 * INT_LANES);
  }

  private static void sum6(
      byte[] x, int base, int[] entries, int start, int end, int length, int[] sums, int at) {
    IntVector pairs0 = IntVector.fromArray(INTS, sums, at);
    IntVector upper0 = IntVector.fromArray(INTS, sums, at + INT_LANES);
    IntVector pairs1 = IntVector.fromArray(INTS, sums, at + 2 * INT_LANES);
    IntVector upper1 = IntVector.fromArray(INTS, sums, at + 3 * INT_LANES);
    IntVector pairs2 = IntVector.fromArray(INTS, sums, at + 4 * INT_LANES);
    IntVector upper2 = IntVector.fromArray(INTS, sums, at + 5 * INT_LANES);
    IntVector pairs3 = IntVector.fromArray(INTS, sums, at + 6 * INT_LANES);
    IntVector upper3 = IntVector.fromArray(INTS, sums, at + 7 * INT_LANES);
    IntVector pairs4 = IntVector.fromArray(INTS, sums, at + 8 * INT_LANES);
    IntVector upper4 = IntVector.fromArray(INTS, sums, at + 9 * INT_LANES);
    IntVector pairs5 = IntVector.fromArray(INTS, sums, at + 10 * INT_LANES);
    IntVector upper5 = IntVector.fromArray(INTS, sums, at + 11 * INT_LANES);
    for (int chunk = start; chunk < end; chunk += length) {
      ShortVector sum0 = ShortVector.broadcast(SHORTS, (short) BIAS);
      ShortVector sum1 = sum0;
      ShortVector sum2 = sum0;
      ShortVector sum3 = sum0;
      ShortVector sum4 = sum0;
      ShortVector sum5 = sum0;
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
        sum4 =
            weight
                .mul(ByteVector.fromArray(BYTES, x, from + 4 * LANES).convertShape(B2S, SHORTS, 0))
                .add(sum4);
        sum5 =
            weight
                .mul(ByteVector.fromArray(BYTES, x, from + 5 * LANES).convertShape(B2S, SHORTS, 0))
                .add(sum5);
      }
      IntVector both0 = ((ShortVector) SHORT_VECTOR.cast(sum0)).reinterpretAsInts();
      pairs0 = both0.add(pairs0);
      upper0 = both0.lanewise(LSHR, 16).add(upper0);
      IntVector both1 = ((ShortVector) SHORT_VECTOR.cast(sum1)).reinterpretAsInts();
      pairs1 = both1.add(pairs1);
      upper1 = both1.lanewise(LSHR, 16).add(upper1);
      IntVector both2 = ((ShortVector) SHORT_VECTOR.cast(sum2)).reinterpretAsInts();
      pairs2 = both2.add(pairs2);
      upper2 = both2.lanewise(LSHR, 16).add(upper2);
      IntVector both3 = ((ShortVector) SHORT_VECTOR.cast(sum3)).reinterpretAsInts();
      pairs3 = both3.add(pairs3);
      upper3 = both3.lanewise(LSHR, 16).add(upper3);
      IntVector both4 = ((ShortVector) SHORT_VECTOR.cast(sum4)).reinterpretAsInts();
      pairs4 = both4.add(pairs4);
      upper4 = both4.lanewise(LSHR, 16).add(upper4);
      IntVector both5 = ((ShortVector) SHORT_VECTOR.cast(sum5)).reinterpretAsInts();
      pairs5 = both5.add(pairs5);
      upper5 = both5.lanewise(LSHR, 16).add(upper5);
    }
    ((IntVector) INT_VECTOR.cast(pairs0)).intoArray(sums, at);
    ((IntVector) INT_VECTOR.cast(upper0)).intoArray(sums, at + INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairs1)).intoArray(sums, at + 2 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(upper1)).intoArray(sums, at + 3 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairs2)).intoArray(sums, at + 4 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(upper2)).intoArray(sums, at + 5 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairs3)).intoArray(sums, at + 6 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(upper3)).intoArray(sums, at + 7 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairs4)).intoArray(sums, at + 8 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(upper4)).intoArray(sums, at + 9 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairs5)).intoArray(sums, at + 10 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(upper5)).intoArray(sums, at + 11 * INT_LANES);
  }

  private static void sum8(
      byte[] x, int base, int[] entries, int start, int end, int length, int[] sums, int at) {
    IntVector pairs0 = IntVector.fromArray(INTS, sums, at);
    IntVector upper0 = IntVector.fromArray(INTS, sums, at + INT_LANES);
    IntVector pairs1 = IntVector.fromArray(INTS, sums, at + 2 * INT_LANES);
    IntVector upper1 = IntVector.fromArray(INTS, sums, at + 3 * INT_LANES);
    IntVector pairs2 = IntVector.fromArray(INTS, sums, at + 4 * INT_LANES);
    IntVector upper2 = IntVector.fromArray(INTS, sums, at + 5 * INT_LANES);
    IntVector pairs3 = IntVector.fromArray(INTS, sums, at + 6 * INT_LANES);
    IntVector upper3 = IntVector.fromArray(INTS, sums, at + 7 * INT_LANES);
    IntVector pairs4 = IntVector.fromArray(INTS, sums, at + 8 * INT_LANES);
    IntVector upper4 = IntVector.fromArray(INTS, sums, at + 9 * INT_LANES);
    IntVector pairs5 = IntVector.fromArray(INTS, sums, at + 10 * INT_LANES);
    IntVector upper5 = IntVector.fromArray(INTS, sums, at + 11 * INT_LANES);
    IntVector pairs6 = IntVector.fromArray(INTS, sums, at + 12 * INT_LANES);
    IntVector upper6 = IntVector.fromArray(INTS, sums, at + 13 * INT_LANES);
    IntVector pairs7 = IntVector.fromArray(INTS, sums, at + 14 * INT_LANES);
    IntVector upper7 = IntVector.fromArray(INTS, sums, at + 15 * INT_LANES);
    for (int chunk = start; chunk < end; chunk += length) {
      ShortVector sum0 = ShortVector.broadcast(SHORTS, (short) BIAS);
      ShortVector sum1 = sum0;
      ShortVector sum2 = sum0;
      ShortVector sum3 = sum0;
      ShortVector sum4 = sum0;
      ShortVector sum5 = sum0;
      ShortVector sum6 = sum0;
      ShortVector sum7 = sum0;
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
        sum4 =
            weight
                .mul(ByteVector.fromArray(BYTES, x, from + 4 * LANES).convertShape(B2S, SHORTS, 0))
                .add(sum4);
        sum5 =
            weight
                .mul(ByteVector.fromArray(BYTES, x, from + 5 * LANES).convertShape(B2S, SHORTS, 0))
                .add(sum5);
        sum6 =
            weight
                .mul(ByteVector.fromArray(BYTES, x, from + 6 * LANES).convertShape(B2S, SHORTS, 0))
                .add(sum6);
        sum7 =
            weight
                .mul(ByteVector.fromArray(BYTES, x, from + 7 * LANES).convertShape(B2S, SHORTS, 0))
                .add(sum7);
      }
      IntVector both0 = ((ShortVector) SHORT_VECTOR.cast(sum0)).reinterpretAsInts();
      pairs0 = both0.add(pairs0);
      upper0 = both0.lanewise(LSHR, 16).add(upper0);
      IntVector both1 = ((ShortVector) SHORT_VECTOR.cast(sum1)).reinterpretAsInts();
      pairs1 = both1.add(pairs1);
      upper1 = both1.lanewise(LSHR, 16).add(upper1);
      IntVector both2 = ((ShortVector) SHORT_VECTOR.cast(sum2)).reinterpretAsInts();
      pairs2 = both2.add(pairs2);
      upper2 = both2.lanewise(LSHR, 16).add(upper2);
      IntVector both3 = ((ShortVector) SHORT_VECTOR.cast(sum3)).reinterpretAsInts();
      pairs3 = both3.add(pairs3);
      upper3 = both3.lanewise(LSHR, 16).add(upper3);
      IntVector both4 = ((ShortVector) SHORT_VECTOR.cast(sum4)).reinterpretAsInts();
      pairs4 = both4.add(pairs4);
      upper4 = both4.lanewise(LSHR, 16).add(upper4);
      IntVector both5 = ((ShortVector) SHORT_VECTOR.cast(sum5)).reinterpretAsInts();
      pairs5 = both5.add(pairs5);
      upper5 = both5.lanewise(LSHR, 16).add(upper5);
      IntVector both6 = ((ShortVector) SHORT_VECTOR.cast(sum6)).reinterpretAsInts();
      pairs6 = both6.add(pairs6);
      upper6 = both6.lanewise(LSHR, 16).add(upper6);
      IntVector both7 = ((ShortVector) SHORT_VECTOR.cast(sum7)).reinterpretAsInts();
      pairs7 = both7.add(pairs7);
      upper7 = both7.lanewise(LSHR, 16).add(upper7);
    }
    ((IntVector) INT_VECTOR.cast(pairs0)).intoArray(sums, at);
    ((IntVector) INT_VECTOR.cast(upper0)).intoArray(sums, at + INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairs1)).intoArray(sums, at + 2 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(upper1)).intoArray(sums, at + 3 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairs2)).intoArray(sums, at + 4 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(upper2)).intoArray(sums, at + 5 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairs3)).intoArray(sums, at + 6 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(upper3)).intoArray(sums, at + 7 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairs4)).intoArray(sums, at + 8 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(upper4)).intoArray(sums, at + 9 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairs5)).intoArray(sums, at + 10 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(upper5)).intoArray(sums, at + 11 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairs6)).intoArray(sums, at + 12 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(upper6)).intoArray(sums, at + 13 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairs7)).intoArray(sums, at + 14 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(upper7)).intoArray(sums, at + 15 * INT_LANES);
  }
}
