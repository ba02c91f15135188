package io.deepcompress.pipeline;

import java.util.List;

/** The range of float16, and what stages say of tensors that it does not hold. */
public final class HalfPrecision {
  /** The largest number there is. */
  public static final float LARGEST = 65504;

  /** The least number with all of its digits. */
  public static final float LEAST_NORMAL = 0x1p-14f;

  private HalfPrecision() {}

  /** Names the tensors that stay in float32; empty if there are none. */
  public static String keptInFloat32(List<String> tensors) {
    return tensors.isEmpty()
        ? ""
        : String.join(", ", tensors) + " in float32: too large or too small for float16";
  }
}
