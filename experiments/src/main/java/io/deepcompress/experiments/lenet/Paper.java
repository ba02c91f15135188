package io.deepcompress.experiments.lenet;

import io.deepcompress.experiments.ExperimentException;
import java.util.List;

/**
 * What the Deep Compression paper (Han, Mao, Dally 2016, tables 1 to 3) says of a network.
 *
 * @param ratio of the whole network after pruning, sharing and Huffman coding
 * @param pruned ratio after pruning alone
 * @param shared ratio after pruning and sharing
 * @param error test error, %
 * @param layers in order
 */
record Paper(double ratio, double pruned, double shared, double error, List<Layer> layers) {
  /**
   * A layer of the tables.
   *
   * @param density kept weights, %
   * @param codeBits of a fixed-length code
   * @param codedBits of a code after Huffman coding
   * @param gapBits of a fixed-length gap
   * @param codedGapBits of a gap after Huffman coding
   * @param size of the layer after all, % of the original
   */
  record Layer(
      String name,
      double density,
      int codeBits,
      double codedBits,
      int gapBits,
      double codedGapBits,
      double size) {}

  private static final Paper LENET_300_100 =
      new Paper(
          40,
          12,
          32,
          1.58,
          List.of(
              new Layer("ip1", 8, 6, 4.4, 5, 3.7, 2.32),
              new Layer("ip2", 9, 6, 4.4, 5, 4.3, 3.04),
              new Layer("ip3", 26, 6, 4.3, 5, 3.2, 12.70)));

  private static final Paper LENET_5 =
      new Paper(
          39,
          12,
          33,
          0.74,
          List.of(
              new Layer("conv1", 66, 8, 7.2, 5, 1.5, 67.45),
              new Layer("conv2", 12, 8, 7.2, 5, 3.9, 5.28),
              new Layer("ip1", 8, 5, 4.5, 5, 4.5, 2.45),
              new Layer("ip2", 19, 5, 5.2, 5, 3.7, 6.13)));

  /**
   * The figures of a network.
   *
   * @throws ExperimentException if the paper has none of that name, or it is not a LeNet
   */
  static Paper of(String network) {
    return switch (network) {
      case "lenet-300-100" -> LENET_300_100;
      case "lenet-5" -> LENET_5;
      default ->
          throw new ExperimentException(
              "no network '" + network + "'; there are lenet-300-100 and lenet-5");
    };
  }
}
