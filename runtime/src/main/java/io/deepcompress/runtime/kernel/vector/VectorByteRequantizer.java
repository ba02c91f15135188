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
  static final float ROUND = 12582912f;

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

  boolean leaky() {
    return leaky;
  }

  float slope() {
    return epilogue.slope();
  }

  float offset(int channel) {
    return epilogue.offset()[channel];
  }

  float multiplier(int channel) {
    return epilogue.multiplier()[channel];
  }

  /** {@link #ROUND_BITS} plus the least output before the zero point. */
  int leastBits() {
    return ROUND_BITS + least;
  }

  /** {@link #ROUND_BITS} plus the largest output before the zero point. */
  int mostBits() {
    return ROUND_BITS + most;
  }

  /** What turns bits into outputs. */
  int bitsToOutput() {
    return epilogue.zeroPoint() - ROUND_BITS;
  }

  /**
   * Rounds and saturates. The bits of {@code y + ROUND} grow with {@code y}, so that the limits may
   * be applied to them.
   */
  private IntVector toInts(FloatVector y) {
    if (leaky) {
      y = y.blend(y.mul(epilogue.slope()), y.compare(VectorOperators.LT, 0f));
    }
    return ((IntVector) FloatVector.broadcast(FLOATS, ROUND).add(y).viewAsIntegralLanes())
        .max(leastBits())
        .min(mostBits())
        .add(bitsToOutput());
  }
}
