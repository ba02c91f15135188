package io.deepcompress.pipeline.sparse;

/**
 * A step of a {@link SparseNetwork}. Values of a batch stand with the samples innermost: unit
 * {@code u} of sample {@code b} at {@code u * batch + b}, so that one weight works on a contiguous
 * run.
 */
interface SparseLayer {
  /** Units that the layer gives for each sample. */
  int units();

  /** Computes all outputs of a batch. */
  void forward(float[] input, float[] output, int batch);

  /**
   * Computes the gradient of the input and adds up those of the layer's own parameters.
   *
   * @param gradient of the output
   * @param inputGradient overwritten; null where nobody needs it
   */
  void backward(float[] input, float[] output, float[] gradient, float[] inputGradient, int batch);
}
