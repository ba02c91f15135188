package io.deepcompress.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.deepcompress.codec.container.ByteWriter;
import io.deepcompress.codec.container.NumbersWriter;
import io.deepcompress.codec.container.TopologyWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Changes behind right checksums, which reach every parser: each ends in the one exception, or in a
 * model whose topology and numbers are written as just these bytes, for there is no second form.
 * {@code -Ddeepcompress.mutatedPlaces=100000} changes every byte of every file.
 */
class RepairedMutationTest {
  /** Longer files are changed at about this many places, or everywhere where that is asked for. */
  private static final int PLACES = Integer.getInteger("deepcompress.mutatedPlaces", 60);

  private static final DecodeLimits SMALL =
      new DecodeLimits(1 << 20, 200_000, 100_000, 100_000, 1000, 10_000);

  /** Models read from a first section that was changed. */
  private int changed;

  private Stream<DynamicTest> each(Mutator mutator) {
    Stream<DynamicTest> mutations =
        Golden.all().stream()
            .map(
                golden ->
                    DynamicTest.dynamicTest(
                        golden.name(),
                        () -> {
                          byte[] file = golden.file();
                          for (int i = 0; i < file.length - 6; i += 1 + file.length / PLACES) {
                            mutator.mutate(file, 6 + i);
                          }
                        }));
    DynamicTest some =
        DynamicTest.dynamicTest("some are accepted", () -> assertThat(changed).isPositive());
    return Stream.concat(mutations, Stream.of(some));
  }

  @FunctionalInterface
  private interface Mutator {
    void mutate(byte[] file, int at) throws Exception;
  }

  @TestFactory
  Stream<DynamicTest> bitFlips() {
    return each(
        (file, at) -> {
          for (int bit = 0; bit < 8; bit++) {
            byte[] mutant = file.clone();
            mutant[at] ^= (byte) (1 << bit);
            check(file, Sections.reseal(mutant), "bit " + bit + " of byte " + at);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> otherBytes() {
    return each(
        (file, at) -> {
          Random random = new Random(at);
          for (int value : new int[] {0, 0xff, 0x7f, 0x80, random.nextInt(), random.nextInt()}) {
            byte[] mutant = file.clone();
            mutant[at] = (byte) value;
            check(file, Sections.reseal(mutant), (value & 0xff) + " as byte " + at);
            if (at + 4 <= file.length) {
              Arrays.fill(mutant, at, at + 4, (byte) value);
              check(file, Sections.reseal(mutant), (value & 0xff) + " as four bytes at " + at);
            }
          }
        });
  }

  /** A byte more or less in the first section, with its length put right. */
  @TestFactory
  Stream<DynamicTest> insertedAndDeletedBytes() {
    return each(
        (file, at) -> {
          List<byte[]> parts = Sections.split(file);
          byte[] section = parts.get(1);
          int head = section[1] < 0 ? section[2] < 0 ? 4 : 3 : 2;
          byte[] payload = Arrays.copyOfRange(section, head, section.length - 4);
          int place = at - 6;
          if (place >= payload.length) {
            return;
          }
          byte[] before = Arrays.copyOf(payload, place);
          byte[] after = Arrays.copyOfRange(payload, place, payload.length);
          byte[] less = Arrays.copyOfRange(payload, place + 1, payload.length);
          for (byte[] changed :
              List.of(
                  DczBytes.join(before, less),
                  DczBytes.join(before, new byte[1], after),
                  DczBytes.join(before, new byte[] {(byte) at}, after),
                  before)) {
            parts.set(
                1,
                DczBytes.join(
                    new byte[] {section[0]},
                    DczBytes.varint(changed.length),
                    changed,
                    new byte[4]));
            check(file, Sections.reseal(Sections.join(parts)), "payload changed at " + place);
          }
        });
  }

  private void check(byte[] file, byte[] mutant, String change) throws Exception {
    ParsedFile parsed;
    try {
      ModelReader.verify(mutant, SMALL, 1);
      parsed = ModelReader.parse(mutant, SMALL);
    } catch (ModelFormatException e) {
      return;
    } catch (RuntimeException | Error e) {
      fail(change, e);
      return;
    }
    CompressedModel model = parsed.model();
    ByteWriter canonical = new ByteWriter();
    TopologyWriter.write(model.network(), model.preprocessing(), canonical);
    byte[] numbers =
        NumbersWriter.write(
                model,
                parsed.codes().stream()
                    .map(codes -> codes.map(ParsedFile.CodeRange::entropy).orElse(Entropy.RANGE))
                    .toList())
            .bytes();
    canonical.varint(numbers.length);
    canonical.bytes(numbers);
    int start = parsed.sections().get(0).payload();
    assertThat(Arrays.copyOfRange(mutant, start, start + canonical.size()))
        .as(change)
        .isEqualTo(canonical.toByteArray());
    int end = Math.min(file.length, start + canonical.size());
    changed += Arrays.equals(mutant, start, start + canonical.size(), file, start, end) ? 0 : 1;
  }
}
