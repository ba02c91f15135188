package io.deepcompress.codec.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.deepcompress.codec.ModelFormatException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RangeCoderTest {

  @Test
  void sizeIsTheInformation() throws ModelFormatException {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int[] probabilities = probabilities(random, random.nextInt(3000));
      int[] bits = new int[probabilities.length];
      double information = 0;
      for (int i = 0; i < bits.length; i++) {
        double p = probabilities[i] / 65536.0;
        bits[i] = random.nextDouble() < p ? 1 : 0;
        information -= Math.log(bits[i] == 1 ? p : 1 - p) / Math.log(2);
      }
      byte[] bytes = encode(bits, probabilities);
      assertThat(8.0 * bytes.length)
          .as("seed " + seed)
          .isBetween(information - 8.001, information * 1.001 + 9);
      assertThat(decode(bytes, probabilities)).as("seed " + seed).isEqualTo(bits);
    }
  }

  /** The interval in exact arithmetic, without any window, against the coder's 56 bits. */
  @Test
  void bytesAreTheShortestNumberInTheInterval() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int[] probabilities = probabilities(random, random.nextInt(60));
      int[] bits = random.ints(probabilities.length, 0, 2).toArray();
      Interval interval = new Interval();
      for (int i = 0; i < bits.length; i++) {
        interval.code(bits[i], probabilities[i]);
      }
      BigInteger low = interval.low;
      BigInteger range = interval.range;
      int length = interval.length;
      byte[] bytes = encode(bits, probabilities);
      BigInteger value = new BigInteger(1, Arrays.copyOf(bytes, length));
      assertThat(value).as("seed " + seed).isGreaterThanOrEqualTo(low);
      assertThat(value).as("seed " + seed).isLessThan(low.add(range));
      if (bytes.length > 0) {
        BigInteger step = BigInteger.ONE.shiftLeft(8 * (length - bytes.length + 1));
        BigInteger shorter = low.add(step).subtract(BigInteger.ONE).divide(step).multiply(step);
        assertThat(shorter).as("seed " + seed).isGreaterThanOrEqualTo(low.add(range));
      }
    }
  }

  /**
   * Bits that keep a number of few bytes inside the interval, so that what is written is just below
   * it and ends in bytes of 255, and then step over it.
   */
  @Test
  void carriesRunThroughManyBytes() throws ModelFormatException {
    int[] passed = new int[100];
    for (int seed = 0; seed < 1000; seed++) {
      Random random = new Random(seed);
      Interval interval = new Interval();
      List<Integer> bits = new ArrayList<>();
      List<Integer> probabilities = new ArrayList<>();
      int prefix = 1 + random.nextInt(6);
      BigInteger target =
          new BigInteger(8 * prefix, random).setBit(0).shiftLeft(8 * (interval.length - prefix));
      int most = random.nextInt(400);
      while (true) {
        // At the end the least probability whose zeros begin at the target or above.
        BigInteger distance = target.shiftLeft(8 * (interval.length - 7)).subtract(interval.low);
        BigInteger part = interval.range.shiftRight(16);
        int over = distance.add(part).subtract(BigInteger.ONE).divide(part).intValueExact();
        boolean last = bits.size() >= most && over < 65536;
        int probability = last ? over : 1 + random.nextInt(65535);
        BigInteger bound = part.multiply(BigInteger.valueOf(probability));
        if (!last && bound.equals(distance)) {
          continue;
        }
        BigInteger written = interval.written();
        int bit = !last && distance.compareTo(bound) < 0 ? 1 : 0;
        bits.add(bit);
        probabilities.add(probability);
        interval.add(bit, probability);
        if (last) {
          passed[(written.xor(interval.written()).bitLength() + 7) / 8]++;
        }
        interval.shift();
        if (last) {
          break;
        }
      }
      for (int i = random.nextInt(80); i > 0; i--) {
        bits.add(random.nextInt(2));
        probabilities.add(1 + random.nextInt(65535));
        interval.code(bits.get(bits.size() - 1), probabilities.get(bits.size() - 1));
      }
      int[] coded = bits.stream().mapToInt(bit -> bit).toArray();
      int[] at = probabilities.stream().mapToInt(probability -> probability).toArray();
      byte[] bytes = encode(coded, at);
      assertThat(bytes).as("seed " + seed).isEqualTo(interval.shortest());
      assertThat(decode(bytes, at)).as("seed " + seed).isEqualTo(coded);
    }
    for (int count : new int[] {2, 4, 8, 20}) {
      assertThat(passed[count]).as("carries through %d bytes", count).isPositive();
    }
  }

  /** The coder's interval with all its digits. */
  private static final class Interval {
    private BigInteger low = BigInteger.ZERO;
    private BigInteger range = BigInteger.ONE.shiftLeft(56);
    private int length = 7;

    void code(int bit, int probability) {
      add(bit, probability);
      shift();
    }

    void add(int bit, int probability) {
      BigInteger bound = range.shiftRight(16).multiply(BigInteger.valueOf(probability));
      if (bit == 1) {
        range = bound;
      } else {
        low = low.add(bound);
        range = range.subtract(bound);
      }
    }

    void shift() {
      if (range.bitLength() <= 24) {
        range = range.shiftLeft(32);
        low = low.shiftLeft(32);
        length += 4;
      }
    }

    /** What is above the window, with its carries. */
    BigInteger written() {
      return low.shiftRight(56);
    }

    /** The number inside that ends in most zero bytes, without these. */
    byte[] shortest() {
      for (int zeros = 56; ; zeros -= 8) {
        BigInteger step = BigInteger.ONE.shiftLeft(zeros);
        BigInteger value = low.add(step).subtract(BigInteger.ONE).shiftRight(zeros);
        if (value.shiftLeft(zeros).compareTo(low.add(range)) < 0) {
          byte[] bytes = new byte[length];
          for (int i = length - 1 - zeros / 8; i >= 0; i--) {
            bytes[i] = value.byteValue();
            value = value.shiftRight(8);
          }
          int end = length;
          while (end > 0 && bytes[end - 1] == 0) {
            end--;
          }
          return Arrays.copyOf(bytes, end);
        }
      }
    }
  }

  @Test
  void whateverIsTakenIsWhatAnEncoderWrites() {
    int taken = 0;
    for (long seed = 0; seed < 200_000; seed++) {
      Random random = new Random(seed);
      int[] probabilities = probabilities(random, random.nextInt(40));
      byte[] bytes = new byte[random.nextInt(8)];
      random.nextBytes(bytes);
      try {
        int[] bits = decode(bytes, probabilities);
        assertThat(encode(bits, probabilities)).as("seed " + seed).isEqualTo(bytes);
        taken++;
      } catch (ModelFormatException e) {
        assertThat(e.offset()).isBetween(0L, (long) bytes.length);
      }
    }
    assertThat(taken).isGreaterThan(1000);
  }

  @Test
  void nothingCodedIsNothingWritten() throws ModelFormatException {
    assertThat(encode(new int[0], new int[0])).isEmpty();
    decode(new byte[0], new int[0]);
    assertThatThrownBy(() -> decode(new byte[] {1}, new int[0]))
        .isInstanceOfSatisfying(
            ModelFormatException.class,
            e -> assertThat(e.code()).isEqualTo(ModelFormatException.Code.NOT_CANONICAL));
    assertThatThrownBy(() -> decode(new byte[8], new int[0]))
        .isInstanceOfSatisfying(
            ModelFormatException.class,
            e -> assertThat(e.code()).isEqualTo(ModelFormatException.Code.TRAILING_BYTES));
  }

  @Test
  void pathsAreTheSameAsBitsOneByOne() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int depth = random.nextInt(9);
      int leaves = depth == 0 ? 1 : 1 + (1 << depth - 1) + random.nextInt(1 << depth - 1);
      Adaptive fast = Adaptive.even(1 << depth, 4, 1023);
      Adaptive slow = Adaptive.even(1 << depth, 4, 1023);
      BinaryCoder fastCoder = BinaryCoder.encoder();
      BinaryCoder slowCoder = BinaryCoder.encoder();
      int[] chosen = random.ints(200, 0, leaves).toArray();
      for (int leaf : chosen) {
        assertThat(fast.path(fastCoder, depth, leaves, leaf)).isEqualTo(leaf);
        int node = 1;
        for (int i = depth - 1; i >= 0; i--) {
          int leastOnTheRight = (2 * node + 1 << i) - (1 << depth);
          int bit = leaf >> i & 1;
          node = 2 * node + (leastOnTheRight < leaves ? slow.code(slowCoder, bit, node) : 0);
        }
      }
      byte[] bytes = fastCoder.finish();
      assertThat(bytes).as("seed " + seed).isEqualTo(slowCoder.finish());
      BinaryCoder decoder = BinaryCoder.decoder(bytes, 0, bytes.length);
      Adaptive states = Adaptive.even(1 << depth, 4, 1023);
      for (int leaf : chosen) {
        assertThat(states.path(decoder, depth, leaves, 0)).as("seed " + seed).isEqualTo(leaf);
      }
    }
  }

  /** Against the sum of every bit's own information, of which a short interval loses some. */
  @Test
  void measuresWhatItCodes() {
    Random random = new Random(11);
    int[] probabilities = random.ints(3000, 4096, 61440).toArray();
    int[] bits = random.ints(3000, 0, 2).toArray();
    byte[] bytes = encode(bits, probabilities);
    BinaryCoder encoder = BinaryCoder.encoder().measured();
    BinaryCoder decoder = BinaryCoder.decoder(bytes, 0, bytes.length).measured();
    BinaryCoder other = BinaryCoder.encoder();
    double expected = 0;
    for (int i = 0; i < bits.length; i++) {
      assertThat(encoder.bits())
          .as("before bit " + i)
          .isCloseTo(expected, within(0.01 + expected / 500));
      assertThat(decoder.bits())
          .as("before bit " + i)
          .isCloseTo(expected, within(0.01 + expected / 500));
      double one = probabilities[i] / 65536.0;
      expected -= Math.log(bits[i] != 0 ? one : 1 - one) / Math.log(2);
      encoder.code(bits[i], probabilities[i]);
      decoder.code(0, probabilities[i]);
      other.code(bits[i], probabilities[i]);
    }
    assertThat(other.bits()).as("not asked to measure").isZero();
  }

  private static int[] probabilities(Random random, int count) {
    return random
        .ints(count)
        .map(
            i ->
                switch (Math.floorMod(i, 4)) {
                  case 0 -> 1;
                  case 1 -> 65535;
                  case 2 -> 32768;
                  default -> 1 + random.nextInt(65535);
                })
        .toArray();
  }

  private static byte[] encode(int[] bits, int[] probabilities) {
    BinaryCoder coder = BinaryCoder.encoder();
    for (int i = 0; i < bits.length; i++) {
      coder.code(bits[i], probabilities[i]);
    }
    return coder.finish();
  }

  private static int[] decode(byte[] bytes, int[] probabilities) throws ModelFormatException {
    BinaryCoder coder = BinaryCoder.decoder(bytes, 0, bytes.length);
    int[] bits = new int[probabilities.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = coder.code(0, probabilities[i]);
    }
    coder.finish("bits");
    return bits;
  }
}
