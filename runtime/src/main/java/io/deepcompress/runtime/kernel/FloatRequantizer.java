package io.deepcompress.runtime.kernel;

/** To float, one value at a time. */
final class FloatRequantizer implements Requantizer {
  private final Epilogue epilogue;

  FloatRequantizer(Epilogue epilogue) {
    this.epilogue = epilogue;
  }

  @Override
  public void plane(int[] sums, int from, int count, int channel, Target target, int to) {
    float[] out = target.floats();
    float multiplier = epilogue.multiplier()[channel] * target.inputScale();
    float offset = epilogue.offset()[channel];
    float slope = epilogue.slope();
    float upper = epilogue.upper();
    for (int i = 0; i < count; i++) {
      float y = sums[from + i] * multiplier + offset;
      y = y < 0 ? y * slope : y;
      out[to + i] = Math.min(upper, y);
    }
  }
}
