package io.deepcompress.pipeline.quantize;

import io.deepcompress.codec.ActivationQuantization;

/**
 * Spans everything that was seen: uint8 where nothing was negative, else int8 symmetric around
 * zero.
 */
final class MinMaxCalibrator implements Calibrator {
  private float least;
  private float largest;

  @Override
  public void observe(float[] data, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      least = Math.min(least, data[i]);
      largest = Math.max(largest, data[i]);
    }
  }

  @Override
  public ActivationQuantization quantization() {
    return spanning(least, largest);
  }

  /** The quantization whose integers end at the larger of two magnitudes. */
  static ActivationQuantization spanning(float least, float largest) {
    boolean signed = least < 0;
    float scale = signed ? Math.max(-least, largest) / 127 : largest / 255;
    // A value that was always zero is zero on any grid.
    boolean usable = scale >= Float.MIN_NORMAL && Float.isFinite(scale);
    return new ActivationQuantization(usable ? scale : 1, 0, signed);
  }
}
