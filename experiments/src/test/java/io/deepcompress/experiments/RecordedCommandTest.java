package io.deepcompress.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.experiments.codec.CodecCommand;
import io.deepcompress.experiments.lenet.RecordCommand;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class RecordedCommandTest {
  @TempDir Path folder;

  @Test
  void pathsAreWhatTheHelpCallsThem() {
    assertThat(
            recorded(
                new RecordCommand(),
                "record",
                "lenet-5",
                "--recipe",
                folder.resolve("my.yaml").toString(),
                "--work=" + folder,
                "--seeds",
                "3",
                "--data-dir",
                folder.toString(),
                "--results=" + folder,
                "--work",
                "work"))
        .isEqualTo("experiments record lenet-5 --recipe FILE --work=DIR --seeds 3 --work work");
  }

  @Test
  void fileBehindAnOptionWithoutValueIsNone() {
    assertThat(
            recorded(
                new CodecCommand(),
                "codec",
                "--sizes",
                folder.resolve("a.dcz").toString(),
                folder.toString()))
        .isEqualTo("experiments codec --sizes FILE DIR");
  }

  private static String recorded(Object command, String... arguments) {
    return RecordedCommand.of(new CommandLine(command).getCommandSpec(), List.of(arguments));
  }
}
