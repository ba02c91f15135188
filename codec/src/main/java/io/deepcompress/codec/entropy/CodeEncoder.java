package io.deepcompress.codec.entropy;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.Entropy;
import io.deepcompress.codec.network.Shape;

/** Turns the codes of one tensor into a payload. */
public final class CodeEncoder {
  private CodeEncoder() {}

  /** Encodes so that both encoding and decoding are fast. */
  public static byte[] encode(byte[] codes, Shape shape, Codebook codebook, Entropy mode) {
    return encode(codes, shape, codebook, mode, false);
  }

  /**
   * Encodes with whatever position coding gives the fewest bytes.
   *
   * @param codes one unsigned byte a weight in C order, 0 for a pruned weight, else 1 to the
   *     codebook's size
   * @param codebook of the tensor; a decoder needs the same
   * @param smallest whether range coding saves every byte it can, whatever decoding then takes;
   *     Huffman coding always does
   * @return the payload
   */
  public static byte[] encode(
      byte[] codes, Shape shape, Codebook codebook, Entropy mode, boolean smallest) {
    if (codebook.size() == 0) {
      return new byte[0];
    }
    WeightLayout layout = WeightLayout.of(shape);
    return mode == Entropy.RANGE
        ? RangeCodes.encode(codes, layout, codebook, smallest)
        : HuffmanCodes.encode(codes, layout, codebook.size());
  }
}
