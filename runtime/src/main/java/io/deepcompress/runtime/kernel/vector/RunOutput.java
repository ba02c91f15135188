package io.deepcompress.runtime.kernel.vector;

import io.deepcompress.runtime.kernel.ByteRuns;
import io.deepcompress.runtime.kernel.LayerShape;
import io.deepcompress.runtime.kernel.Requantizer;
import io.deepcompress.runtime.kernel.Target;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Turns the accumulators of {@link RunSums} into outputs and leaves out what lies between rows. */
final class RunOutput {
  private static final VectorSpecies<Integer> INTS = RunSums.INTS;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int INT_LANES = INTS.length();

  /** Lane {@code i} takes element {@code i / 2}, of the first or of the second half. */
  private static final VectorShuffle<Integer> FIRST_HALF = VectorShuffle.fromOp(INTS, i -> i / 2);

  private static final VectorShuffle<Integer> SECOND_HALF =
      VectorShuffle.fromOp(INTS, i -> (i + INT_LANES) / 2);

  private static final VectorMask<Integer> ODD =
      VectorMask.fromLong(INTS, 0xaaaaaaaaaaaaaaaaL >>> (Long.SIZE - INT_LANES));

  private final int height;
  private final int width;
  private final int pitch;

  RunOutput(LayerShape shape, int pitch) {
    this.height = shape.outputHeight();
    this.width = shape.outputWidth();
    this.pitch = pitch;
  }

  /**
   * Writes the outputs of one filter in one tile.
   *
   * @param sums of the worker: accumulators from {@code at} on
   * @param spare index of as many sums that may be overwritten
   * @param vectors of the tile
   * @param first output of the tile
   * @param bias in every sum
   * @param bytes at least as many as outputs
   * @param floats at least as many as outputs
   */
  void write(
      int[] sums,
      int at,
      int spare,
      int vectors,
      int first,
      int filter,
      int bias,
      byte[] bytes,
      float[] floats,
      Requantizer requantizer,
      Target target) {
    int end = first + vectors * RunSums.LANES;
    if (requantizer instanceof VectorByteRequantizer direct) {
      writeBytes(sums, at, vectors, first, filter, bias, bytes, direct, target);
      return;
    }
    interleave(sums, at, vectors, bias, spare);
    if (requantizer instanceof VectorFloatRequantizer direct) {
      direct.convert(sums, spare, end - first, filter, target.inputScale(), floats, 0);
      copyRows(floats, first, end, target.floats(), filter * height * width);
      return;
    }
    int endRow = endRow(end);
    for (int row = first / pitch; row < endRow; row++) {
      int start = Math.max(first, row * pitch);
      int count = Math.min(end, row * pitch + width) - start;
      if (count > 0) {
        int to = filter * height * width + row * width + start - row * pitch;
        requantizer.plane(sums, spare + start - first, count, filter, target, to);
      }
    }
  }

  /**
   * All in one method, too large for the JIT to inline: together with {@link #interleave} it would
   * exceed what {@link RunSums} tells of.
   */
  private void writeBytes(
      int[] sums,
      int at,
      int vectors,
      int first,
      int filter,
      int bias,
      byte[] bytes,
      VectorByteRequantizer requantizer,
      Target target) {
    FloatVector factor =
        FloatVector.broadcast(FLOATS, requantizer.multiplier(filter) * target.inputScale());
    FloatVector offset = FloatVector.broadcast(FLOATS, requantizer.offset(filter));
    FloatVector round = FloatVector.broadcast(FLOATS, VectorByteRequantizer.ROUND);
    int least = requantizer.leastBits();
    int most = requantizer.mostBits();
    int toOutput = requantizer.bitsToOutput();
    for (int i = 0; i < vectors; i++) {
      IntVector pairs = IntVector.fromArray(INTS, sums, at + 2 * i * INT_LANES);
      IntVector upper = IntVector.fromArray(INTS, sums, at + (2 * i + 1) * INT_LANES);
      IntVector even = pairs.sub(upper.lanewise(VectorOperators.LSHL, 16)).sub(bias);
      FloatVector evens = factor.mul(even.convert(VectorOperators.I2F, 0)).add(offset);
      FloatVector odds = factor.mul(upper.sub(bias).convert(VectorOperators.I2F, 0)).add(offset);
      if (requantizer.leaky()) {
        float slope = requantizer.slope();
        evens = evens.blend(evens.mul(slope), evens.compare(VectorOperators.LT, 0f));
        odds = odds.blend(odds.mul(slope), odds.compare(VectorOperators.LT, 0f));
      }
      IntVector low =
          ((IntVector) round.add(evens).viewAsIntegralLanes()).max(least).min(most).add(toOutput);
      IntVector high =
          ((IntVector) round.add(odds).viewAsIntegralLanes()).max(least).min(most).add(toOutput);
      ((ByteVector)
              high.lanewise(VectorOperators.LSHL, 16)
                  .or(low.and(0xffff))
                  .reinterpretAsShorts()
                  .convertShape(VectorOperators.S2B, RunSums.BYTES, 0))
          .intoArray(bytes, i * RunSums.LANES);
    }
    int end = first + vectors * RunSums.LANES;
    int endRow = endRow(end);
    for (int row = first / pitch; row < endRow; row++) {
      int start = Math.max(first, row * pitch);
      int count = Math.min(end, row * pitch + width) - start;
      int to = (filter * height + row) * width + start - row * pitch;
      ByteRuns.copy(bytes, start - first, target.bytes(), to, count);
    }
  }

  private int endRow(int end) {
    return Math.min(height, (end + pitch - 1) / pitch);
  }

  private void copyRows(float[] values, int first, int end, float[] target, int plane) {
    int endRow = endRow(end);
    for (int row = first / pitch; row < endRow; row++) {
      int start = Math.max(first, row * pitch);
      int count = Math.min(end, row * pitch + width) - start;
      if (count > 0) {
        int to = plane + row * width + start - row * pitch;
        System.arraycopy(values, start - first, target, to, count);
      }
    }
  }

  private static void interleave(int[] sums, int at, int vectors, int bias, int to) {
    for (int i = 0; i < vectors; i++) {
      int from = at + 2 * i * INT_LANES;
      IntVector pairs = IntVector.fromArray(INTS, sums, from);
      IntVector upper = IntVector.fromArray(INTS, sums, from + INT_LANES);
      IntVector even = pairs.sub(upper.lanewise(VectorOperators.LSHL, 16)).sub(bias);
      IntVector odd = upper.sub(bias);
      even.rearrange(FIRST_HALF)
          .blend(odd.rearrange(FIRST_HALF), ODD)
          .intoArray(sums, to + 2 * i * INT_LANES);
      even.rearrange(SECOND_HALF)
          .blend(odd.rearrange(SECOND_HALF), ODD)
          .intoArray(sums, to + (2 * i + 1) * INT_LANES);
    }
  }
}
