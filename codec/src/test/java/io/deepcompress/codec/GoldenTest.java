package io.deepcompress.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The files of version 1.0 are read as what they were written from. */
class GoldenTest {
  private static final Map<Entropy, List<String>> POSITIONS =
      Map.of(
          Entropy.HUFFMAN,
          List.of(
              "dense",
              "bitmap",
              "bitmap of occupied",
              "gaps",
              "gaps of occupied",
              "gaps by column",
              "gaps by column of occupied",
              "empty"),
          Entropy.RANGE,
          List.of(
              "contexts",
              "contexts of occupied",
              "mixed contexts",
              "mixed contexts of occupied",
              "empty"));

  @TestFactory
  Stream<DynamicTest> isReadAsItsModel() {
    return Golden.all().stream()
        .map(golden -> DynamicTest.dynamicTest(golden.name(), () -> check(golden)));
  }

  private static void check(Golden golden) throws Exception {
    byte[] file = golden.file();
    assertThat(file.length).isLessThan(64 << 10);
    CompressedModel read = ModelReader.verify(file, DecodeLimits.DEFAULT, 2);
    if (golden.options().strip()) {
      Models.assertSameStripped(read, golden.model());
    } else {
      Models.assertSame(read, golden.model());
    }
  }

  /** Not a promise to users, but a change of the writer should be meant. */
  @TestFactory
  Stream<DynamicTest> isWhatTheWriterGives() {
    return Golden.all().stream()
        .map(
            golden ->
                DynamicTest.dynamicTest(
                    golden.name(),
                    () ->
                        assertThat(ModelWriter.write(golden.model(), golden.options()))
                            .isEqualTo(golden.file())));
  }

  @Test
  void coversWhatItShould() throws Exception {
    List<Golden> all = Golden.all();
    assertThat(all).hasSizeGreaterThanOrEqualTo(24);
    assertThat(all.stream().map(Golden::name).distinct()).hasSameSizeAs(all);
    for (Entropy entropy : Entropy.values()) {
      Set<Integer> bits = new TreeSet<>();
      Set<ValueFormat.Kind> formats = new TreeSet<>();
      Set<String> positions = new TreeSet<>();
      for (Golden golden : all) {
        if (golden.options().entropy() != entropy) {
          continue;
        }
        for (StoredTensor tensor : golden.model().tensors()) {
          if (tensor instanceof SharedTensor shared) {
            bits.add(shared.codebook().bits());
            formats.add(shared.codebook().format().kind());
          }
        }
        ModelInspector.inspect(golden.file(), DecodeLimits.DEFAULT)
            .tensors()
            .forEach(size -> positions.add(size.positionMode()));
      }
      assertThat(bits).contains(0, 1, 2, 3, 4, 5, 6, 7, 8);
      assertThat(formats).containsExactly(ValueFormat.Kind.values());
      assertThat(positions).containsAll(POSITIONS.get(entropy));
    }
  }
}
