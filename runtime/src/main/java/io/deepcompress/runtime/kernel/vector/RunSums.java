package io.deepcompress.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import io.deepcompress.runtime.kernel.ChunkedRuns;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums the products of one cell of {@link ChunkedRuns} for a few neighbouring vectors of outputs.
 *
 * <p>Inputs are unsigned bytes {@code u}, two of them in each 16-bit lane as {@code a = 256 * odd +
 * even}. Of a chunk, one sum adds {@code w * a} and another {@code w * odd}, both modulo 2^16, each
 * beginning with the chunk's head, a multiple of 256: the second is the sum of the odd outputs, and
 * the first less 256 times the second that of the even ones, as what the head adds to that is a
 * multiple of 2^16. So a pair of outputs takes one shift instead of two conversions. Both sums are
 * at least 0 and below 2^16.
 *
 * <p>Of each pair of such neighbouring sums, taken as one 32-bit number, the first accumulator of a
 * vector adds the whole and the second the upper half. All of these stay in registers. So the first
 * of two vectors has outputs 0, 4, 8... in its lower halves and 2, 6, 10... in its upper ones, the
 * second those after them.
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

  /** Vectors of outputs from which on there are methods for twins. */
  static final int LEAST_VECTORS_OF_TWINS = 6;

  /** Outputs of a vector. */
  static final int LANES = SHORTS.length();

  /** Inputs of two vectors of outputs. */
  private static final VectorSpecies<Byte> INPUTS = ByteVector.SPECIES_PREFERRED;

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
   * @param width of the cell, as in {@link ChunkedRuns}
   * @param vectors 2, 4, 6 or 8; 6 or 8 for twins
   * @param sums gets both accumulators of each vector, from index {@code at} on
   * @param first number that every sum begins with
   */
  static void sum(
      byte[] x,
      int base,
      ChunkedRuns runs,
      int filter,
      int block,
      int width,
      int vectors,
      int[] sums,
      int at,
      int first) {
    int[] entries = runs.entries();
    int from = runs.start(filter, block, width);
    int to = runs.end(filter, block, width);
    int length = runs.chunkLength(filter, block, width);
    if (width == ChunkedRuns.TWINS) {
      if (vectors == LEAST_VECTORS_OF_TWINS) {
        twins6(x, base, entries, from, to, length, sums, at, first);
      } else {
        twins8(x, base, entries, from, to, length, sums, at, first);
      }
      return;
    }
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
      ShortVector all0 = ShortVector.broadcast(SHORTS, (short) entries[chunk]);
      ShortVector odd0 = all0;
      for (int i = chunk + 1; i < chunk + length; i++) {
        int entry = entries[i];
        int from = base + (entry >> 8);
        ShortVector weight = ShortVector.broadcast(SHORTS, (byte) entry);
        ShortVector x0 = ByteVector.fromArray(INPUTS, x, from).reinterpretAsShorts();
        all0 = weight.mul(x0).add(all0);
        odd0 = weight.mul(x0.lanewise(LSHR, 8)).add(odd0);
      }
      ShortVector second0 = (ShortVector) SHORT_VECTOR.cast(odd0);
      IntVector both0 =
          ((ShortVector) SHORT_VECTOR.cast(all0))
              .sub(second0.lanewise(LSHL, 8))
              .reinterpretAsInts();
      pairs0 = both0.add(pairs0);
      upper0 = both0.lanewise(LSHR, 16).add(upper0);
      IntVector both1 = second0.reinterpretAsInts();
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
      ShortVector all0 = ShortVector.broadcast(SHORTS, (short) entries[chunk]);
      ShortVector odd0 = all0;
      ShortVector all1 = all0;
      ShortVector odd1 = all0;
      for (int i = chunk + 1; i < chunk + length; i++) {
        int entry = entries[i];
        int from = base + (entry >> 8);
        ShortVector weight = ShortVector.broadcast(SHORTS, (byte) entry);
        ShortVector x0 = ByteVector.fromArray(INPUTS, x, from).reinterpretAsShorts();
        all0 = weight.mul(x0).add(all0);
        odd0 = weight.mul(x0.lanewise(LSHR, 8)).add(odd0);
        ShortVector x1 = ByteVector.fromArray(INPUTS, x, from + 2 * LANES).reinterpretAsShorts();
        all1 = weight.mul(x1).add(all1);
        odd1 = weight.mul(x1.lanewise(LSHR, 8)).add(odd1);
      }
      ShortVector second0 = (ShortVector) SHORT_VECTOR.cast(odd0);
      IntVector both0 =
          ((ShortVector) SHORT_VECTOR.cast(all0))
              .sub(second0.lanewise(LSHL, 8))
              .reinterpretAsInts();
      pairs0 = both0.add(pairs0);
      upper0 = both0.lanewise(LSHR, 16).add(upper0);
      IntVector both1 = second0.reinterpretAsInts();
      pairs1 = both1.add(pairs1);
      upper1 = both1.lanewise(LSHR, 16).add(upper1);
      ShortVector second1 = (ShortVector) SHORT_VECTOR.cast(odd1);
      IntVector both2 =
          ((ShortVector) SHORT_VECTOR.cast(all1))
              .sub(second1.lanewise(LSHL, 8))
              .reinterpretAsInts();
      pairs2 = both2.add(pairs2);
      upper2 = both2.lanewise(LSHR, 16).add(upper2);
      IntVector both3 = second1.reinterpretAsInts();
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
      ShortVector all0 = ShortVector.broadcast(SHORTS, (short) entries[chunk]);
      ShortVector odd0 = all0;
      ShortVector all1 = all0;
      ShortVector odd1 = all0;
      ShortVector all2 = all0;
      ShortVector odd2 = all0;
      for (int i = chunk + 1; i < chunk + length; i++) {
        int entry = entries[i];
        int from = base + (entry >> 8);
        ShortVector weight = ShortVector.broadcast(SHORTS, (byte) entry);
        ShortVector x0 = ByteVector.fromArray(INPUTS, x, from).reinterpretAsShorts();
        all0 = weight.mul(x0).add(all0);
        odd0 = weight.mul(x0.lanewise(LSHR, 8)).add(odd0);
        ShortVector x1 = ByteVector.fromArray(INPUTS, x, from + 2 * LANES).reinterpretAsShorts();
        all1 = weight.mul(x1).add(all1);
        odd1 = weight.mul(x1.lanewise(LSHR, 8)).add(odd1);
        ShortVector x2 = ByteVector.fromArray(INPUTS, x, from + 4 * LANES).reinterpretAsShorts();
        all2 = weight.mul(x2).add(all2);
        odd2 = weight.mul(x2.lanewise(LSHR, 8)).add(odd2);
      }
      ShortVector second0 = (ShortVector) SHORT_VECTOR.cast(odd0);
      IntVector both0 =
          ((ShortVector) SHORT_VECTOR.cast(all0))
              .sub(second0.lanewise(LSHL, 8))
              .reinterpretAsInts();
      pairs0 = both0.add(pairs0);
      upper0 = both0.lanewise(LSHR, 16).add(upper0);
      IntVector both1 = second0.reinterpretAsInts();
      pairs1 = both1.add(pairs1);
      upper1 = both1.lanewise(LSHR, 16).add(upper1);
      ShortVector second1 = (ShortVector) SHORT_VECTOR.cast(odd1);
      IntVector both2 =
          ((ShortVector) SHORT_VECTOR.cast(all1))
              .sub(second1.lanewise(LSHL, 8))
              .reinterpretAsInts();
      pairs2 = both2.add(pairs2);
      upper2 = both2.lanewise(LSHR, 16).add(upper2);
      IntVector both3 = second1.reinterpretAsInts();
      pairs3 = both3.add(pairs3);
      upper3 = both3.lanewise(LSHR, 16).add(upper3);
      ShortVector second2 = (ShortVector) SHORT_VECTOR.cast(odd2);
      IntVector both4 =
          ((ShortVector) SHORT_VECTOR.cast(all2))
              .sub(second2.lanewise(LSHL, 8))
              .reinterpretAsInts();
      pairs4 = both4.add(pairs4);
      upper4 = both4.lanewise(LSHR, 16).add(upper4);
      IntVector both5 = second2.reinterpretAsInts();
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
      ShortVector all0 = ShortVector.broadcast(SHORTS, (short) entries[chunk]);
      ShortVector odd0 = all0;
      ShortVector all1 = all0;
      ShortVector odd1 = all0;
      ShortVector all2 = all0;
      ShortVector odd2 = all0;
      ShortVector all3 = all0;
      ShortVector odd3 = all0;
      for (int i = chunk + 1; i < chunk + length; i++) {
        int entry = entries[i];
        int from = base + (entry >> 8);
        ShortVector weight = ShortVector.broadcast(SHORTS, (byte) entry);
        ShortVector x0 = ByteVector.fromArray(INPUTS, x, from).reinterpretAsShorts();
        all0 = weight.mul(x0).add(all0);
        odd0 = weight.mul(x0.lanewise(LSHR, 8)).add(odd0);
        ShortVector x1 = ByteVector.fromArray(INPUTS, x, from + 2 * LANES).reinterpretAsShorts();
        all1 = weight.mul(x1).add(all1);
        odd1 = weight.mul(x1.lanewise(LSHR, 8)).add(odd1);
        ShortVector x2 = ByteVector.fromArray(INPUTS, x, from + 4 * LANES).reinterpretAsShorts();
        all2 = weight.mul(x2).add(all2);
        odd2 = weight.mul(x2.lanewise(LSHR, 8)).add(odd2);
        ShortVector x3 = ByteVector.fromArray(INPUTS, x, from + 6 * LANES).reinterpretAsShorts();
        all3 = weight.mul(x3).add(all3);
        odd3 = weight.mul(x3.lanewise(LSHR, 8)).add(odd3);
      }
      ShortVector second0 = (ShortVector) SHORT_VECTOR.cast(odd0);
      IntVector both0 =
          ((ShortVector) SHORT_VECTOR.cast(all0))
              .sub(second0.lanewise(LSHL, 8))
              .reinterpretAsInts();
      pairs0 = both0.add(pairs0);
      upper0 = both0.lanewise(LSHR, 16).add(upper0);
      IntVector both1 = second0.reinterpretAsInts();
      pairs1 = both1.add(pairs1);
      upper1 = both1.lanewise(LSHR, 16).add(upper1);
      ShortVector second1 = (ShortVector) SHORT_VECTOR.cast(odd1);
      IntVector both2 =
          ((ShortVector) SHORT_VECTOR.cast(all1))
              .sub(second1.lanewise(LSHL, 8))
              .reinterpretAsInts();
      pairs2 = both2.add(pairs2);
      upper2 = both2.lanewise(LSHR, 16).add(upper2);
      IntVector both3 = second1.reinterpretAsInts();
      pairs3 = both3.add(pairs3);
      upper3 = both3.lanewise(LSHR, 16).add(upper3);
      ShortVector second2 = (ShortVector) SHORT_VECTOR.cast(odd2);
      IntVector both4 =
          ((ShortVector) SHORT_VECTOR.cast(all2))
              .sub(second2.lanewise(LSHL, 8))
              .reinterpretAsInts();
      pairs4 = both4.add(pairs4);
      upper4 = both4.lanewise(LSHR, 16).add(upper4);
      IntVector both5 = second2.reinterpretAsInts();
      pairs5 = both5.add(pairs5);
      upper5 = both5.lanewise(LSHR, 16).add(upper5);
      ShortVector second3 = (ShortVector) SHORT_VECTOR.cast(odd3);
      IntVector both6 =
          ((ShortVector) SHORT_VECTOR.cast(all3))
              .sub(second3.lanewise(LSHL, 8))
              .reinterpretAsInts();
      pairs6 = both6.add(pairs6);
      upper6 = both6.lanewise(LSHR, 16).add(upper6);
      IntVector both7 = second3.reinterpretAsInts();
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

  private static void twins6(
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
      ShortVector all0 = ShortVector.broadcast(SHORTS, (short) entries[chunk]);
      ShortVector odd0 = all0;
      ShortVector all1 = all0;
      ShortVector odd1 = all0;
      ShortVector all2 = all0;
      ShortVector odd2 = all0;
      for (int i = chunk + 1; i < chunk + length; i += 2) {
        int entry = entries[i];
        int from = base + (entry >> 8);
        int twin = base + (entries[i + 1] >> 8);
        ShortVector weight = ShortVector.broadcast(SHORTS, (byte) entry);
        ShortVector x0 = ByteVector.fromArray(INPUTS, x, from).reinterpretAsShorts();
        ShortVector y0 = ByteVector.fromArray(INPUTS, x, twin).reinterpretAsShorts();
        all0 = weight.mul(x0.add(y0)).add(all0);
        odd0 = weight.mul(x0.lanewise(LSHR, 8).add(y0.lanewise(LSHR, 8))).add(odd0);
        ShortVector x1 = ByteVector.fromArray(INPUTS, x, from + 2 * LANES).reinterpretAsShorts();
        ShortVector y1 = ByteVector.fromArray(INPUTS, x, twin + 2 * LANES).reinterpretAsShorts();
        all1 = weight.mul(x1.add(y1)).add(all1);
        odd1 = weight.mul(x1.lanewise(LSHR, 8).add(y1.lanewise(LSHR, 8))).add(odd1);
        ShortVector x2 = ByteVector.fromArray(INPUTS, x, from + 4 * LANES).reinterpretAsShorts();
        ShortVector y2 = ByteVector.fromArray(INPUTS, x, twin + 4 * LANES).reinterpretAsShorts();
        all2 = weight.mul(x2.add(y2)).add(all2);
        odd2 = weight.mul(x2.lanewise(LSHR, 8).add(y2.lanewise(LSHR, 8))).add(odd2);
      }
      ShortVector second0 = (ShortVector) SHORT_VECTOR.cast(odd0);
      IntVector both0 =
          ((ShortVector) SHORT_VECTOR.cast(all0))
              .sub(second0.lanewise(LSHL, 8))
              .reinterpretAsInts();
      pairs0 = both0.add(pairs0);
      upper0 = both0.lanewise(LSHR, 16).add(upper0);
      IntVector both1 = second0.reinterpretAsInts();
      pairs1 = both1.add(pairs1);
      upper1 = both1.lanewise(LSHR, 16).add(upper1);
      ShortVector second1 = (ShortVector) SHORT_VECTOR.cast(odd1);
      IntVector both2 =
          ((ShortVector) SHORT_VECTOR.cast(all1))
              .sub(second1.lanewise(LSHL, 8))
              .reinterpretAsInts();
      pairs2 = both2.add(pairs2);
      upper2 = both2.lanewise(LSHR, 16).add(upper2);
      IntVector both3 = second1.reinterpretAsInts();
      pairs3 = both3.add(pairs3);
      upper3 = both3.lanewise(LSHR, 16).add(upper3);
      ShortVector second2 = (ShortVector) SHORT_VECTOR.cast(odd2);
      IntVector both4 =
          ((ShortVector) SHORT_VECTOR.cast(all2))
              .sub(second2.lanewise(LSHL, 8))
              .reinterpretAsInts();
      pairs4 = both4.add(pairs4);
      upper4 = both4.lanewise(LSHR, 16).add(upper4);
      IntVector both5 = second2.reinterpretAsInts();
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

  private static void twins8(
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
      ShortVector all0 = ShortVector.broadcast(SHORTS, (short) entries[chunk]);
      ShortVector odd0 = all0;
      ShortVector all1 = all0;
      ShortVector odd1 = all0;
      ShortVector all2 = all0;
      ShortVector odd2 = all0;
      ShortVector all3 = all0;
      ShortVector odd3 = all0;
      for (int i = chunk + 1; i < chunk + length; i += 2) {
        int entry = entries[i];
        int from = base + (entry >> 8);
        int twin = base + (entries[i + 1] >> 8);
        ShortVector weight = ShortVector.broadcast(SHORTS, (byte) entry);
        ShortVector x0 = ByteVector.fromArray(INPUTS, x, from).reinterpretAsShorts();
        ShortVector y0 = ByteVector.fromArray(INPUTS, x, twin).reinterpretAsShorts();
        all0 = weight.mul(x0.add(y0)).add(all0);
        odd0 = weight.mul(x0.lanewise(LSHR, 8).add(y0.lanewise(LSHR, 8))).add(odd0);
        ShortVector x1 = ByteVector.fromArray(INPUTS, x, from + 2 * LANES).reinterpretAsShorts();
        ShortVector y1 = ByteVector.fromArray(INPUTS, x, twin + 2 * LANES).reinterpretAsShorts();
        all1 = weight.mul(x1.add(y1)).add(all1);
        odd1 = weight.mul(x1.lanewise(LSHR, 8).add(y1.lanewise(LSHR, 8))).add(odd1);
        ShortVector x2 = ByteVector.fromArray(INPUTS, x, from + 4 * LANES).reinterpretAsShorts();
        ShortVector y2 = ByteVector.fromArray(INPUTS, x, twin + 4 * LANES).reinterpretAsShorts();
        all2 = weight.mul(x2.add(y2)).add(all2);
        odd2 = weight.mul(x2.lanewise(LSHR, 8).add(y2.lanewise(LSHR, 8))).add(odd2);
        ShortVector x3 = ByteVector.fromArray(INPUTS, x, from + 6 * LANES).reinterpretAsShorts();
        ShortVector y3 = ByteVector.fromArray(INPUTS, x, twin + 6 * LANES).reinterpretAsShorts();
        all3 = weight.mul(x3.add(y3)).add(all3);
        odd3 = weight.mul(x3.lanewise(LSHR, 8).add(y3.lanewise(LSHR, 8))).add(odd3);
      }
      ShortVector second0 = (ShortVector) SHORT_VECTOR.cast(odd0);
      IntVector both0 =
          ((ShortVector) SHORT_VECTOR.cast(all0))
              .sub(second0.lanewise(LSHL, 8))
              .reinterpretAsInts();
      pairs0 = both0.add(pairs0);
      upper0 = both0.lanewise(LSHR, 16).add(upper0);
      IntVector both1 = second0.reinterpretAsInts();
      pairs1 = both1.add(pairs1);
      upper1 = both1.lanewise(LSHR, 16).add(upper1);
      ShortVector second1 = (ShortVector) SHORT_VECTOR.cast(odd1);
      IntVector both2 =
          ((ShortVector) SHORT_VECTOR.cast(all1))
              .sub(second1.lanewise(LSHL, 8))
              .reinterpretAsInts();
      pairs2 = both2.add(pairs2);
      upper2 = both2.lanewise(LSHR, 16).add(upper2);
      IntVector both3 = second1.reinterpretAsInts();
      pairs3 = both3.add(pairs3);
      upper3 = both3.lanewise(LSHR, 16).add(upper3);
      ShortVector second2 = (ShortVector) SHORT_VECTOR.cast(odd2);
      IntVector both4 =
          ((ShortVector) SHORT_VECTOR.cast(all2))
              .sub(second2.lanewise(LSHL, 8))
              .reinterpretAsInts();
      pairs4 = both4.add(pairs4);
      upper4 = both4.lanewise(LSHR, 16).add(upper4);
      IntVector both5 = second2.reinterpretAsInts();
      pairs5 = both5.add(pairs5);
      upper5 = both5.lanewise(LSHR, 16).add(upper5);
      ShortVector second3 = (ShortVector) SHORT_VECTOR.cast(odd3);
      IntVector both6 =
          ((ShortVector) SHORT_VECTOR.cast(all3))
              .sub(second3.lanewise(LSHL, 8))
              .reinterpretAsInts();
      pairs6 = both6.add(pairs6);
      upper6 = both6.lanewise(LSHR, 16).add(upper6);
      IntVector both7 = second3.reinterpretAsInts();
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
      ShortVector allA0 = ShortVector.broadcast(SHORTS, (short) (weights[one + chunk] << 8));
      ShortVector oddA0 = allA0;
      ShortVector allA1 = allA0;
      ShortVector oddA1 = allA0;
      ShortVector allB0 = ShortVector.broadcast(SHORTS, (short) (weights[two + chunk] << 8));
      ShortVector oddB0 = allB0;
      ShortVector allB1 = allB0;
      ShortVector oddB1 = allB0;
      for (int i = chunk + 1; i < chunk + length; i++) {
        int from = base + (places[i] >> 8);
        ShortVector weightA = ShortVector.broadcast(SHORTS, weights[one + i]);
        ShortVector weightB = ShortVector.broadcast(SHORTS, weights[two + i]);
        ShortVector x0 = ByteVector.fromArray(INPUTS, x, from).reinterpretAsShorts();
        allA0 = weightA.mul(x0).add(allA0);
        allB0 = weightB.mul(x0).add(allB0);
        ShortVector second0 = x0.lanewise(LSHR, 8);
        oddA0 = weightA.mul(second0).add(oddA0);
        oddB0 = weightB.mul(second0).add(oddB0);
        ShortVector x1 = ByteVector.fromArray(INPUTS, x, from + 2 * LANES).reinterpretAsShorts();
        allA1 = weightA.mul(x1).add(allA1);
        allB1 = weightB.mul(x1).add(allB1);
        ShortVector second1 = x1.lanewise(LSHR, 8);
        oddA1 = weightA.mul(second1).add(oddA1);
        oddB1 = weightB.mul(second1).add(oddB1);
      }
      ShortVector secondA0 = (ShortVector) SHORT_VECTOR.cast(oddA0);
      IntVector bothA0 =
          ((ShortVector) SHORT_VECTOR.cast(allA0))
              .sub(secondA0.lanewise(LSHL, 8))
              .reinterpretAsInts();
      pairsA0 = bothA0.add(pairsA0);
      upperA0 = bothA0.lanewise(LSHR, 16).add(upperA0);
      IntVector bothA1 = secondA0.reinterpretAsInts();
      pairsA1 = bothA1.add(pairsA1);
      upperA1 = bothA1.lanewise(LSHR, 16).add(upperA1);
      ShortVector secondA1 = (ShortVector) SHORT_VECTOR.cast(oddA1);
      IntVector bothA2 =
          ((ShortVector) SHORT_VECTOR.cast(allA1))
              .sub(secondA1.lanewise(LSHL, 8))
              .reinterpretAsInts();
      pairsA2 = bothA2.add(pairsA2);
      upperA2 = bothA2.lanewise(LSHR, 16).add(upperA2);
      IntVector bothA3 = secondA1.reinterpretAsInts();
      pairsA3 = bothA3.add(pairsA3);
      upperA3 = bothA3.lanewise(LSHR, 16).add(upperA3);
      ShortVector secondB0 = (ShortVector) SHORT_VECTOR.cast(oddB0);
      IntVector bothB0 =
          ((ShortVector) SHORT_VECTOR.cast(allB0))
              .sub(secondB0.lanewise(LSHL, 8))
              .reinterpretAsInts();
      pairsB0 = bothB0.add(pairsB0);
      upperB0 = bothB0.lanewise(LSHR, 16).add(upperB0);
      IntVector bothB1 = secondB0.reinterpretAsInts();
      pairsB1 = bothB1.add(pairsB1);
      upperB1 = bothB1.lanewise(LSHR, 16).add(upperB1);
      ShortVector secondB1 = (ShortVector) SHORT_VECTOR.cast(oddB1);
      IntVector bothB2 =
          ((ShortVector) SHORT_VECTOR.cast(allB1))
              .sub(secondB1.lanewise(LSHL, 8))
              .reinterpretAsInts();
      pairsB2 = bothB2.add(pairsB2);
      upperB2 = bothB2.lanewise(LSHR, 16).add(upperB2);
      IntVector bothB3 = secondB1.reinterpretAsInts();
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
      ShortVector allA0 = ShortVector.broadcast(SHORTS, (short) (weights[one + chunk] << 8));
      ShortVector oddA0 = allA0;
      ShortVector allB0 = ShortVector.broadcast(SHORTS, (short) (weights[two + chunk] << 8));
      ShortVector oddB0 = allB0;
      for (int i = chunk + 1; i < chunk + length; i++) {
        int from = base + (places[i] >> 8);
        ShortVector weightA = ShortVector.broadcast(SHORTS, weights[one + i]);
        ShortVector weightB = ShortVector.broadcast(SHORTS, weights[two + i]);
        ShortVector x0 = ByteVector.fromArray(INPUTS, x, from).reinterpretAsShorts();
        allA0 = weightA.mul(x0).add(allA0);
        allB0 = weightB.mul(x0).add(allB0);
        ShortVector second0 = x0.lanewise(LSHR, 8);
        oddA0 = weightA.mul(second0).add(oddA0);
        oddB0 = weightB.mul(second0).add(oddB0);
      }
      ShortVector secondA0 = (ShortVector) SHORT_VECTOR.cast(oddA0);
      IntVector bothA0 =
          ((ShortVector) SHORT_VECTOR.cast(allA0))
              .sub(secondA0.lanewise(LSHL, 8))
              .reinterpretAsInts();
      pairsA0 = bothA0.add(pairsA0);
      upperA0 = bothA0.lanewise(LSHR, 16).add(upperA0);
      IntVector bothA1 = secondA0.reinterpretAsInts();
      pairsA1 = bothA1.add(pairsA1);
      upperA1 = bothA1.lanewise(LSHR, 16).add(upperA1);
      ShortVector secondB0 = (ShortVector) SHORT_VECTOR.cast(oddB0);
      IntVector bothB0 =
          ((ShortVector) SHORT_VECTOR.cast(allB0))
              .sub(secondB0.lanewise(LSHL, 8))
              .reinterpretAsInts();
      pairsB0 = bothB0.add(pairsB0);
      upperB0 = bothB0.lanewise(LSHR, 16).add(upperB0);
      IntVector bothB1 = secondB0.reinterpretAsInts();
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
