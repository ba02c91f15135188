package io.deepcompress.runtime.kernel;

/**
 * A family of kernels. All families give the same bits. Only {@link Kernels} names the one that
 * needs an optional module, and only where the JVM has that.
 */
public interface KernelProvider {
  /** What it computes with, for reports. */
  String name();

  /** Called before every run of layers or loops; what it does, it does once. */
  default void start() {}

  /**
   * Prepares a layer with the kernel that suits it.
   *
   * @return null for a convolution with strides or dilation over pictures so large that none takes
   *     it: two of a channel's taps can be 2<sup>23</sup> elements apart
   */
  IntegerLayer prepare(IntegerWeights weights);

  /** A conversion to bytes. */
  Requantizer toBytes(Epilogue epilogue);

  /** A conversion to float; the limits and the zero point are not used. */
  Requantizer toFloats(Epilogue epilogue);

  /** Loops over arrays. */
  Loops loops();
}
