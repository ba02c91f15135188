package io.deepcompress.experiments.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class SyntheticTest {

  @Test
  void weightsHaveTheMomentsOfStudentsT() {
    float[] weights = HeavyTailed.weights(1_000_000, 0.5, 3);
    double sum = 0;
    double square = 0;
    double fourth = 0;
    for (float weight : weights) {
      sum += weight;
      square += (double) weight * weight;
      fourth += Math.pow(weight, 4);
    }
    double variance = square / weights.length;
    assertThat(sum / weights.length).isCloseTo(0, within(2e-3));
    assertThat(variance).isCloseTo(0.25, within(2e-3));
    // Of 8 degrees of freedom: 3 + 6 / (8 - 4).
    assertThat(fourth / weights.length / (variance * variance)).isCloseTo(4.5, within(0.3));
  }

  @Test
  void weightsDependOnTheSeedOnly() {
    assertThat(HeavyTailed.weights(100, 1, 3)).isEqualTo(HeavyTailed.weights(100, 1, 3));
    assertThat(HeavyTailed.weights(100, 1, 3)).isNotEqualTo(HeavyTailed.weights(100, 1, 4));
  }

  @Test
  void entropyOfCodesByHand() {
    // A quarter kept: 0.811278 bits a position; two codes, one of them three times as often.
    byte[] codes = new byte[16];
    codes[1] = 1;
    codes[5] = 1;
    codes[6] = 1;
    codes[15] = 2;
    CodeEntropy entropy = CodeEntropy.of(codes);
    assertThat(entropy.kept()).isEqualTo(4);
    assertThat(entropy.positionBits()).isCloseTo(16 * 0.811278, within(1e-4));
    assertThat(entropy.codeBits()).isCloseTo(4 * 0.811278, within(1e-4));
    assertThat(entropy.plus(entropy).bytes()).isCloseTo(2 * entropy.bytes(), within(1e-9));
    assertThat(CodeEntropy.of(new byte[9]).bytes()).isZero();
  }
}
