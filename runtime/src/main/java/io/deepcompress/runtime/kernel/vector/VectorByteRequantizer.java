package io.deepcompress.runtime.kernel.vector;

import io.deepcompress.runtime.kernel.Epilogue;
import io.deepcompress.runtime.kernel.Requantizer;
import io.deepcompress.runtime.kernel.Target;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** To int8 or uint8, a vector at a time and the rest one by one. */
final class VectorByteRequantizer implements Requantizer {
  /** Adding 1.5 * 2^23 leaves the nearest integer, half to even, in the low bits of the float. */
  private static final float ROUND = 12582912f;

  private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);

  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = INTS.length();
  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, 8 * LANES)));

  private final Epilogue epilogue;
  private final Requantizer rest;
  private final boolean leaky;
  private final int least;
  private final int most;

  VectorByteRequantizer(Epilogue epilogue, Requantizer rest) {
    this.epilogue = epilogue;
    this.rest = rest;
    this.leaky = epilogue.slope() != 1f && epilogue.slope() != 0f;
    this.least = epilogue.slope() == 0f ? Math.max(epilogue.least(), 0) : epilogue.least();
    this.most = (int) Math.rint(Math.min(epilogue.most(), epilogue.upper()));
  }

  @Override
  public void plane(int[] sums, int from, int count, int channel, Target target, int to) {
    rest.plane(sums, from, count, channel, target, to);
  }

  @Override
  public void channels(int[] sums, int from, int count, int channel, Target target) {
    byte[] out = target.bytes();
    float[] multipliers = epilogue.multiplier();
    float[] offsets = epilogue.offset();
    int done = 0;
    for (; BYTES.length() == LANES && done <= count - LANES; done += LANES) {
      FloatVector factor =
          FloatVector.fromArray(FLOATS, multipliers, channel + done).mul(target.inputScale());
      FloatVector y =
          ((FloatVector)
                  IntVector.fromArray(INTS, sums, from + done).convert(VectorOperators.I2F, 0))
              .mul(factor)
              .add(FloatVector.fromArray(FLOATS, offsets, channel + done));
      ((ByteVector) toInts(y).convertShape(VectorOperators.I2B, BYTES, 0))
          .intoArray(out, channel + done);
    }
    rest.channels(sums, from + done, count - done, channel + done, target);
  }

  /**
   * Converts accumulators of {@link RunSums}, neighbouring outputs of one channel.
   *
   * @param vectors how many vectors of outputs
   * @param bias in every sum
   * @param out gets the bytes, from index 0 on
   */
  void pairs(
      int[] sums, int from, int vectors, int bias, int channel, float inputScale, byte[] out) {
    float factor = epilogue.multiplier()[channel] * inputScale;
    float offset = epilogue.offset()[channel];
    for (int i = 0; i < vectors; i++) {
      IntVector pairs = IntVector.fromArray(INTS, sums, from + 2 * i * LANES);
      IntVector upper = IntVector.fromArray(INTS, sums, from + (2 * i + 1) * LANES);
      IntVector even = pairs.sub(upper.lanewise(VectorOperators.LSHL, 16)).sub(bias);
      IntVector evens = toInts(scale(even, factor, offset));
      IntVector odds = toInts(scale(upper.sub(bias), factor, offset));
      ((ByteVector)
              odds.lanewise(VectorOperators.LSHL, 16)
                  .or(evens.and(0xffff))
                  .reinterpretAsShorts()
                  .convertShape(VectorOperators.S2B, RunSums.BYTES, 0))
          .intoArray(out, i * RunSums.LANES);
    }
  }

  private static FloatVector scale(IntVector sums, float factor, float offset) {
    return ((FloatVector) sums.convert(VectorOperators.I2F, 0)).mul(factor).add(offset);
  }

  /**
   * Rounds and saturates. The bits of {@code y + ROUND} grow with {@code y}, so that the limits may
   * be applied to them.
   */
  private IntVector toInts(FloatVector y) {
    if (leaky) {
      y = y.blend(y.mul(epilogue.slope()), y.compare(VectorOperators.LT, 0f));
    }
    // Not reinterpretAsInts: its type profile is left to the short vectors of RunSums, which the
    // JIT
    // would otherwise keep as objects now and then.
    return ((IntVector) y.add(ROUND).viewAsIntegralLanes())
        .max(ROUND_BITS + least)
        .min(ROUND_BITS + most)
        .add(epilogue.zeroPoint() - ROUND_BITS);
  }
}
