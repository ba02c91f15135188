package io.deepcompress.codec.container;

import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.ModelFormatException.Code;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Strings in UTF-8, each without the bytes that it begins with in common with the string before it:
 * varint bytes in common, varint further bytes, these bytes.
 */
final class TextCoder {
  private byte[] before = new byte[0];

  void write(String text, ByteWriter out) {
    byte[] bytes = encode(text);
    int common = common(bytes);
    out.varint(common);
    out.varint(bytes.length - common);
    out.bytes(bytes, common, bytes.length - common);
    before = bytes;
  }

  /**
   * Reads a string of at most {@code limit} bytes.
   *
   * @throws ModelFormatException if the limit is passed or the bytes are not UTF-8
   */
  String read(ByteReader in, int limit) throws ModelFormatException {
    int start = in.position();
    int common = in.varint(0, Integer.MAX_VALUE, "bytes in common");
    int further = in.count("bytes of text");
    if (common > before.length) {
      throw in.invalid(start, common + " bytes in common with " + before.length);
    }
    if ((long) common + further > limit) {
      throw new ModelFormatException(
          Code.LIMIT, start, in.section(), "more text than the limit allows");
    }
    byte[] bytes = new byte[common + further];
    System.arraycopy(before, 0, bytes, 0, common);
    System.arraycopy(in.source(), in.skip(further), bytes, common, further);
    in.requireCanonical(common(bytes) == common, start, "more bytes are in common");
    before = bytes;
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw in.invalid(start, "text is not UTF-8");
    }
  }

  /** Bytes of the last string. */
  int length() {
    return before.length;
  }

  private int common(byte[] bytes) {
    int mismatch = java.util.Arrays.mismatch(before, bytes);
    return mismatch < 0 ? bytes.length : mismatch;
  }

  private static byte[] encode(String text) {
    try {
      ByteBuffer buffer =
          StandardCharsets.UTF_8
              .newEncoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("text with half a character: " + text, e);
    }
  }
}
