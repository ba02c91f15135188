package io.deepcompress.pipeline.quantize;

import io.deepcompress.codec.ActivationQuantization;

/** Sees samples of one value of a network and then says how it becomes 8-bit integers. */
public interface Calibrator {
  /** Takes elements into account. */
  void observe(float[] data, int offset, int length);

  /** The quantization for what was seen. */
  ActivationQuantization quantization();
}
