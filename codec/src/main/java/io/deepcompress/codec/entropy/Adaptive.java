package io.deepcompress.codec.entropy;

import java.util.Arrays;

/**
 * Adaptive probabilities of bits, one for each context. A state holds the probability of a 1 in 22
 * bits and the count {@code n} of bits seen in 10; a bit moves the probability by {@code 1 / (n +
 * 1.6)} of the way, and the count stops at a limit.
 */
final class Adaptive {
  /** Bits of a state's probability. */
  static final int STATE_BITS = 22;

  private static final int COUNT_BITS = 10;
  private static final int COUNT_MASK = (1 << COUNT_BITS) - 1;

  /** 65536 / (n + 1.6). */
  private static final int[] RATES = rates();

  private final int[] states;
  private final int limit;

  /**
   * States that all start alike.
   *
   * @param probability of a 1, in 2^22ths
   * @param count of bits that the start stands for
   * @param limit largest count, up to 1023
   */
  Adaptive(int contexts, int probability, int count, int limit) {
    states = new int[contexts];
    Arrays.fill(states, probability << COUNT_BITS | count);
    this.limit = limit;
  }

  /** States that start at one half, as if {@code count} bits had been seen. */
  static Adaptive even(int contexts, int count, int limit) {
    return new Adaptive(contexts, 1 << (STATE_BITS - 1), count, limit);
  }

  /** Sets the start of one context. */
  void start(int context, int probability, int count) {
    states[context] = probability << COUNT_BITS | count;
  }

  /** Codes a bit by the probability of its context, and adapts it. */
  int code(BinaryCoder coder, int bit, int context) {
    int state = states[context];
    int coded = coder.code(bit, probability(state));
    states[context] = next(state, coded, limit);
    return coded;
  }

  /** Codes the low {@code depth} bits of a value, highest first, in a tree of contexts. */
  int tree(BinaryCoder coder, int value, int base, int depth) {
    int node = 1;
    for (int i = depth - 1; i >= 0; i--) {
      node = node << 1 | code(coder, value >>> i & 1, base + node);
    }
    return node - (1 << depth);
  }

  /** Codes one of {@code leaves} leaves of a tree whose root is context 1. */
  int path(BinaryCoder coder, int depth, int leaves, int leaf) {
    return coder.path(states, limit, depth, leaves, leaf);
  }

  /** The states themselves, for a mixer. */
  int[] states() {
    return states;
  }

  /** Largest count of a state. */
  int limit() {
    return limit;
  }

  /** Position of a state in the logistic domain. */
  static int stretched(int state) {
    return Logistic.stretch(state >>> COUNT_BITS + STATE_BITS - 12);
  }

  /** The probability of a 1 that a state stands for, in 65536ths, at least 1. */
  static int probability(int state) {
    return Math.max(1, state >>> COUNT_BITS + STATE_BITS - BinaryCoder.PROBABILITY_BITS);
  }

  /** The state after a bit. */
  static int next(int state, int bit, int limit) {
    int probability = state >>> COUNT_BITS;
    int count = state & COUNT_MASK;
    int target = bit == 0 ? 0 : (1 << STATE_BITS) - 1;
    probability += (int) ((long) (target - probability) * RATES[count] >> 16);
    return probability << COUNT_BITS | Math.min(count + 1, limit);
  }

  private static int[] rates() {
    int[] rates = new int[COUNT_MASK + 1];
    for (int i = 0; i < rates.length; i++) {
      rates[i] = 655360 / (10 * i + 16);
    }
    return rates;
  }
}
