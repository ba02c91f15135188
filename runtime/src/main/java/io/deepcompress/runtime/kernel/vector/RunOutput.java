package io.deepcompress.runtime.kernel.vector;

import io.deepcompress.runtime.kernel.ByteRuns;
import io.deepcompress.runtime.kernel.LayerShape;
import io.deepcompress.runtime.kernel.Requantizer;
import io.deepcompress.runtime.kernel.Target;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/** Turns the accumulators of {@link RunSums} into outputs and leaves out what lies between rows. */
final class RunOutput {
  /** Lane {@code i} takes element {@code i / 2}, of the first or of the second half. */
  private static final VectorShuffle<Integer> FIRST_HALF =
      VectorShuffle.fromOp(RunSums.INTS, i -> i / 2);

  private static final VectorShuffle<Integer> SECOND_HALF =
      VectorShuffle.fromOp(RunSums.INTS, i -> (i + RunSums.INT_LANES) / 2);

  private static final VectorMask<Integer> ODD =
      VectorMask.fromLong(RunSums.INTS, 0xaaaaaaaaaaaaaaaaL >>> (Long.SIZE - RunSums.INT_LANES));

  private final int height;
  private final int width;
  private final int pitch;

  /** For a layer whose runs have a pitch; rows with nothing between them count as one. */
  RunOutput(LayerShape shape, int pitch) {
    boolean gapless = shape.outputWidth() == pitch;
    this.height = gapless ? 1 : shape.outputHeight();
    this.width = gapless ? shape.outputPlane() : shape.outputWidth();
    this.pitch = gapless ? width : pitch;
  }

  /** Whether bytes may be written where they belong at once: all outputs lie in one row. */
  boolean inOneRow(int first, int outputs) {
    return height == 1 && first + outputs <= width;
  }

  /**
   * Writes the outputs of one filter in one tile, other than to bytes by vectors.
   *
   * <p>Its bytecode is longer than what C2 inlines (FreqInlineSize, 325 bytes) on purpose: inlined
   * where the bytes are written, too, the two are more vector operations than C2 inlines there.
   *
   * @param sums of the worker: accumulators from {@code at} on
   * @param spare index of twice as many sums that may be overwritten, as the accumulators may
   * @param vectors of the tile
   * @param first output of the tile
   * @param floats at least as many as outputs
   */
  void write(
      int[] sums,
      int at,
      int spare,
      int vectors,
      int first,
      int filter,
      float[] floats,
      Requantizer requantizer,
      Target target) {
    int end = first + vectors * RunSums.LANES;
    int between = spare + vectors * RunSums.LANES;
    for (int i = 0; i < vectors; i++) {
      int from = at + i * RunSums.LANES;
      IntVector upper = IntVector.fromArray(RunSums.INTS, sums, from + RunSums.INT_LANES);
      IntVector.fromArray(RunSums.INTS, sums, from)
          .sub(upper.lanewise(VectorOperators.LSHL, 16))
          .intoArray(sums, from);
      interleave(sums, from, from + RunSums.INT_LANES, between + i * RunSums.LANES);
    }
    for (int i = 0; i < vectors; i += 2) {
      int even = between + i * RunSums.LANES;
      int odd = even + RunSums.LANES;
      int to = spare + i * RunSums.LANES;
      interleave(sums, even, odd, to);
      interleave(sums, even + RunSums.INT_LANES, odd + RunSums.INT_LANES, to + RunSums.LANES);
    }
    boolean copied = height > 1 && requantizer instanceof VectorFloatRequantizer;
    if (copied) {
      VectorFloatRequantizer direct = (VectorFloatRequantizer) requantizer;
      direct.convert(sums, spare, end - first, filter, target.inputScale(), floats, 0);
    }
    int endRow = endRow(end);
    for (int row = first / pitch; row < endRow; row++) {
      int start = Math.max(first, row * pitch);
      int count = Math.min(end, row * pitch + width) - start;
      int to = (filter * height + row) * width + start - row * pitch;
      if (count > 0) {
        if (copied) {
          System.arraycopy(floats, start - first, target.floats(), to, count);
        } else {
          requantizer.plane(sums, spare + start - first, count, filter, target, to);
        }
      }
    }
  }

  /** Takes elements of two vectors in turn. */
  private static void interleave(int[] sums, int even, int odd, int to) {
    IntVector evens = IntVector.fromArray(RunSums.INTS, sums, even);
    IntVector odds = IntVector.fromArray(RunSums.INTS, sums, odd);
    evens.rearrange(FIRST_HALF).blend(odds.rearrange(FIRST_HALF), ODD).intoArray(sums, to);
    evens
        .rearrange(SECOND_HALF)
        .blend(odds.rearrange(SECOND_HALF), ODD)
        .intoArray(sums, to + RunSums.INT_LANES);
  }

  /**
   * Copies the outputs of neighbouring filters in one tile, a row at a time.
   *
   * @param bytes all outputs of the first filter, then those of the next
   * @param outputs of the tile
   * @param first output of the tile
   * @param filter the first
   */
  void copyRows(byte[] bytes, int outputs, int first, int filter, int filters, byte[] target) {
    int endRow = endRow(first + outputs);
    for (int row = first / pitch; row < endRow; row++) {
      int start = Math.max(first, row * pitch);
      int count = Math.min(first + outputs, row * pitch + width) - start;
      int to = (filter * height + row) * width + start - row * pitch;
      for (int i = 0; i < filters; i++) {
        ByteRuns.copy(bytes, i * outputs + start - first, target, to + i * height * width, count);
      }
    }
  }

  private int endRow(int end) {
    return Math.min(height, (end + pitch - 1) / pitch);
  }
}
