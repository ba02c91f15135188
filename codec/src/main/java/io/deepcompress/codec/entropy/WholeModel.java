package io.deepcompress.codec.entropy;

/**
 * Codes integers from 0 to 2^32 - 2: the bit length of {@code value + 1} in a tree, then the bits
 * below the leading one, of which the highest few are adaptive. The integer before is context.
 */
final class WholeModel {
  private static final int LENGTH_BITS = 5;
  private static final int START_COUNT = 1;
  private static final int LIMIT = 255;

  private final Adaptive lengths = Adaptive.even(33 << LENGTH_BITS, START_COUNT, LIMIT);
  private final Adaptive tops;
  private final int adaptiveBits;
  private int previousLength;
  private int previousTop;

  /**
   * A fresh model.
   *
   * @param adaptiveBits how many bits below the leading one are adaptive, 0..4
   */
  WholeModel(int adaptiveBits) {
    this.adaptiveBits = adaptiveBits;
    tops = Adaptive.even(5 * 4 * 16, START_COUNT, LIMIT);
  }

  /** Forgets the integer before, not what was learnt. */
  void restart() {
    previousLength = 0;
    previousTop = 0;
  }

  /** Codes one integer. */
  long code(BinaryCoder coder, long value) {
    long shifted = value + 1;
    int length = Long.SIZE - Long.numberOfLeadingZeros(shifted);
    length = 1 + lengths.tree(coder, length - 1, previousLength << LENGTH_BITS, LENGTH_BITS);
    int change = Math.max(-2, Math.min(2, length - previousLength)) + 2;
    int node = 1;
    int left = length - 1;
    long coded = 1;
    for (int i = 0; i < adaptiveBits && left > 0; i++) {
      left--;
      int context = (change * 4 + (i < 2 ? previousTop : 0)) * 16 + node;
      int bit = tops.code(coder, (int) (shifted >>> left) & 1, context);
      node = node << 1 | bit;
      coded = coded << 1 | bit;
    }
    coded = coded << left | coder.raw((int) shifted, left) & 0xffffffffL;
    previousLength = length;
    previousTop = length < 3 ? 0 : (int) (coded >>> length - 3) & 3;
    return coded - 1;
  }
}
