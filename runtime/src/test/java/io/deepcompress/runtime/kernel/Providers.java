package io.deepcompress.runtime.kernel;

import io.deepcompress.runtime.kernel.vector.VectorKernels;
import java.util.List;

/** Both families of kernels, started as a session does before it runs any of them. */
final class Providers {
  static final KernelProvider SCALAR = new ScalarKernels();
  static final KernelProvider VECTOR = new VectorKernels();
  static final List<KernelProvider> ALL = List.of(SCALAR, VECTOR);

  static {
    ALL.forEach(KernelProvider::start);
  }

  private Providers() {}
}
