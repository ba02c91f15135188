package io.deepcompress.codec.entropy;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.Entropy;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.network.Shape;
import java.util.Arrays;

/** Turns a payload of {@link CodeEncoder} back into codes. */
public final class CodeDecoder {
  private CodeDecoder() {}

  /**
   * Decodes one payload, which takes all of {@code file[from, to)}.
   *
   * @param section name for error messages
   * @param codebook of the tensor, the encoder's
   * @param target its first {@code shape.size()} bytes are written, all of them
   * @throws ModelFormatException if the bytes are not what an encoder writes
   */
  public static void decode(
      byte[] file,
      int from,
      int to,
      String section,
      Shape shape,
      Codebook codebook,
      Entropy mode,
      byte[] target)
      throws ModelFormatException {
    run(file, from, to, section, shape, codebook, mode, target, false);
  }

  /**
   * Decodes like {@link #decode}, and tells what the payload is made of, which takes longer.
   *
   * @throws ModelFormatException if the bytes are not what an encoder writes
   */
  public static CodeParts measure(
      byte[] file,
      int from,
      int to,
      String section,
      Shape shape,
      Codebook codebook,
      Entropy mode,
      byte[] target)
      throws ModelFormatException {
    return run(file, from, to, section, shape, codebook, mode, target, true);
  }

  private static CodeParts run(
      byte[] file,
      int from,
      int to,
      String section,
      Shape shape,
      Codebook codebook,
      Entropy mode,
      byte[] target,
      boolean measured)
      throws ModelFormatException {
    if (codebook.size() == 0) {
      if (to > from) {
        throw new ModelFormatException(
            ModelFormatException.Code.TRAILING_BYTES,
            from,
            section,
            "codes of an empty codebook take no bytes");
      }
      Arrays.fill(target, 0, shape.size(), (byte) 0);
      return new CodeParts("empty", 0, 0, 0);
    }
    WeightLayout layout = WeightLayout.of(shape);
    return mode == Entropy.RANGE
        ? RangeCodes.decode(file, from, to, section, layout, codebook, target, measured)
        : HuffmanDecoder.decode(file, from, to, section, layout, codebook.size(), target);
  }
}
