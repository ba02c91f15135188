package io.deepcompress.runtime.kernel.vector;

import io.deepcompress.runtime.kernel.Epilogue;
import io.deepcompress.runtime.kernel.IntegerLayer;
import io.deepcompress.runtime.kernel.IntegerWeights;
import io.deepcompress.runtime.kernel.KernelProvider;
import io.deepcompress.runtime.kernel.Loops;
import io.deepcompress.runtime.kernel.PackedDense;
import io.deepcompress.runtime.kernel.Requantizer;
import io.deepcompress.runtime.kernel.ScalarKernels;
import jdk.incubator.vector.ByteVector;

/** Kernels on the Vector API, with the plain ones for what it does not speed up. */
public final class VectorKernels implements KernelProvider {
  /** Part of the weights that are not zero from which on rows of all weights are faster. */
  private static final double LEAST_DENSE = 0.6;

  /** The same where several weights share a byte. */
  private static final double LEAST_PACKED = 0.8;

  private final KernelProvider scalar = new ScalarKernels();

  /** Called by {@link java.util.ServiceLoader}. */
  public VectorKernels() {}

  @Override
  public String name() {
    return "vector " + ByteVector.SPECIES_PREFERRED.vectorBitSize() + " bit";
  }

  @Override
  public IntegerLayer prepare(IntegerWeights weights) {
    if (LaneDense.takes(weights.shape())) {
      IntegerLayer dense = PackedDense.of(weights, loops(), LEAST_DENSE, LEAST_PACKED);
      return dense == null ? new LaneDense(weights) : dense;
    }
    return RunConvolution.takes(weights.shape())
        ? new RunConvolution(weights)
        : scalar.prepare(weights);
  }

  @Override
  public Requantizer toBytes(Epilogue epilogue) {
    return new VectorByteRequantizer(epilogue, scalar.toBytes(epilogue));
  }

  @Override
  public Requantizer toFloats(Epilogue epilogue) {
    return new VectorFloatRequantizer(epilogue, scalar.toFloats(epilogue));
  }

  @Override
  public Loops loops() {
    return new VectorLoops(scalar.loops());
  }
}
