package io.deepcompress.codec.entropy;

import java.util.Arrays;

/**
 * Mixes the predictions of three contexts in the logistic domain by weights that learn online
 * (Mahoney, "Adaptive Weighing of Context Models for Lossless Data Compression", 2005), in integers
 * only.
 */
final class Mixer {
  private static final int INPUTS = 3;
  private static final long START = 65536 / INPUTS;

  private final Adaptive first;
  private final Adaptive second;
  private final Adaptive third;
  private final long[] weights;

  /** Mixes three models with the given number of weight sets. */
  Mixer(Adaptive first, Adaptive second, Adaptive third, int sets) {
    this.first = first;
    this.second = second;
    this.third = third;
    weights = new long[sets * INPUTS];
    Arrays.fill(weights, START);
    first.stretch();
    second.stretch();
    third.stretch();
  }

  /** Codes a bit in context {@code a, b, c} of the three models with one of the weight sets. */
  int code(BinaryCoder coder, int bit, int a, int b, int c, int set) {
    int w = set * INPUTS;
    int x = first.stretched(a);
    int y = second.stretched(b);
    int z = third.stretched(c);
    long position = x * weights[w] + y * weights[w + 1] + z * weights[w + 2] >> 16;
    int probability = Logistic.squash(position);
    int coded = coder.code(bit, probability);
    long error = ((coded << 16) - probability) * 2L;
    weights[w] += x * error + 32768 >> 16;
    weights[w + 1] += y * error + 32768 >> 16;
    weights[w + 2] += z * error + 32768 >> 16;
    first.update(a, coded);
    second.update(b, coded);
    third.update(c, coded);
    return coded;
  }
}
