package io.deepcompress.runtime.kernel.vector;

import io.deepcompress.runtime.kernel.ChunkedRuns;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Adds the products of one cell of {@link ChunkedRuns} to the sums of a few neighbouring vectors of
 * outputs, which stay in registers throughout: hence a class for each number of vectors.
 *
 * <p>A chunk is added in 16 bits, as 2^15 plus its sum. Of each pair of neighbouring sums, taken as
 * one 32-bit number, the first accumulator of a vector adds the whole and the second the upper
 * half.
 */
abstract class RunSums {
  static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED;
  static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(SHORTS.vectorBitSize() / 2));

  /** Outputs of a vector. */
  static final int LANES = SHORTS.length();

  /** What every chunk adds to each sum. */
  static final int BIAS = ChunkedRuns.BIAS;

  private static final RunSums[] ALL = {
    new RunSums2(), new RunSums4(), new RunSums6(), new RunSums8()
  };

  /** For 2, 4, 6 or 8 vectors. */
  static RunSums of(int vectors) {
    return ALL[vectors / 2 - 1];
  }

  /**
   * Adds a cell.
   *
   * @param x padded input
   * @param base of the block's first channel, plus the first output
   * @param runs the weights
   * @param filter of the cell
   * @param block of the cell
   * @param sums both accumulators of each vector, from index {@code at} on
   */
  abstract void add(
      byte[] x, int base, ChunkedRuns runs, int filter, int block, int[] sums, int at);
}
