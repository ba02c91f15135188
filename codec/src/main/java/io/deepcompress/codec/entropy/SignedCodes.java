package io.deepcompress.codec.entropy;

import io.deepcompress.codec.Codebook;

/**
 * Codes seen as signed magnitudes: code 0 is 0; of {@code n} negative centroids, code {@code n}
 * (the one nearest zero) is -1, code 1 is {@code -n}; code {@code n + 1} is 1, and so on.
 */
final class SignedCodes {
  private final int negatives;
  private final int positives;
  private final short[] signed = new short[256];

  SignedCodes(Codebook codebook) {
    float[] values = codebook.values();
    int count = 0;
    while (count < values.length && Float.floatToRawIntBits(values[count]) < 0) {
      count++;
    }
    negatives = count;
    positives = values.length - count;
    for (int code = 1; code <= values.length; code++) {
      signed[code] = (short) (code <= negatives ? code - negatives - 1 : code - negatives);
    }
  }

  /** Number of negative centroids, the negative zero among them. */
  int negatives() {
    return negatives;
  }

  /** Number of positive centroids. */
  int positives() {
    return positives;
  }

  /** Signed magnitudes of all codes, not to be changed. */
  short[] table() {
    return signed;
  }

  /** Signed magnitude of a code. */
  int signed(byte code) {
    return signed[code & 0xff];
  }

  /** Code of a signed magnitude. */
  byte code(int signed) {
    return (byte) (signed == 0 ? 0 : signed < 0 ? signed + negatives + 1 : signed + negatives);
  }
}
