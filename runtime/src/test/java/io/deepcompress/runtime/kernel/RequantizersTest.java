package io.deepcompress.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequantizersTest {
  private static final int CHANNELS = 203;

  private static int[] sums(int count, Random random) {
    int[] sums = new int[count];
    for (int i = 0; i < count; i++) {
      sums[i] = random.nextInt() >> random.nextInt(32);
    }
    return sums;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void vectorAndScalarGiveTheSameBits(long seed) {
    Random random = new Random(seed);
    Epilogue epilogue = Epilogues.random(CHANNELS, random);
    KernelProvider scalar = Providers.SCALAR;
    KernelProvider vector = Providers.VECTOR;
    for (int count : new int[] {1, 2, 7, 8, 15, 16, 17, 31, 33, 64, 65, 200}) {
      int from = random.nextInt(5);
      int[] sums = sums(count + from, random);
      int channel = random.nextInt(CHANNELS - count + 1);
      float scale = random.nextFloat();
      byte[][] bytes = new byte[2][500];
      float[][] floats = new float[2][500];
      Requantizer[] toBytes = {scalar.toBytes(epilogue), vector.toBytes(epilogue)};
      Requantizer[] toFloats = {scalar.toFloats(epilogue), vector.toFloats(epilogue)};
      for (int i = 0; i < 2; i++) {
        Target target = new Target(new int[0]);
        target.set(bytes[i], null, scale);
        toBytes[i].channels(sums, from, count, channel, target);
        toBytes[i].plane(sums, from, count, channel, target, 250);
        target.set(null, floats[i], scale);
        toFloats[i].channels(sums, from, count, channel, target);
        toFloats[i].plane(sums, from, count, channel, target, 250);
      }
      assertThat(bytes[1]).as("seed %s, count %s", seed, count).isEqualTo(bytes[0]);
      assertThat(floats[1]).as("seed %s, count %s", seed, count).isEqualTo(floats[0]);
    }
  }
}
