package io.deepcompress.runtime.integers;

import io.deepcompress.runtime.kernel.Epilogue;
import io.deepcompress.runtime.kernel.Requantizer;
import io.deepcompress.runtime.kernel.Target;

/** The epilogue of a layer in 64-bit integers, as hardware without floating point does it. */
public final class FixedPointRequantizer implements Requantizer {
  private final FixedPoint[] factors;
  private final long[] offsets;
  private final FixedPoint[] negativeFactors;
  private final long[] negativeOffsets;

  /** Whether negative values have a factor of their own that is not 0. */
  private final boolean leaky;

  private final int least;
  private final int most;
  private final int zeroPoint;
  private final int place;

  /** To bytes. */
  public FixedPointRequantizer(Epilogue epilogue) {
    this(epilogue, -1);
  }

  /**
   * To 32 bits each, in the target's ints.
   *
   * @param place of channel 0
   */
  FixedPointRequantizer(Epilogue epilogue, int place) {
    this.place = place;
    int channels = epilogue.multiplier().length;
    float slope = epilogue.slope();
    factors = new FixedPoint[channels];
    offsets = new long[channels];
    negativeFactors = new FixedPoint[channels];
    negativeOffsets = new long[channels];
    for (int i = 0; i < channels; i++) {
      factors[i] = FixedPoint.of(epilogue.multiplier()[i]);
      offsets[i] = factors[i].units(epilogue.offset()[i]);
      negativeFactors[i] = FixedPoint.of(epilogue.multiplier()[i] * (double) slope);
      negativeOffsets[i] = negativeFactors[i].units(epilogue.offset()[i] * (double) slope);
    }
    leaky = slope != 0 && slope != 1;
    least = slope == 0 ? Math.max(epilogue.least(), 0) : epilogue.least();
    most = (int) Math.min(epilogue.most(), Math.rint(epilogue.upper()));
    zeroPoint = epilogue.zeroPoint();
  }

  @Override
  public void plane(int[] sums, int from, int count, int channel, Target target, int to) {
    for (int i = 0; i < count; i++) {
      int y = convert(sums[from + i], channel);
      if (place < 0) {
        target.bytes()[to + i] = (byte) y;
      } else {
        target.ints()[place + to + i] = y;
      }
    }
  }

  private int convert(int sum, int channel) {
    FixedPoint factor = factors[channel];
    long value = (long) sum * factor.multiplier() + offsets[channel];
    if (leaky && value < 0) {
      factor = negativeFactors[channel];
      value = (long) sum * factor.multiplier() + negativeOffsets[channel];
    }
    return (int) (Math.max(least, Math.min(most, factor.round(value))) + zeroPoint);
  }
}
