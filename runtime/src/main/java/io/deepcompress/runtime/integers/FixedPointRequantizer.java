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
  private final int least;
  private final int most;
  private final int zeroPoint;

  /** Converts the epilogue's factors. */
  public FixedPointRequantizer(Epilogue epilogue) {
    int channels = epilogue.multiplier().length;
    factors = new FixedPoint[channels];
    offsets = new long[channels];
    negativeFactors = new FixedPoint[channels];
    negativeOffsets = new long[channels];
    for (int i = 0; i < channels; i++) {
      double slope = epilogue.slope();
      factors[i] = FixedPoint.of(epilogue.multiplier()[i]);
      offsets[i] = factors[i].units(epilogue.offset()[i]);
      negativeFactors[i] = FixedPoint.of(epilogue.multiplier()[i] * slope);
      negativeOffsets[i] = negativeFactors[i].units(epilogue.offset()[i] * slope);
    }
    least = epilogue.least();
    most = (int) Math.min(epilogue.most(), Math.rint(epilogue.upper()));
    zeroPoint = epilogue.zeroPoint();
  }

  @Override
  public void plane(int[] sums, int from, int count, int channel, Target target, int to) {
    byte[] out = target.bytes();
    for (int i = 0; i < count; i++) {
      out[to + i] = convert(sums[from + i], channel);
    }
  }

  @Override
  public void channels(int[] sums, int from, int count, int channel, Target target) {
    byte[] out = target.bytes();
    for (int i = 0; i < count; i++) {
      out[channel + i] = convert(sums[from + i], channel + i);
    }
  }

  private byte convert(int sum, int channel) {
    FixedPoint factor = factors[channel];
    long value = (long) sum * factor.multiplier() + offsets[channel];
    if (value < 0) {
      factor = negativeFactors[channel];
      value = (long) sum * factor.multiplier() + negativeOffsets[channel];
    }
    return (byte) (Math.max(least, Math.min(most, factor.round(value))) + zeroPoint);
  }
}
