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
 * Sums the products of one cell of {@link ChunkedRuns} for a few neighbouring vectors of outputs. A
 * chunk is added in 16 bits and registers, as 2^15 plus its sum. Of each pair of neighbouring sums,
 * taken as one 32-bit number, the first accumulator of a vector adds the whole and the second the
 * upper half.
 *
 * <p>There is a method for each number of vectors and as little in it as can be. C2 inlines the
 * Vector API up to 18,000 nodes a method (NodeCountInliningCutoff), here about 50 operations; what
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

  /** Chunks whose sums are kept before they are widened. */
  private static final int CHUNKS = 16;

  private static final Class<?> TYPE = SHORTS.vectorType();
  private static final int INT_LANES = INTS.length();

  private RunSums() {}

  /** Temporary 16-bit numbers for a number of vectors. */
  static int scratch(int vectors) {
    return CHUNKS * vectors * LANES;
  }

  /**
   * Sums a cell.
   *
   * @param x padded input
   * @param base of the block's first channel, plus the first output
   * @param runs the weights
   * @param filter of the cell
   * @param block of the cell
   * @param vectors 2, 4, 6 or 8
   * @param chunks temporary, as many as {@link #scratch} says
   * @param sums both accumulators of each vector, from index {@code at} on
   * @param add whether to add to the sums, else they are set
   * @param bias that is subtracted from every sum which is set
   */
  static void sum(
      byte[] x,
      int base,
      ChunkedRuns runs,
      int filter,
      int block,
      int vectors,
      short[] chunks,
      int[] sums,
      int at,
      boolean add,
      int bias) {
    int[] entries = runs.entries();
    int end = runs.end(filter, block);
    int length = runs.chunkLength(filter, block);
    int from = runs.start(filter, block);
    if (from == end && !add) {
      widen(chunks, 0, vectors, sums, at, false, bias);
    }
    for (boolean more = add; from < end; more = true) {
      int to = Math.min(end, from + CHUNKS * length);
      switch (vectors) {
        case 2 -> sum2(x, base, entries, from, to, length, chunks);
        case 4 -> sum4(x, base, entries, from, to, length, chunks);
        case 6 -> sum6(x, base, entries, from, to, length, chunks);
        default -> sum8(x, base, entries, from, to, length, chunks);
      }
      widen(chunks, (to - from) / length, vectors, sums, at, more, bias);
      from = to;
    }
  }

  /** To 32 bits, two vectors at a time. */
  private static void widen(
      short[] chunks, int count, int vectors, int[] sums, int at, boolean add, int bias) {
    int step = vectors * LANES;
    IntVector zero = IntVector.zero(INTS);
    IntVector firstPairs = IntVector.broadcast(INTS, -bias - (bias << 16));
    IntVector firstUpper = IntVector.broadcast(INTS, -bias);
    for (int vector = 0; vector < vectors; vector += 2) {
      IntVector pairs0 = firstPairs;
      IntVector upper0 = firstUpper;
      IntVector pairs1 = firstPairs;
      IntVector upper1 = firstUpper;
      int to = at + vector * LANES;
      if (add) {
        pairs0 = IntVector.fromArray(INTS, sums, to);
        upper0 = IntVector.fromArray(INTS, sums, to + INT_LANES);
        pairs1 = IntVector.fromArray(INTS, sums, to + 2 * INT_LANES);
        upper1 = IntVector.fromArray(INTS, sums, to + 3 * INT_LANES);
      }
      for (int i = vector * LANES; i < count * step; i += step) {
        IntVector both0 = ShortVector.fromArray(SHORTS, chunks, i).reinterpretAsInts();
        pairs0 = both0.add(pairs0);
        upper0 = both0.lanewise(LSHR, 16).add(upper0);
        IntVector both1 = ShortVector.fromArray(SHORTS, chunks, i + LANES).reinterpretAsInts();
        pairs1 = both1.add(pairs1);
        upper1 = both1.lanewise(LSHR, 16).add(upper1);
      }
      zero.add(pairs0).intoArray(sums, to);
      zero.add(upper0).intoArray(sums, to + INT_LANES);
      zero.add(pairs1).intoArray(sums, to + 2 * INT_LANES);
      zero.add(upper1).intoArray(sums, to + 3 * INT_LANES);
    }
  }

  private static void sum2(
      byte[] x, int base, int[] entries, int start, int end, int length, short[] chunks) {
    int to = 0;
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
      ((ShortVector) TYPE.cast(sum0)).intoArray(chunks, to);
      ((ShortVector) TYPE.cast(sum1)).intoArray(chunks, to + LANES);
      to += 2 * LANES;
    }
  }

  private static void sum4(
      byte[] x, int base, int[] entries, int start, int end, int length, short[] chunks) {
    int to = 0;
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
      ((ShortVector) TYPE.cast(sum0)).intoArray(chunks, to);
      ((ShortVector) TYPE.cast(sum1)).intoArray(chunks, to + LANES);
      ((ShortVector) TYPE.cast(sum2)).intoArray(chunks, to + 2 * LANES);
      ((ShortVector) TYPE.cast(sum3)).intoArray(chunks, to + 3 * LANES);
      to += 4 * LANES;
    }
  }

  private static void sum6(
      byte[] x, int base, int[] entries, int start, int end, int length, short[] chunks) {
    int to = 0;
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
      ((ShortVector) TYPE.cast(sum0)).intoArray(chunks, to);
      ((ShortVector) TYPE.cast(sum1)).intoArray(chunks, to + LANES);
      ((ShortVector) TYPE.cast(sum2)).intoArray(chunks, to + 2 * LANES);
      ((ShortVector) TYPE.cast(sum3)).intoArray(chunks, to + 3 * LANES);
      ((ShortVector) TYPE.cast(sum4)).intoArray(chunks, to + 4 * LANES);
      ((ShortVector) TYPE.cast(sum5)).intoArray(chunks, to + 5 * LANES);
      to += 6 * LANES;
    }
  }

  private static void sum8(
      byte[] x, int base, int[] entries, int start, int end, int length, short[] chunks) {
    int to = 0;
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
      ((ShortVector) TYPE.cast(sum0)).intoArray(chunks, to);
      ((ShortVector) TYPE.cast(sum1)).intoArray(chunks, to + LANES);
      ((ShortVector) TYPE.cast(sum2)).intoArray(chunks, to + 2 * LANES);
      ((ShortVector) TYPE.cast(sum3)).intoArray(chunks, to + 3 * LANES);
      ((ShortVector) TYPE.cast(sum4)).intoArray(chunks, to + 4 * LANES);
      ((ShortVector) TYPE.cast(sum5)).intoArray(chunks, to + 5 * LANES);
      ((ShortVector) TYPE.cast(sum6)).intoArray(chunks, to + 6 * LANES);
      ((ShortVector) TYPE.cast(sum7)).intoArray(chunks, to + 7 * LANES);
      to += 8 * LANES;
    }
  }
}
