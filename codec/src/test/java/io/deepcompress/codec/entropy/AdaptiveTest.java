package io.deepcompress.codec.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AdaptiveTest {

  @Test
  void squashIsTheLogisticFunction() {
    for (int d = -2048; d <= 2047; d++) {
      double exact = 65536 / (1 + Math.exp(-d / 256.0));
      // Lines between points half a unit apart: most off where the function bends most, and in
      // the tails by no more than a thirtieth of the distance to the nearer end.
      double off = d % 128 == 0 ? 0.5 : Math.min(330, Math.min(exact, 65536 - exact) / 30 + 1);
      assertThat((double) Logistic.squash(d)).as("d = " + d).isCloseTo(exact, within(off));
    }
    assertThat(Logistic.squash(0)).isEqualTo(32768);
    assertThat(Logistic.squash(Long.MAX_VALUE)).isEqualTo(Logistic.squash(2047));
    assertThat(Logistic.squash(Long.MIN_VALUE)).isEqualTo(22);
  }

  @Test
  void stretchTurnsSquashRound() {
    for (int probability = 0; probability < 4096; probability++) {
      int d = Logistic.stretch(probability);
      boolean reached = Logistic.squash(d) >= 16 * probability + 8;
      assertThat(reached || d == 2047).as("of " + probability).isTrue();
      boolean reachedBefore = d > -2048 && Logistic.squash(d - 1) >= 16 * probability + 8;
      assertThat(reachedBefore).as("before " + probability).isFalse();
    }
  }

  /** A state is a running mean: after n bits it is near (ones + 0.3) / (n + 0.6). */
  @Test
  void statesFollowTheShareOfOnes() {
    for (double share : new double[] {0.5, 0.1, 0.01, 0.999}) {
      Random random = new Random(7);
      int ones = 0;
      int state = 1 << 31;
      for (int n = 1; n <= 1000; n++) {
        int bit = random.nextDouble() < share ? 1 : 0;
        ones += bit;
        state = Adaptive.next(state, bit, 1023);
        double expected = (ones + 0.3) / (n + 0.6);
        assertThat(Adaptive.probability(state) / 65536.0)
            .as(share + " after " + n)
            .isCloseTo(expected, within(0.002));
      }
    }
  }

  @Test
  void aLimitForgets() {
    int state = 1 << 31;
    for (int i = 0; i < 10_000; i++) {
      state = Adaptive.next(state, 0, 255);
    }
    assertThat(Adaptive.probability(state)).isEqualTo(1);
    for (int i = 0; i < 255; i++) {
      state = Adaptive.next(state, 1, 255);
    }
    assertThat(Adaptive.probability(state) / 65536.0)
        .isCloseTo(1 - Math.exp(-255 / 256.6), within(0.01));
  }

  /** Three contexts, of which one knows the bit: the mixer must find that one. */
  @Test
  void aMixerFindsTheContextThatKnows() {
    Mixer mixer =
        new Mixer(Adaptive.even(1, 2, 255), Adaptive.even(2, 2, 255), Adaptive.even(1, 2, 255), 1);
    BinaryCoder coder = BinaryCoder.encoder().measured();
    Random random = new Random(3);
    for (int i = 0; i < 5000; i++) {
      int bit = random.nextInt(2);
      int hint = random.nextInt(20) == 0 ? 1 - bit : bit;
      mixer.code(coder, bit, 0, hint, 0, 0);
    }
    double entropy = -(0.05 * Math.log(0.05) + 0.95 * Math.log(0.95)) / Math.log(2);
    assertThat(coder.bits()).isBetween(5000 * entropy * 0.9, 5000 * entropy * 1.1);
  }
}
