package io.deepcompress.codec.entropy;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.Entropy;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.network.Shape;

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
    int size = shape.size();
    if (to - from != size) {
      throw new ModelFormatException(
          to - from < size
              ? ModelFormatException.Code.TRUNCATED
              : ModelFormatException.Code.TRAILING_BYTES,
          to,
          section,
          "payload of " + (to - from) + " bytes for " + size + " codes");
    }
    System.arraycopy(file, from, target, 0, size);
    for (int i = 0; i < size; i++) {
      if ((target[i] & 0xff) > codebook.size()) {
        throw new ModelFormatException(
            ModelFormatException.Code.INVALID, from + i, section, "code above the codebook's size");
      }
    }
  }
}
