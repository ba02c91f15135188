package io.deepcompress.pipeline.report;

/**
 * A layer of a written file: a node of the network that has parameters.
 *
 * @param name of the layer
 * @param type kind of the operation, for instance {@code Convolution}
 * @param shape of its weights, output axis first; of its first parameter where it has no weights
 * @param weights number of weights, pruned ones included
 * @param kept weights that are not pruned
 * @param codebookSize centroids of its weights, 0 where they are stored value by value
 * @param fixedCodeBits bits of a fixed-length code, 32 where stored value by value
 * @param fixedPositionBits bits of a fixed-length gap, 0 where positions cost more than zeros
 * @param codeBits bits a kept weight takes for its value in the file
 * @param positionBits bits a kept weight takes for its position in the file
 * @param bytes that the layer takes in the file, with codebooks, tables and biases
 */
public record LayerRow(
    String name,
    String type,
    String shape,
    long weights,
    long kept,
    int codebookSize,
    int fixedCodeBits,
    int fixedPositionBits,
    double codeBits,
    double positionBits,
    long bytes) {

  /** Kept weights over all weights. */
  public double density() {
    return weights == 0 ? 1 : (double) kept / weights;
  }
}
