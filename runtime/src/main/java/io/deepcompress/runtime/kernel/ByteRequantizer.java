package io.deepcompress.runtime.kernel;

/** To int8 or uint8, one value at a time. */
final class ByteRequantizer implements Requantizer {
  /** Adding and subtracting 1.5 * 2^23 rounds to an integer, half to even, below 2^22. */
  private static final float ROUND = 12582912f;

  private final Epilogue epilogue;

  ByteRequantizer(Epilogue epilogue) {
    this.epilogue = epilogue;
  }

  @Override
  public void plane(int[] sums, int from, int count, int channel, Target target, int to) {
    byte[] out = target.bytes();
    float multiplier = epilogue.multiplier()[channel] * target.inputScale();
    float offset = epilogue.offset()[channel];
    float slope = epilogue.slope();
    float most = Math.min(epilogue.most(), epilogue.upper());
    float least = epilogue.least();
    int zeroPoint = epilogue.zeroPoint();
    for (int i = 0; i < count; i++) {
      float y = sums[from + i] * multiplier + offset;
      y = y < 0 ? y * slope : y;
      y = Math.max(least, Math.min(most, y));
      out[to + i] = (byte) ((int) (y + ROUND - ROUND) + zeroPoint);
    }
  }
}
