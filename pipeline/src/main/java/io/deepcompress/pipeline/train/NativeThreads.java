package io.deepcompress.pipeline.train;

import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Keeps ND4J's native libraries from starting threads of their own.
 *
 * <p>OpenMP's and OpenBLAS's threads wait for each other by spinning; where the cores are shared
 * with anything else, including the threads of {@link FastConvolution}, that makes training several
 * times slower.
 */
final class NativeThreads {
  private NativeThreads() {}

  /** Limits native code called from this thread to this thread. */
  static void useCallerOnly() {
    Nd4j.getBackend(); // loads the native library
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    openblas_nolapack.blas_set_num_threads(1);
  }
}
