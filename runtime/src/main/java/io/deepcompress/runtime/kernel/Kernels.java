package io.deepcompress.runtime.kernel;

/** Chooses implementations. */
public final class Kernels {
  private Kernels() {}

  /** Prepares a layer with the kernel that suits it. */
  public static IntegerLayer prepare(IntegerWeights weights) {
    return weights.shape().isVector() ? new SparseDense(weights) : new SparseConvolution(weights);
  }

  /** A conversion to bytes. */
  public static Requantizer toBytes(Epilogue epilogue) {
    return new ByteRequantizer(epilogue);
  }

  /** A conversion to float; the limits and the zero point are not used. */
  public static Requantizer toFloats(Epilogue epilogue) {
    return new FloatRequantizer(epilogue);
  }
}
