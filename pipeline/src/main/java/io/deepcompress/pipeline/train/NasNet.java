package io.deepcompress.pipeline.train;

import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * NASNet-A of Zoph et al., "Learning Transferable Architectures for Scalable Image Recognition"
 * (2018, arXiv 1707.07012), figures 2 and 4, with the details of the authors' code, which Keras'
 * {@code NASNetMobile} shares. DL4J 1.0.0-M2.1 has a {@code NASNet} in its zoo, but that class
 * cannot be built: it asks for shapes before inputs are set, names layers that do not exist, and
 * adds pictures of different sizes.
 *
 * @param stemFilters channels of the convolution before the first cell
 * @param penultimateFilters channels that the last cell gives, a multiple of 96 and at least 192
 * @param cells normal cells in each of the three stacks
 */
public record NasNet(int stemFilters, int penultimateFilters, int cells) {
  /** NASNet-A (4 @ 1056), for pictures of 3x224x224: 5,326,716 parameters with 1000 classes. */
  public static final NasNet MOBILE = new NasNet(32, 1056, 4);

  private static final int STACKS = 3;

  /** A normal cell gives six times its filters; each reduction doubles them. */
  private static final int PENULTIMATE = 6 << (STACKS - 1);

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if a number is too small, or the filters cannot be divided
   */
  public NasNet {
    // The stem starts at a quarter of the first stack's filters, and paths are made of two halves.
    // From one channel DL4J 1.0.0-M2.1 gets a separable convolution wrong.
    boolean divisible = penultimateFilters % 96 == 0 && penultimateFilters >= 192;
    if (stemFilters < 2 || !divisible || cells < 1) {
      throw new IllegalArgumentException(
          "NASNet needs 2 or more stem filters, 1 or more cells, and a multiple of 96 of at least 192"
              + " penultimate filters; not %d stem filters, %d cells and %d penultimate filters"
                  .formatted(stemFilters, cells, penultimateFilters));
    }
  }

  /**
   * Creates the network, freshly initialised.
   *
   * @param shape channels, height and width of its input
   * @param classes number of outputs
   * @param seed of its initial weights
   */
  public ComputationGraph create(int[] shape, int classes, long seed) {
    int filters = penultimateFilters / PENULTIMATE;
    NasNetCells graph = new NasNetCells(shape, stemFilters, seed);
    graph.reduction("stem1", filters / 4);
    graph.reduction("stem2", filters / 2);
    for (int stack = 0; stack < STACKS; stack++) {
      if (stack > 0) {
        graph.reduction("reduce" + stack, filters << stack);
      }
      for (int cell = 0; cell < cells; cell++) {
        graph.normal("stack" + stack + "-cell" + cell, filters << stack);
      }
    }
    return graph.finish(classes);
  }
}
