package io.deepcompress.codec.entropy;

/**
 * Conversion between probabilities and the logistic domain in integers only, so that every machine
 * gets the same: {@code d = 256 * ln(p / (1 - p))}, -2048..2047.
 */
final class Logistic {
  /** 65536 / (1 + exp(-x)) for x = -8, -7.5, ... 8, rounded; between them the line is taken. */
  private static final int[] KNOTS = {
    22, 36, 60, 98, 162, 267, 439, 720, 1179, 1921, 3108, 4971, 7812, 11955, 17625, 24743, 32768,
    40793, 47911, 53581, 57724, 60565, 62428, 63615, 64357, 64816, 65097, 65269, 65374, 65438,
    65476, 65500, 65514
  };

  private static final char[] SQUASH = squashTable();
  private static final short[] STRETCH = stretchTable();

  private Logistic() {}

  /** Probability in 65536ths of a position in the logistic domain, which is clamped first. */
  static int squash(long position) {
    // The mask changes nothing; with it there is no bounds check.
    return SQUASH[(int) Math.max(-2048, Math.min(2047, position)) + 2048 & 4095];
  }

  /** Position in the logistic domain of a probability in 4096ths. */
  static int stretch(int probability) {
    return STRETCH[probability & 4095];
  }

  private static char[] squashTable() {
    char[] table = new char[4096];
    for (int i = 0; i < table.length; i++) {
      int weight = i & 127;
      table[i] = (char) (KNOTS[i >> 7] * (128 - weight) + KNOTS[(i >> 7) + 1] * weight + 64 >> 7);
    }
    return table;
  }

  private static short[] stretchTable() {
    short[] table = new short[4096];
    int position = 0;
    for (int i = 0; i < table.length; i++) {
      while (position < 4095 && SQUASH[position] < i * 16 + 8) {
        position++;
      }
      table[i] = (short) (position - 2048);
    }
    return table;
  }
}
