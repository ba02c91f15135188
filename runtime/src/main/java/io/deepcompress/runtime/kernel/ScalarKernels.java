package io.deepcompress.runtime.kernel;

/** Kernels in plain Java, always there. */
public final class ScalarKernels implements KernelProvider {
  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public IntegerLayer prepare(IntegerWeights weights) {
    return weights.shape().isVector() ? new SparseDense(weights) : new SparseConvolution(weights);
  }

  @Override
  public Requantizer toBytes(Epilogue epilogue) {
    return new ByteRequantizer(epilogue);
  }

  @Override
  public Requantizer toFloats(Epilogue epilogue) {
    return new FloatRequantizer(epilogue);
  }
}
