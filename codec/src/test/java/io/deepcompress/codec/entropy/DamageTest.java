package io.deepcompress.codec.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.deepcompress.codec.Entropy;
import io.deepcompress.codec.ModelFormatException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is done to a payload, it decodes to codes of the codebook or is refused. */
class DamageTest {
  private static final int MARGIN = 24;

  @ParameterizedTest
  @EnumSource
  void everyFlippedBit(Entropy mode) {
    for (long seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      Tensors.Tensor tensor = Tensors.random(random, seed % 20 == 0 ? 5000 : 150);
      byte[] payload = payload(tensor, mode);
      for (int bit = 0; bit < 8 * payload.length; bit += payload.length > 400 ? 7 : 1) {
        byte[] damaged = payload.clone();
        damaged[bit >> 3] ^= (byte) (1 << (bit & 7));
        survives(tensor, damaged, mode, "seed " + seed + ", bit " + bit);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyTruncationAndAppendedBytes(Entropy mode) {
    for (long seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      Tensors.Tensor tensor = Tensors.random(random, seed % 20 == 0 ? 5000 : 150);
      byte[] payload = payload(tensor, mode);
      for (int length = 0; length < payload.length; length += payload.length > 400 ? 11 : 1) {
        survives(tensor, Arrays.copyOf(payload, length), mode, "seed " + seed + " to " + length);
      }
      for (int more = 1; more <= 9; more++) {
        byte[] longer = Arrays.copyOf(payload, payload.length + more);
        assertThat(survives(tensor, longer, mode, "zeros behind seed " + seed)).isFalse();
        Arrays.fill(longer, payload.length, longer.length, (byte) 0x5a);
        survives(tensor, longer, mode, "bytes behind seed " + seed);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void randomBytes(Entropy mode) {
    for (long seed = 0; seed < 10_000; seed++) {
      Random random = new Random(seed);
      Tensors.Tensor tensor = Tensors.random(random, 200);
      byte[] payload = new byte[random.nextInt(40)];
      random.nextBytes(payload);
      survives(tensor, payload, mode, "seed " + seed);
    }
  }

  private static byte[] payload(Tensors.Tensor tensor, Entropy mode) {
    return CodeEncoder.encode(tensor.codes(), tensor.shape(), tensor.codebook(), mode);
  }

  /** Whether the payload was taken; decodes it twice, in different surroundings. */
  private static boolean survives(
      Tensors.Tensor tensor, byte[] payload, Entropy mode, String what) {
    String name = mode + ", " + tensor + ", " + what;
    byte[] first = decode(tensor, payload, mode, (byte) 0, name);
    byte[] second = decode(tensor, payload, mode, (byte) 0xff, name);
    assertThat(second).as("bytes outside must not matter: " + name).isEqualTo(first);
    if (first != null) {
      for (byte code : first) {
        assertThat(code & 0xff).as(name).isLessThanOrEqualTo(tensor.codebook().size());
      }
    }
    return first != null;
  }

  private static byte[] decode(
      Tensors.Tensor tensor, byte[] payload, Entropy mode, byte around, String name) {
    byte[] file = new byte[payload.length + 2 * MARGIN];
    Arrays.fill(file, around);
    System.arraycopy(payload, 0, file, MARGIN, payload.length);
    byte[] target = new byte[tensor.codes().length];
    Arrays.fill(target, (byte) 0xee);
    int to = MARGIN + payload.length;
    try {
      CodeDecoder.decode(
          file, MARGIN, to, "codes", tensor.shape(), tensor.codebook(), mode, target);
      return target;
    } catch (ModelFormatException e) {
      assertThat(e.section()).as(name).isEqualTo("codes");
      assertThat(e.offset()).as(name + ": " + e).isBetween((long) MARGIN, (long) to);
      return null;
    } catch (RuntimeException e) {
      return fail(name, e);
    }
  }
}
