package io.deepcompress.runtime.kernel.vector;

import io.deepcompress.runtime.kernel.Epilogue;
import io.deepcompress.runtime.kernel.Requantizer;
import io.deepcompress.runtime.kernel.Target;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** To float, a vector at a time; the last one overlaps the one before. */
final class VectorFloatRequantizer implements Requantizer {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

  private final Epilogue epilogue;
  private final Requantizer rest;

  VectorFloatRequantizer(Epilogue epilogue, Requantizer rest) {
    this.epilogue = epilogue;
    this.rest = rest;
  }

  @Override
  public void plane(int[] sums, int from, int count, int channel, Target target, int to) {
    if (count < RunSums.INT_LANES) {
      rest.plane(sums, from, count, channel, target, to);
    } else {
      convert(sums, from, count, channel, target.inputScale(), target.floats(), to);
    }
  }

  /**
   * Converts neighbouring outputs of one channel.
   *
   * @param count at least a vector
   */
  void convert(
      int[] sums, int from, int count, int channel, float inputScale, float[] out, int to) {
    FloatVector factor = FloatVector.broadcast(FLOATS, epilogue.multiplier()[channel] * inputScale);
    float offset = epilogue.offset()[channel];
    float slope = epilogue.slope();
    float upper = epilogue.upper();
    for (int i = 0; i < count; i += RunSums.INT_LANES) {
      int at = Math.min(i, count - RunSums.INT_LANES);
      FloatVector y =
          ((FloatVector)
                  IntVector.fromArray(RunSums.INTS, sums, from + at)
                      .convert(VectorOperators.I2F, 0))
              .mul(factor)
              .add(offset);
      y = y.blend(y.mul(slope), y.compare(VectorOperators.LT, 0f));
      y.min(upper).intoArray(out, to + at);
    }
  }
}
