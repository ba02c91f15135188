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

  private final int[] first;
  private final int[] second;
  private final int[] third;
  private final int limit;
  private final long[] weights;

  /** Mixes three models of one limit with the given number of weight sets. */
  Mixer(Adaptive first, Adaptive second, Adaptive third, int sets) {
    this.first = first.states();
    this.second = second.states();
    this.third = third.states();
    limit = first.limit();
    weights = new long[sets * INPUTS];
    Arrays.fill(weights, START);
  }

  /** Codes a bit in context {@code a, b, c} of the three models with one of the weight sets. */
  int code(BinaryCoder coder, int bit, int a, int b, int c, int set) {
    int w = set * INPUTS;
    int stateA = first[a];
    int stateB = second[b];
    int stateC = third[c];
    long weightA = weights[w];
    long weightB = weights[w + 1];
    long weightC = weights[w + 2];
    int x = Adaptive.stretched(stateA);
    int y = Adaptive.stretched(stateB);
    int z = Adaptive.stretched(stateC);
    int probability = Logistic.squash(x * weightA + y * weightB + z * weightC >> 16);
    int coded = coder.code(bit, probability);
    // At most 2^28: |x| <= 2048 and |error| <= 2^17.
    int error = 2 * ((coded << 16) - probability);
    weights[w] = weightA + (x * error + 32768 >> 16);
    weights[w + 1] = weightB + (y * error + 32768 >> 16);
    weights[w + 2] = weightC + (z * error + 32768 >> 16);
    first[a] = Adaptive.next(stateA, coded, limit);
    second[b] = Adaptive.next(stateB, coded, limit);
    third[c] = Adaptive.next(stateC, coded, limit);
    return coded;
  }
}
