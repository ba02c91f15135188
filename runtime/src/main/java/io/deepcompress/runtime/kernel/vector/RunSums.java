package io.deepcompress.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.B2S;
import static jdk.incubator.vector.VectorOperators.LSHR;

import io.deepcompress.runtime.kernel.ChunkedRuns;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.Vector;
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
  static final Class<?> INT_VECTOR = INTS.vectorType();
  static final int INT_LANES = INTS.length();

  private RunSums() {}

  /** {@link VectorLoops#exact} of {@link #BYTES}. */
  static ByteVector exact(Vector<Byte> vector) {
    return (ByteVector) BYTES.vectorType().cast(vector);
  }

  /** Adds the accumulators of one cell to those of another. */
  static void add(int[] sums, int from, int at, int vectors) {
    for (int i = 0; i < vectors * LANES; i += INT_LANES) {
      IntVector.fromArray(INTS, sums, from + i)
          .add(IntVector.fromArray(INTS, sums, at + i))
          .intoArray(sums, at + i);
    }
  }

  /**
   * Sums the products of a cell.
   *
   * @param x padded input
   * @param base of the block's first channel, plus the first output
   * @param vectors 2, 4, 6 or 8
   * @param sums gets both accumulators of each vector, from index {@code at} on
   * @param first number that every sum begins with
   */
  static void sum(
      byte[] x,
      int base,
      ChunkedRuns runs,
      int filter,
      int block,
      int vectors,
      int[] sums,
      int at,
      int first) {
    int[] entries = runs.entries();
    int from = runs.start(filter, block);
    int to = runs.end(filter, block);
    int length = runs.chunkLength(filter, block);
    switch (vectors) {
      case 2 -> sum2(x, base, entries, from, to, length, sums, at, first);
      case 4 -> sum4(x, base, entries, from, to, length, sums, at, first);
      case 6 -> sum6(x, base, entries, from, to, length, sums, at, first);
      default -> sum8(x, base, entries, from, to, length, sums, at, first);
    }
  }

  /**
   * Sums the products of the weights in order of two filters, which read the same inputs, so that
   * these are loaded once.
   *
   * @param x padded input
   * @param base of the block's first channel, plus the first output
   * @param places as in {@link ChunkedRuns}
   * @param weights in order of all cells
   * @param length of each chunk
   * @param one first weight of one filter's cell
   * @param two first weight of the other's
   * @param vectors 2, 4, 6 or 8
   * @param sums gets both accumulators of each vector, from index {@code at} on for one filter and
   *     from {@code to} on for the other
   * @param firstOne number that every sum of one filter begins with
   * @param firstTwo the same of the other
   */
  static void sumPair(
      byte[] x,
      int base,
      int[] places,
      byte[] weights,
      int length,
      int one,
      int two,
      int vectors,
      int[] sums,
      int at,
      int to,
      int firstOne,
      int firstTwo) {
    int i = 0;
    for (; i <= (vectors - 4) * LANES; i += 4 * LANES) {
      pair4(
          x, base + i, places, weights, length, one, two, sums, at + i, to + i, firstOne, firstTwo);
    }
    if (i < vectors * LANES) {
      pair2(
          x, base + i, places, weights, length, one, two, sums, at + i, to + i, firstOne, firstTwo);
    }
  }

  private static void sum2(
      byte[] x,
      int base,
      int[] entries,
      int start,
      int end,
      int length,
      int[] sums,
      int at,
      int first) {
    IntVector pairs0 = IntVector.broadcast(INTS, first + (first << 16));
    IntVector upper0 = IntVector.broadcast(INTS, first);
    IntVector pairs1 = pairs0;
    IntVector upper1 = upper0;
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
      byte[] x,
      int base,
      int[] entries,
      int start,
      int end,
      int length,
      int[] sums,
      int at,
      int first) {
    IntVector pairs0 = IntVector.broadcast(INTS, first + (first << 16));
    IntVector upper0 = IntVector.broadcast(INTS, first);
    IntVector pairs1 = pairs0;
    IntVector upper1 = upper0;
    IntVector pairs2 = pairs0;
    IntVector upper2 = upper0;
    IntVector pairs3 = pairs0;
    IntVector upper3 = upper0;
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
      byte[] x,
      int base,
      int[] entries,
      int start,
      int end,
      int length,
      int[] sums,
      int at,
      int first) {
    IntVector pairs0 = IntVector.broadcast(INTS, first + (first << 16));
    IntVector upper0 = IntVector.broadcast(INTS, first);
    IntVector pairs1 = pairs0;
    IntVector upper1 = upper0;
    IntVector pairs2 = pairs0;
    IntVector upper2 = upper0;
    IntVector pairs3 = pairs0;
    IntVector upper3 = upper0;
    IntVector pairs4 = pairs0;
    IntVector upper4 = upper0;
    IntVector pairs5 = pairs0;
    IntVector upper5 = upper0;
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
      byte[] x,
      int base,
      int[] entries,
      int start,
      int end,
      int length,
      int[] sums,
      int at,
      int first) {
    IntVector pairs0 = IntVector.broadcast(INTS, first + (first << 16));
    IntVector upper0 = IntVector.broadcast(INTS, first);
    IntVector pairs1 = pairs0;
    IntVector upper1 = upper0;
    IntVector pairs2 = pairs0;
    IntVector upper2 = upper0;
    IntVector pairs3 = pairs0;
    IntVector upper3 = upper0;
    IntVector pairs4 = pairs0;
    IntVector upper4 = upper0;
    IntVector pairs5 = pairs0;
    IntVector upper5 = upper0;
    IntVector pairs6 = pairs0;
    IntVector upper6 = upper0;
    IntVector pairs7 = pairs0;
    IntVector upper7 = upper0;
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

  /** Inputs are cast, too: without, C2 left vectors on the heap, at 2.5 times the time. */
  private static void pair4(
      byte[] x,
      int base,
      int[] places,
      byte[] weights,
      int length,
      int one,
      int two,
      int[] sums,
      int at,
      int to,
      int numberA,
      int numberB) {
    IntVector pairsA0 = IntVector.broadcast(INTS, numberA + (numberA << 16));
    IntVector upperA0 = IntVector.broadcast(INTS, numberA);
    IntVector pairsA1 = pairsA0;
    IntVector upperA1 = upperA0;
    IntVector pairsA2 = pairsA0;
    IntVector upperA2 = upperA0;
    IntVector pairsA3 = pairsA0;
    IntVector upperA3 = upperA0;
    IntVector pairsB0 = IntVector.broadcast(INTS, numberB + (numberB << 16));
    IntVector upperB0 = IntVector.broadcast(INTS, numberB);
    IntVector pairsB1 = pairsB0;
    IntVector upperB1 = upperB0;
    IntVector pairsB2 = pairsB0;
    IntVector upperB2 = upperB0;
    IntVector pairsB3 = pairsB0;
    IntVector upperB3 = upperB0;
    for (int chunk = 0; chunk < places.length; chunk += length) {
      ShortVector a0 = ShortVector.broadcast(SHORTS, (short) BIAS);
      ShortVector a1 = a0;
      ShortVector a2 = a0;
      ShortVector a3 = a0;
      ShortVector b0 = a0;
      ShortVector b1 = a0;
      ShortVector b2 = a0;
      ShortVector b3 = a0;
      for (int i = chunk; i < chunk + length; i++) {
        int from = base + (places[i] >> 8);
        ShortVector weightA = ShortVector.broadcast(SHORTS, weights[one + i]);
        ShortVector weightB = ShortVector.broadcast(SHORTS, weights[two + i]);
        ShortVector x0 =
            (ShortVector) ByteVector.fromArray(BYTES, x, from).convertShape(B2S, SHORTS, 0);
        a0 = weightA.mul(x0).add(a0);
        b0 = weightB.mul(x0).add(b0);
        ShortVector x1 =
            (ShortVector) ByteVector.fromArray(BYTES, x, from + LANES).convertShape(B2S, SHORTS, 0);
        a1 = weightA.mul(x1).add(a1);
        b1 = weightB.mul(x1).add(b1);
        ShortVector x2 =
            (ShortVector)
                ByteVector.fromArray(BYTES, x, from + 2 * LANES).convertShape(B2S, SHORTS, 0);
        a2 = weightA.mul(x2).add(a2);
        b2 = weightB.mul(x2).add(b2);
        ShortVector x3 =
            (ShortVector)
                ByteVector.fromArray(BYTES, x, from + 3 * LANES).convertShape(B2S, SHORTS, 0);
        a3 = weightA.mul(x3).add(a3);
        b3 = weightB.mul(x3).add(b3);
      }
      IntVector bothA0 = ((ShortVector) SHORT_VECTOR.cast(a0)).reinterpretAsInts();
      pairsA0 = bothA0.add(pairsA0);
      upperA0 = bothA0.lanewise(LSHR, 16).add(upperA0);
      IntVector bothA1 = ((ShortVector) SHORT_VECTOR.cast(a1)).reinterpretAsInts();
      pairsA1 = bothA1.add(pairsA1);
      upperA1 = bothA1.lanewise(LSHR, 16).add(upperA1);
      IntVector bothA2 = ((ShortVector) SHORT_VECTOR.cast(a2)).reinterpretAsInts();
      pairsA2 = bothA2.add(pairsA2);
      upperA2 = bothA2.lanewise(LSHR, 16).add(upperA2);
      IntVector bothA3 = ((ShortVector) SHORT_VECTOR.cast(a3)).reinterpretAsInts();
      pairsA3 = bothA3.add(pairsA3);
      upperA3 = bothA3.lanewise(LSHR, 16).add(upperA3);
      IntVector bothB0 = ((ShortVector) SHORT_VECTOR.cast(b0)).reinterpretAsInts();
      pairsB0 = bothB0.add(pairsB0);
      upperB0 = bothB0.lanewise(LSHR, 16).add(upperB0);
      IntVector bothB1 = ((ShortVector) SHORT_VECTOR.cast(b1)).reinterpretAsInts();
      pairsB1 = bothB1.add(pairsB1);
      upperB1 = bothB1.lanewise(LSHR, 16).add(upperB1);
      IntVector bothB2 = ((ShortVector) SHORT_VECTOR.cast(b2)).reinterpretAsInts();
      pairsB2 = bothB2.add(pairsB2);
      upperB2 = bothB2.lanewise(LSHR, 16).add(upperB2);
      IntVector bothB3 = ((ShortVector) SHORT_VECTOR.cast(b3)).reinterpretAsInts();
      pairsB3 = bothB3.add(pairsB3);
      upperB3 = bothB3.lanewise(LSHR, 16).add(upperB3);
    }
    ((IntVector) INT_VECTOR.cast(pairsA0)).intoArray(sums, at);
    ((IntVector) INT_VECTOR.cast(upperA0)).intoArray(sums, at + INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairsA1)).intoArray(sums, at + 2 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(upperA1)).intoArray(sums, at + 3 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairsA2)).intoArray(sums, at + 4 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(upperA2)).intoArray(sums, at + 5 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairsA3)).intoArray(sums, at + 6 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(upperA3)).intoArray(sums, at + 7 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairsB0)).intoArray(sums, to);
    ((IntVector) INT_VECTOR.cast(upperB0)).intoArray(sums, to + INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairsB1)).intoArray(sums, to + 2 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(upperB1)).intoArray(sums, to + 3 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairsB2)).intoArray(sums, to + 4 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(upperB2)).intoArray(sums, to + 5 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairsB3)).intoArray(sums, to + 6 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(upperB3)).intoArray(sums, to + 7 * INT_LANES);
  }

  private static void pair2(
      byte[] x,
      int base,
      int[] places,
      byte[] weights,
      int length,
      int one,
      int two,
      int[] sums,
      int at,
      int to,
      int numberA,
      int numberB) {
    IntVector pairsA0 = IntVector.broadcast(INTS, numberA + (numberA << 16));
    IntVector upperA0 = IntVector.broadcast(INTS, numberA);
    IntVector pairsA1 = pairsA0;
    IntVector upperA1 = upperA0;
    IntVector pairsB0 = IntVector.broadcast(INTS, numberB + (numberB << 16));
    IntVector upperB0 = IntVector.broadcast(INTS, numberB);
    IntVector pairsB1 = pairsB0;
    IntVector upperB1 = upperB0;
    for (int chunk = 0; chunk < places.length; chunk += length) {
      ShortVector a0 = ShortVector.broadcast(SHORTS, (short) BIAS);
      ShortVector a1 = a0;
      ShortVector b0 = a0;
      ShortVector b1 = a0;
      for (int i = chunk; i < chunk + length; i++) {
        int from = base + (places[i] >> 8);
        ShortVector weightA = ShortVector.broadcast(SHORTS, weights[one + i]);
        ShortVector weightB = ShortVector.broadcast(SHORTS, weights[two + i]);
        ShortVector x0 =
            (ShortVector) ByteVector.fromArray(BYTES, x, from).convertShape(B2S, SHORTS, 0);
        a0 = weightA.mul(x0).add(a0);
        b0 = weightB.mul(x0).add(b0);
        ShortVector x1 =
            (ShortVector) ByteVector.fromArray(BYTES, x, from + LANES).convertShape(B2S, SHORTS, 0);
        a1 = weightA.mul(x1).add(a1);
        b1 = weightB.mul(x1).add(b1);
      }
      IntVector bothA0 = ((ShortVector) SHORT_VECTOR.cast(a0)).reinterpretAsInts();
      pairsA0 = bothA0.add(pairsA0);
      upperA0 = bothA0.lanewise(LSHR, 16).add(upperA0);
      IntVector bothA1 = ((ShortVector) SHORT_VECTOR.cast(a1)).reinterpretAsInts();
      pairsA1 = bothA1.add(pairsA1);
      upperA1 = bothA1.lanewise(LSHR, 16).add(upperA1);
      IntVector bothB0 = ((ShortVector) SHORT_VECTOR.cast(b0)).reinterpretAsInts();
      pairsB0 = bothB0.add(pairsB0);
      upperB0 = bothB0.lanewise(LSHR, 16).add(upperB0);
      IntVector bothB1 = ((ShortVector) SHORT_VECTOR.cast(b1)).reinterpretAsInts();
      pairsB1 = bothB1.add(pairsB1);
      upperB1 = bothB1.lanewise(LSHR, 16).add(upperB1);
    }
    ((IntVector) INT_VECTOR.cast(pairsA0)).intoArray(sums, at);
    ((IntVector) INT_VECTOR.cast(upperA0)).intoArray(sums, at + INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairsA1)).intoArray(sums, at + 2 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(upperA1)).intoArray(sums, at + 3 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairsB0)).intoArray(sums, to);
    ((IntVector) INT_VECTOR.cast(upperB0)).intoArray(sums, to + INT_LANES);
    ((IntVector) INT_VECTOR.cast(pairsB1)).intoArray(sums, to + 2 * INT_LANES);
    ((IntVector) INT_VECTOR.cast(upperB1)).intoArray(sums, to + 3 * INT_LANES);
  }
}
