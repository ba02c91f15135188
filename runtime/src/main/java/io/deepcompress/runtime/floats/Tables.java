package io.deepcompress.runtime.floats;

import io.deepcompress.codec.Codebook;
import java.util.Arrays;

/** Small tables of a shared tensor. */
final class Tables {
  private Tables() {}

  /** Value of each of 256 codes. */
  static float[] values(Codebook codebook) {
    float[] values = new float[256];
    for (int code = 1; code <= codebook.size(); code++) {
      values[code] = codebook.value(code);
    }
    return values;
  }

  /** Scale of each row, 1 where the tensor has none. */
  static float[] rowScales(float[] channelScales, int rows) {
    if (channelScales.length != 0) {
      return channelScales;
    }
    float[] ones = new float[rows];
    Arrays.fill(ones, 1f);
    return ones;
  }
}
