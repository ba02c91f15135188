package io.deepcompress.runtime.kernel;

/** Kernels in plain Java, always there. */
public final class ScalarKernels implements KernelProvider {
  /** Weights of a column from which on it pays to go by columns, and skip those of zeros. */
  private static final int LONG_COLUMN = 8;

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public IntegerLayer prepare(IntegerWeights weights) {
    LayerShape shape = weights.shape();
    if (!shape.isVector()) {
      return SparseConvolution.takes(shape) ? new SparseConvolution(weights) : null;
    }
    boolean longColumns = weights.nonZeros() / shape.channels() >= LONG_COLUMN;
    return longColumns && shape.filters() <= ScatterDense.MOST_OUTPUTS
        ? new ScatterDense(weights)
        : new SparseDense(weights);
  }

  @Override
  public Requantizer toBytes(Epilogue epilogue) {
    return new ByteRequantizer(epilogue);
  }

  @Override
  public Requantizer toFloats(Epilogue epilogue) {
    return new FloatRequantizer(epilogue);
  }

  @Override
  public Loops loops() {
    return new ScalarLoops();
  }
}
