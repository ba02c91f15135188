package io.deepcompress.pipeline.share;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.pipeline.WorkingTensor;
import java.util.Arrays;

/** Recognises weights that are shared already and gives them their codebook, every bit kept. */
final class ExactSharing {
  /** Marks a free slot; {@code +0.0} itself is never put in. */
  private static final int FREE = 0;

  private static final int SLOTS = 1024;

  private ExactSharing() {}

  /**
   * Shares the tensor if it has at most 255 different values besides {@code +0.0}, and at most half
   * as many as weights: a codebook of values that occur once would only cost bytes.
   *
   * @return whether it has
   */
  static boolean recognize(WorkingTensor tensor) {
    if (tensor.shared()) {
      return true;
    }
    float[] values = tensor.values();
    int[] slots = new int[SLOTS];
    int distinct = 0;
    for (float value : values) {
      int bits = Float.floatToRawIntBits(value);
      if (bits != FREE) {
        int slot = slot(slots, bits);
        if (slots[slot] == FREE) {
          if (++distinct > Codebook.MAX_SIZE) {
            return false;
          }
          slots[slot] = bits;
        }
      }
    }
    if (distinct > values.length / 2) {
      return false;
    }
    float[] centroids = new float[distinct];
    int size = 0;
    for (int bits : slots) {
      if (bits != FREE) {
        centroids[size++] = Float.intBitsToFloat(bits);
      }
    }
    Arrays.sort(centroids);
    byte[] codeAt = new byte[SLOTS];
    for (int i = 0; i < distinct; i++) {
      codeAt[slot(slots, Float.floatToRawIntBits(centroids[i]))] = (byte) (i + 1);
    }
    byte[] codes = new byte[values.length];
    for (int i = 0; i < codes.length; i++) {
      int bits = Float.floatToRawIntBits(values[i]);
      codes[i] = bits == FREE ? 0 : codeAt[slot(slots, bits)];
    }
    tensor.share(new Codebook(centroids, format(centroids)), new float[0], codes);
    return true;
  }

  /** The slot that holds the bits, or the free one where they belong. */
  private static int slot(int[] slots, int bits) {
    int slot = (bits * 0x9E3779B9) >>> 22;
    while (slots[slot] != FREE && slots[slot] != bits) {
      slot = slot + 1 & SLOTS - 1;
    }
    return slot;
  }

  /** The narrowest format that represents every value exactly. */
  static ValueFormat format(float[] centroids) {
    float largest = 0;
    for (float centroid : centroids) {
      largest = Math.max(largest, Math.abs(centroid));
    }
    for (int q = 127; q >= 1 && largest > 0; q--) {
      float scale = largest / q;
      if (scale > 0 && represents(ValueFormat.int8(scale), centroids)) {
        return ValueFormat.int8(scale);
      }
    }
    return represents(ValueFormat.FLOAT16, centroids) ? ValueFormat.FLOAT16 : ValueFormat.FLOAT32;
  }

  private static boolean represents(ValueFormat format, float[] values) {
    for (float value : values) {
      if (Float.floatToRawIntBits(format.round(value)) != Float.floatToRawIntBits(value)) {
        return false;
      }
    }
    return true;
  }
}
