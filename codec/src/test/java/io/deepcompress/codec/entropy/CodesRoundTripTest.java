package io.deepcompress.codec.entropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.Entropy;
import io.deepcompress.codec.ModelFormatException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CodesRoundTripTest {
  private static final int MARGIN = 40;
  private static final int TENSORS = Integer.getInteger("deepcompress.tensors", 4000);

  @ParameterizedTest
  @EnumSource
  void randomTensorsComeBack(Entropy mode) throws ModelFormatException {
    for (long seed = 0; seed < TENSORS; seed++) {
      Random random = new Random(seed);
      check(Tensors.random(random, seed % 50 == 0 ? 20_000 : 400), mode, random, seed);
    }
  }

  @ParameterizedTest
  @EnumSource
  void largeTensorsComeBack(Entropy mode) throws ModelFormatException {
    for (long seed = 0; seed < 6; seed++) {
      Random random = new Random(seed);
      double density = new double[] {0, 0.0005, 0.02, 0.2, 0.9, 1}[(int) seed];
      check(Tensors.independent(random, 700, 600, density, 31), mode, random, seed);
    }
  }

  private static void check(Tensors.Tensor tensor, Entropy mode, Random random, long seed)
      throws ModelFormatException {
    String name = mode + ", seed " + seed + ": " + tensor;
    byte[] original = tensor.codes().clone();
    byte[] encoded = encode(tensor, mode);
    assertThat(tensor.codes()).as("input of " + name).isEqualTo(original);
    assertThat(encode(tensor, mode)).as("twice " + name).isEqualTo(encoded);
    byte[] file = new byte[encoded.length + 2 * MARGIN];
    random.nextBytes(file);
    System.arraycopy(encoded, 0, file, MARGIN, encoded.length);
    byte[] target = new byte[original.length + 3];
    random.nextBytes(target);
    byte[] behind = Arrays.copyOfRange(target, original.length, target.length);
    CodeDecoder.decode(
        file,
        MARGIN,
        file.length - MARGIN,
        "codes",
        tensor.shape(),
        tensor.codebook(),
        mode,
        target);
    CodeParts parts =
        CodeDecoder.measure(
            file,
            MARGIN,
            file.length - MARGIN,
            "codes",
            tensor.shape(),
            tensor.codebook(),
            mode,
            new byte[original.length]);
    assertThat(parts.tableBytes() + parts.codeBytes() + parts.positionBytes())
        .as("parts of " + name)
        .isCloseTo(encoded.length, org.assertj.core.api.Assertions.within(0.001));
    assertThat(Arrays.copyOf(target, original.length)).as(name).isEqualTo(original);
    assertThat(Arrays.copyOfRange(target, original.length, target.length))
        .as("behind " + name)
        .isEqualTo(behind);
  }

  /** Where neither codes nor positions tell anything of others, each takes about its entropy. */
  @ParameterizedTest
  @EnumSource
  void partsTakeWhatTheyTell(Entropy mode) throws ModelFormatException {
    for (double density : new double[] {0.02, 0.2, 0.6}) {
      Tensors.Tensor tensor = Tensors.independent(new Random(5), 700, 600, density, 31);
      byte[] encoded = encode(tensor, mode);
      CodeParts parts =
          CodeDecoder.measure(
              encoded,
              0,
              encoded.length,
              "codes",
              tensor.shape(),
              tensor.codebook(),
              mode,
              new byte[tensor.codes().length]);
      double codes = Tensors.entropy(withoutZeros(tensor.codes()));
      double positions = Tensors.entropy(tensor.codes()) - codes;
      String name = mode + ", density " + density + ": " + parts;
      assertThat(parts.codeBytes()).as(name).isBetween(0.98 * codes, 1.05 * codes + 20);
      assertThat(parts.positionBytes()).as(name).isBetween(0.98 * positions, 1.05 * positions);
    }
  }

  private static byte[] withoutZeros(byte[] codes) {
    byte[] kept = new byte[codes.length];
    int count = 0;
    for (byte code : codes) {
      kept[count] = code;
      count += code == 0 ? 0 : 1;
    }
    return Arrays.copyOf(kept, count);
  }

  private static byte[] encode(Tensors.Tensor tensor, Entropy mode) {
    return CodeEncoder.encode(tensor.codes(), tensor.shape(), tensor.codebook(), mode);
  }

  @Test
  void anEmptyCodebookTakesNoBytes() throws ModelFormatException {
    Tensors.Tensor tensor =
        new Tensors.Tensor(
            io.deepcompress.codec.network.Shape.of(5, 7),
            Tensors.codebook(new Random(1), 0),
            new byte[35]);
    for (Entropy mode : Entropy.values()) {
      assertThat(encode(tensor, mode)).isEmpty();
      check(tensor, mode, new Random(1), 1);
    }
  }

  @Test
  void threadsThatShareNothingGetTheSameBytes() {
    Tensors.Tensor tensor = Tensors.independent(new Random(9), 60, 70, 0.3, 15);
    for (Entropy mode : Entropy.values()) {
      byte[] alone = encode(tensor, mode);
      assertThat(
              java.util.stream.IntStream.range(0, 16)
                  .parallel()
                  .mapToObj(i -> encode(tensor, mode)))
          .allSatisfy(bytes -> assertThat(bytes).isEqualTo(alone));
    }
  }
}
