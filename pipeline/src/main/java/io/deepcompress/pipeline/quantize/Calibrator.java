package io.deepcompress.pipeline.quantize;

import io.deepcompress.codec.ActivationQuantization;

/** Sees samples of one value of a network and then says how it becomes 8-bit integers. */
public interface Calibrator {
  /** How often the samples are to be seen, 1 or 2. */
  default int passes() {
    return 1;
  }

  /** A pass over the samples begins, the first being 0. */
  default void beginPass(int pass) {}

  /** Takes elements into account, all of them finite. */
  void observe(float[] data, int offset, int length);

  /** The quantization for what was seen. */
  ActivationQuantization quantization();
}
