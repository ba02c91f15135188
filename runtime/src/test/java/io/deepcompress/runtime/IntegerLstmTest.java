package io.deepcompress.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.runtime.kernel.ScalarKernels;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** LSTMs on integers; see {@link LstmCase} for what they are compared with. */
class IntegerLstmTest {
  /** As gates these make cells run away, and with them the bounds of the errors. */
  private static final Set<ActivationFunction> STEEP =
      EnumSet.of(
          ActivationFunction.THRESHOLDED_RELU,
          ActivationFunction.SELU,
          ActivationFunction.MISH,
          ActivationFunction.CUBE,
          ActivationFunction.EXP);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void softFunctions(long seed) {
    check(seed, ActivationFunction.SIGMOID, ActivationFunction.TANH).closeToTheDefinition(0.3, 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void hardFunctions(long seed) {
    check(seed, ActivationFunction.HARD_SIGMOID, ActivationFunction.HARD_TANH)
        .closeToTheDefinition(0.3, 1);
  }

  /** Each as the function of the gates and of the cells. */
  @ParameterizedTest
  @EnumSource(ActivationFunction.class)
  void everyFunction(ActivationFunction function) {
    boolean cube = function == ActivationFunction.CUBE;
    LstmCase ofCells =
        check(31 + function.ordinal(), ActivationFunction.SIGMOID, function).times(cube ? 0.1f : 1);
    LstmCase ofGates =
        check(61 + function.ordinal(), function, ActivationFunction.SOFTSIGN)
            .times(cube ? 0.15f : STEEP.contains(function) ? 0.25f : 1);
    for (LstmCase test : new LstmCase[] {ofCells, ofGates}) {
      byte[] y = test.closeToTheDefinition(1, 0.9);
      // Without a parameter the clipped one is 0 everywhere.
      int least = function == ActivationFunction.CLIPPED_RELU ? 1 : 8;
      assertThat(distinct(y)).isGreaterThanOrEqualTo(least);
    }
  }

  private static long distinct(byte[] y) {
    return IntStream.range(0, y.length).map(i -> y[i]).distinct().count();
  }

  private static LstmCase check(long seed, ActivationFunction gate, ActivationFunction cell) {
    int units = 1 + new Random(seed).nextInt(70);
    return new LstmCase(seed, new Operation.Lstm(units, seed % 2 == 0, gate, cell));
  }

  /** Integers at their limits, and sums and cells far beyond what fixed point holds. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void extremesSaturate(long seed) {
    LstmCase test = check(seed, ActivationFunction.HARD_SIGMOID, ActivationFunction.RELU);
    byte[] ends = {-128, 127, -1, 0};
    for (int i = 0; i < test.x.length; i++) {
      test.x[i] = ends[test.random.nextInt(4)];
    }
    for (int k = 0; k < 2; k++) {
      for (int i = 0; i < test.weights[k].length; i++) {
        test.weights[k][i] = ends[test.random.nextInt(seed < 3 ? 2 : 4)];
      }
      Arrays.fill(test.scales[k], 1e4f);
    }
    Arrays.fill(test.peepholes, 0, seed % 2 == 0 ? test.units : 0, 1e9f);
    boolean signed = seed % 2 == 0;
    test.from = new ActivationQuantization(3f, signed ? -128 : 0, signed);
    test.to = new ActivationQuantization(300f, signed ? -128 : 0, signed);
    assertThat(distinct(test.closeToTheDefinition(1, 0.9))).isGreaterThan(1);
  }

  /** A cell that only adds stays at its limit. */
  @Test
  void cellsSaturate() {
    LstmCase test = check(8, ActivationFunction.HARD_SIGMOID, ActivationFunction.RELU);
    Arrays.fill(test.weights[0], (byte) 0);
    Arrays.fill(test.weights[1], (byte) 0);
    Arrays.fill(test.bias, 20_000);
    Arrays.fill(test.peepholes, 0);
    test.to = new ActivationQuantization(200f, 0, false);
    byte[] y = test.run(new ScalarKernels(), 1);
    for (int unit = 0; unit < test.units; unit++) {
      for (int t = 0; t < test.time; t++) {
        int expected = t == 0 ? 100 : 164;
        assertThat(y[unit * test.time + t] & 0xff).isCloseTo(expected, within(1));
      }
    }
    assertThat(test.time).isGreaterThan(2);
  }
}
