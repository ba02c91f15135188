package io.deepcompress.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which commands are worth a second JVM. */
class ChildJvmTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--version",
        "train lenet-5 --help",
        "inspect a.dcz",
        "verify a.dcz",
        "-q run a.dcz --input run.png"
      })
  void lightCommandsStayInTheFirst(String line) {
    assertThat(ChildJvm.isLight(arguments(line))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a.zip --data run", "evaluate run --data mnist", "bench a.dcz", "env", "demo -f"})
  void heavyCommandsGetASecondOne(String line) {
    assertThat(ChildJvm.isLight(arguments(line))).isFalse();
  }

  private static String[] arguments(String line) {
    return line.isEmpty() ? new String[0] : line.split(" ");
  }
}
