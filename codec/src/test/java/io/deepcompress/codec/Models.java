package io.deepcompress.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/** Comparisons of models. */
final class Models {
  private Models() {}

  /** Everything a file says, bit for bit. */
  static void assertSame(CompressedModel actual, CompressedModel expected) throws Exception {
    assertThat(actual.network()).isEqualTo(expected.network());
    assertThat(actual.labels()).isEqualTo(expected.labels());
    assertThat(actual.provenance()).isEqualTo(expected.provenance());
    assertSameNumbers(actual, expected);
  }

  /** Everything but names, labels and provenance. */
  static void assertSameStripped(CompressedModel actual, CompressedModel expected)
      throws Exception {
    assertThat(actual.network().outputs()).isEqualTo(expected.network().outputs());
    assertThat(actual.network().inputs().stream().map(i -> i.shape()).toList())
        .isEqualTo(expected.network().inputs().stream().map(i -> i.shape()).toList());
    assertThat(actual.network().nodes().stream().map(n -> n.operation()).toList())
        .isEqualTo(expected.network().nodes().stream().map(n -> n.operation()).toList());
    assertThat(actual.network().nodes().stream().map(n -> n.inputs()).toList())
        .isEqualTo(expected.network().nodes().stream().map(n -> n.inputs()).toList());
    assertThat(actual.labels()).isEqualTo(List.of());
    assertThat(actual.provenance()).isEqualTo(Map.of());
    assertSameNumbers(actual, expected);
  }

  private static void assertSameNumbers(CompressedModel actual, CompressedModel expected)
      throws Exception {
    assertThat(actual.activations()).isEqualTo(expected.activations());
    assertThat(actual.preprocessing()).isEqualTo(expected.preprocessing());
    assertThat(actual.tensors()).hasSameSizeAs(expected.tensors());
    for (int i = 0; i < actual.tensors().size(); i++) {
      assertThat(same(actual.tensors().get(i), expected.tensors().get(i)))
          .as("tensor %d", i)
          .isTrue();
    }
  }

  static boolean same(StoredTensor a, StoredTensor b) throws ModelFormatException {
    if (a instanceof SharedTensor x && b instanceof SharedTensor y) {
      return x.sameAs(y);
    }
    return a.equals(b);
  }
}
