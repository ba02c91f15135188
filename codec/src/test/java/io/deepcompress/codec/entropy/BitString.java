package io.deepcompress.codec.entropy;

/** Bytes from bits written down by hand, in the order in which a reader meets them. */
final class BitString {
  private BitString() {}

  /**
   * Bytes of a text of bits, the first one lowest; blanks are for the eye, {@code <n:w>} stands for
   * the number n in w bits, lowest first, {@code .} for zeros up to the next byte.
   */
  static byte[] bytes(String text) {
    StringBuilder bits = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '0' || c == '1') {
        bits.append(c);
      } else if (c == '.') {
        while (bits.length() % 8 != 0) {
          bits.append('0');
        }
      } else if (c == '<') {
        int end = text.indexOf('>', i);
        String[] field = text.substring(i + 1, end).split(":");
        long value = Long.parseLong(field[0]);
        for (int bit = 0; bit < Integer.parseInt(field[1]); bit++) {
          bits.append(value >> bit & 1);
        }
        i = end;
      }
    }
    byte[] bytes = new byte[(bits.length() + 7) / 8];
    for (int i = 0; i < bits.length(); i++) {
      bytes[i / 8] |= (byte) (bits.charAt(i) - '0' << i % 8);
    }
    return bytes;
  }
}
