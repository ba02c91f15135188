package io.deepcompress.codec.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.deepcompress.codec.ModelFormatException;
import java.math.BigInteger;
import java.util.Arrays;
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
      BigInteger low = BigInteger.ZERO;
      BigInteger range = BigInteger.ONE.shiftLeft(56);
      int length = 7;
      for (int i = 0; i < bits.length; i++) {
        BigInteger bound = range.shiftRight(16).multiply(BigInteger.valueOf(probabilities[i]));
        if (bits[i] == 1) {
          range = bound;
        } else {
          low = low.add(bound);
          range = range.subtract(bound);
        }
        if (range.bitLength() <= 24) {
          range = range.shiftLeft(32);
          low = low.shiftLeft(32);
          length += 4;
        }
      }
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

  @Test
  void carriesRunThroughManyBytes() throws ModelFormatException {
    for (int length = 1; length < 400; length++) {
      int[] bits = new int[length + 1];
      int[] probabilities = new int[length + 1];
      // Zeros at probability 1/65536 for a one leave low just under a whole number.
      Arrays.fill(probabilities, 1);
      probabilities[0] = 32768;
      bits[0] = 1;
      probabilities[length] = 65535;
      byte[] bytes = encode(bits, probabilities);
      assertThat(decode(bytes, probabilities)).isEqualTo(bits);
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
