package io.deepcompress.codec.entropy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackageMergeTest {

  @Test
  void costsWhatTheBestOfAllCodesCosts() {
    for (long seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      long[] frequencies = frequencies(random, 2 + random.nextInt(6));
      int limit = 3 + random.nextInt(3);
      int[] lengths = PackageMerge.lengths(frequencies, limit);
      assertThat(kraft(lengths, limit)).as("seed " + seed).isEqualTo(1 << limit);
      assertThat(cost(frequencies, lengths))
          .as("seed " + seed)
          .isEqualTo(best(frequencies, 0, 1 << limit, limit));
    }
  }

  @Test
  void costsWhatHuffmansTreeCostsWhereTheLimitIsFar() {
    for (long seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      long[] frequencies = frequencies(random, 2 + random.nextInt(200));
      int[] lengths = PackageMerge.lengths(frequencies, 40);
      assertThat(cost(frequencies, lengths)).as("seed " + seed).isEqualTo(huffman(frequencies));
    }
  }

  @Test
  void keepsTheLimitForFibonacciFrequencies() {
    long[] frequencies = new long[30];
    frequencies[0] = frequencies[1] = 1;
    for (int i = 2; i < frequencies.length; i++) {
      frequencies[i] = frequencies[i - 1] + frequencies[i - 2];
    }
    int[] lengths = PackageMerge.lengths(frequencies, HuffmanTable.MAX_LENGTH);
    for (int length : lengths) {
      assertThat(length).isBetween(1, HuffmanTable.MAX_LENGTH);
    }
    assertThat(kraft(lengths, 12)).isEqualTo(4096);
  }

  @Test
  void symbolsThatDoNotOccurOrAreAloneHaveNoCode() {
    assertThat(PackageMerge.lengths(new long[] {0, 0, 0}, 12)).containsOnly(0);
    assertThat(PackageMerge.lengths(new long[] {0, 9, 0}, 12)).containsOnly(0);
    assertThat(PackageMerge.lengths(new long[] {4, 0, 1}, 12)).containsExactly(1, 0, 1);
  }

  private static long[] frequencies(Random random, int count) {
    long[] frequencies = new long[count];
    for (int i = 0; i < count; i++) {
      frequencies[i] = 1 + (long) Math.exp(random.nextDouble() * 12);
    }
    return frequencies;
  }

  private static int kraft(int[] lengths, int limit) {
    int sum = 0;
    for (int length : lengths) {
      sum += length > 0 ? 1 << limit - length : 0;
    }
    return sum;
  }

  private static long cost(long[] frequencies, int[] lengths) {
    long cost = 0;
    for (int i = 0; i < lengths.length; i++) {
      cost += frequencies[i] * lengths[i];
    }
    return cost;
  }

  /** Tries every length of every symbol that Kraft's inequality leaves room for. */
  private static long best(long[] frequencies, int symbol, int room, int limit) {
    if (symbol == frequencies.length) {
      return 0;
    }
    long best = Long.MAX_VALUE / 2;
    for (int length = 1; length <= limit; length++) {
      int needed = 1 << limit - length;
      if (needed <= room - (frequencies.length - symbol - 1)) {
        long rest = best(frequencies, symbol + 1, room - needed, limit);
        best = Math.min(best, rest + frequencies[symbol] * length);
      }
    }
    return best;
  }

  /** Huffman's algorithm: the cost is the sum of all merged weights. */
  private static long huffman(long[] frequencies) {
    PriorityQueue<Long> queue = new PriorityQueue<>();
    for (long frequency : frequencies) {
      queue.add(frequency);
    }
    long cost = 0;
    while (queue.size() > 1) {
      long merged = queue.remove() + queue.remove();
      cost += merged;
      queue.add(merged);
    }
    return cost;
  }
}
