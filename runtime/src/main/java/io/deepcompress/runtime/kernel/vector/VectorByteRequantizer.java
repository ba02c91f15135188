package io.deepcompress.runtime.kernel.vector;

import io.deepcompress.runtime.kernel.Epilogue;
import io.deepcompress.runtime.kernel.Requantizer;
import io.deepcompress.runtime.kernel.Target;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** To int8 or uint8, a vector at a time and the rest one by one. */
final class VectorByteRequantizer implements Requantizer {
  /** Adding 1.5 * 2^23 leaves the nearest integer, half to even, in the low bits of the float. */
  private static final float ROUND = 12582912f;

  private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

  private final Epilogue epilogue;
  private final Requantizer rest;

  /** Factor of outputs below 0 that {@link #leastBits} do not cut off; 1 changes nothing. */
  private final float slope;

  /** {@link #ROUND_BITS} plus the least output before the zero point. */
  private final int leastBits;

  /** {@link #ROUND_BITS} plus the largest output before the zero point. */
  private final int mostBits;

  VectorByteRequantizer(Epilogue epilogue, Requantizer rest) {
    this.epilogue = epilogue;
    this.rest = rest;
    this.slope = epilogue.slope() == 0f ? 1f : epilogue.slope();
    int least = epilogue.slope() == 0f ? Math.max(epilogue.least(), 0) : epilogue.least();
    this.leastBits = ROUND_BITS + least;
    this.mostBits = ROUND_BITS + (int) Math.rint(Math.min(epilogue.most(), epilogue.upper()));
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
    for (;
        VectorLoops.FEW.length() == RunSums.INT_LANES && done <= count - RunSums.INT_LANES;
        done += RunSums.INT_LANES) {
      FloatVector factor =
          FloatVector.fromArray(FLOATS, multipliers, channel + done).mul(target.inputScale());
      FloatVector y =
          ((FloatVector)
                  IntVector.fromArray(RunSums.INTS, sums, from + done)
                      .convert(VectorOperators.I2F, 0))
              .mul(factor)
              .add(FloatVector.fromArray(FLOATS, offsets, channel + done));
      // With a branch around the slope, C2 left vectors on the heap in one JVM of ten.
      FloatVector leaked = y.blend(y.mul(slope), y.compare(VectorOperators.LT, 0f));
      // The bits of this sum grow with it, so that the limits may be applied to them.
      IntVector rounded =
          ((IntVector) leaked.add(ROUND).viewAsIntegralLanes())
              .max(leastBits)
              .min(mostBits)
              .add(epilogue.zeroPoint() - ROUND_BITS);
      VectorLoops.exactFew(rounded.convertShape(VectorOperators.I2B, VectorLoops.FEW, 0))
          .intoArray(out, channel + done);
    }
    rest.channels(sums, from + done, count - done, channel + done, target);
  }

  /**
   * Converts the accumulators of {@link RunSums} for neighbouring outputs of one channel. Its more
   * than 325 bytes of code keep C2 from inlining it: in one JVM of two, in which all kinds of
   * layers had run before, it then left the last vector on the heap. (ProGuard shortens it by ten.)
   *
   * @param sums from index {@code from} on, used as a scratch
   * @param vectors how many pairs of accumulators
   * @param out from index {@code to} on
   */
  void pairs(int[] sums, int from, int vectors, int channel, float inputScale, byte[] out, int to) {
    FloatVector factor = FloatVector.broadcast(FLOATS, epilogue.multiplier()[channel] * inputScale);
    FloatVector offset = FloatVector.broadcast(FLOATS, epilogue.offset()[channel]);
    FloatVector round = FloatVector.broadcast(FLOATS, ROUND);
    for (int i = 0; i < vectors; i++) {
      int at = from + i * RunSums.LANES;
      IntVector upper = IntVector.fromArray(RunSums.INTS, sums, at + RunSums.INT_LANES);
      IntVector lower =
          IntVector.fromArray(RunSums.INTS, sums, at).sub(upper.lanewise(VectorOperators.LSHL, 16));
      FloatVector lowers =
          ((FloatVector) lower.convert(VectorOperators.I2F, 0)).mul(factor).add(offset);
      FloatVector uppers =
          ((FloatVector) upper.convert(VectorOperators.I2F, 0)).mul(factor).add(offset);
      if (slope != 1f) {
        lowers = lowers.blend(lowers.mul(slope), lowers.compare(VectorOperators.LT, 0f));
        uppers = uppers.blend(uppers.mul(slope), uppers.compare(VectorOperators.LT, 0f));
      }
      IntVector low =
          ((IntVector) lowers.add(round).viewAsIntegralLanes()).max(leastBits).min(mostBits);
      IntVector high =
          ((IntVector) uppers.add(round).viewAsIntegralLanes()).max(leastBits).min(mostBits);
      high.lanewise(VectorOperators.LSHL, 16).or(low.and(0xffff)).intoArray(sums, at);
    }
    for (int i = 0; i < vectors; i += 2) {
      int at = from + i * RunSums.LANES;
      IntVector odd =
          IntVector.fromArray(RunSums.INTS, sums, at + RunSums.LANES)
              .lanewise(VectorOperators.LSHL, 8);
      IntVector.fromArray(RunSums.INTS, sums, at)
          .and(0xff00ff)
          .or(odd.and(0xff00ff00))
          .reinterpretAsBytes()
          .add((byte) epilogue.zeroPoint())
          .intoArray(out, to + i * RunSums.LANES);
    }
  }
}
