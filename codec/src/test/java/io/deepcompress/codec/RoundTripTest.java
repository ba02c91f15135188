package io.deepcompress.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Random models come back bit for bit. {@code -Ddeepcompress.roundTrips=100000} runs more of them;
 * a failure names its seed.
 */
class RoundTripTest {
  private static final int CASES = Integer.getInteger("deepcompress.roundTrips", 4000);

  @Test
  void everyModelComesBackAsItWas() throws Exception {
    for (long seed = 0; seed < CASES; seed++) {
      try {
        roundTrip(seed);
      } catch (Exception | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private static void roundTrip(long seed) throws Exception {
    CompressedModel model = RandomModels.model(seed);
    Entropy entropy = Entropy.values()[(int) (seed & 1)];
    boolean smallest = seed % 5 == 4;
    byte[] file = ModelWriter.write(model, new WriteOptions(entropy, smallest, false, 1));
    CompressedModel read = ModelReader.read(file);
    Models.assertSame(read, model);
    assertThat(ModelWriter.write(read, new WriteOptions(entropy, smallest, false, 1)))
        .isEqualTo(file);
    if (seed % 4 < 2) {
      byte[] stripped = ModelWriter.write(model, new WriteOptions(entropy, smallest, true, 1));
      CompressedModel anonymous = ModelReader.read(stripped);
      Models.assertSameStripped(anonymous, model);
      assertThat(ModelWriter.write(anonymous, new WriteOptions(entropy, smallest, false, 1)))
          .isEqualTo(stripped);
    }
  }
}
