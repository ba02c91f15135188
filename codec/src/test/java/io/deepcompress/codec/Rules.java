package io.deepcompress.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.deepcompress.codec.ModelFormatException.Code;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;

/** A table of files, each with what a reader must make of it. */
final class Rules {
  /** What a valid file must hold. */
  @FunctionalInterface
  interface Check {
    void check(CompressedModel model) throws Exception;
  }

  private final List<DynamicTest> tests = new ArrayList<>();

  /** A file that must be read. */
  void valid(String rule, byte[] file, Check check) {
    tests.add(
        DynamicTest.dynamicTest(
            rule, () -> check.check(ModelReader.verify(file, DecodeLimits.DEFAULT, 1))));
  }

  /** A file that must be refused with a code, at an offset, in a section. */
  void invalid(String rule, byte[] file, Code code, long offset, String section, String message) {
    tests.add(
        DynamicTest.dynamicTest(
            rule,
            () -> {
              Throwable thrown =
                  catchThrowable(() -> ModelReader.verify(file, DecodeLimits.DEFAULT, 1));
              assertThat(thrown).isInstanceOf(ModelFormatException.class);
              ModelFormatException defect = (ModelFormatException) thrown;
              assertThat(defect.code()).as(defect.getMessage()).isEqualTo(code);
              assertThat(defect.offset()).as(defect.getMessage()).isEqualTo(offset);
              assertThat(defect.section()).isEqualTo(section);
              assertThat(defect)
                  .hasMessageContaining(message)
                  .hasMessageEndingWith(" (" + section + " at byte " + offset + ")");
            }));
  }

  List<DynamicTest> tests() {
    return tests;
  }
}
