package io.deepcompress.codec;

/**
 * What a reader may take memory for, checked before any is taken.
 *
 * @param fileBytes longest file
 * @param parameters most learnt values in all tensors
 * @param tensorElements most values in one tensor
 * @param activationElements most elements of one value (input or node output) of a sample
 * @param nodes most nodes
 * @param textBytes most bytes of all names, labels and provenance together
 */
public record DecodeLimits(
    long fileBytes,
    long parameters,
    int tensorElements,
    int activationElements,
    int nodes,
    int textBytes) {

  /** Room for VGG-16 and every network of its kind: files to 1 GiB, 500 M parameters. */
  public static final DecodeLimits DEFAULT =
      new DecodeLimits(1L << 30, 500_000_000L, 1 << 28, 1 << 26, 100_000, 1 << 24);
}
