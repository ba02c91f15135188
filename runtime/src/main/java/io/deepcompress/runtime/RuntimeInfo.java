package io.deepcompress.runtime;

import io.deepcompress.runtime.kernel.Kernels;

/** What the runtime found out about the machine. */
public final class RuntimeInfo {
  private RuntimeInfo() {}

  /**
   * Kernels in use: {@code "vector 512 bit"} or the like where the JVM was started with {@code
   * --add-modules jdk.incubator.vector}, else {@code "scalar"}.
   */
  public static String kernels() {
    return Kernels.active().name();
  }
}
