package io.deepcompress.experiments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A command as it was given, without paths: they are the machine's, not the experiment's. What
 * stands for them is what the options' help has, {@code DIR} for instance.
 */
final class RecordedCommand {
  /** These say where the machine has its files, and are left out. */
  private static final Set<String> PLACES = Set.of("--data-dir", "--results");

  private RecordedCommand() {}

  static String of(CommandSpec command, List<String> arguments) {
    StringBuilder text = new StringBuilder("experiments");
    String option = "";
    for (String argument : arguments) {
      int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
      String name = argument.startsWith("-") ? argument : option;
      String value = argument;
      if (equals > 0) {
        name = argument.substring(0, equals);
        value = argument.substring(equals + 1);
      }
      if (!PLACES.contains(name)) {
        text.append(' ').append(equals > 0 ? name + "=" : "").append(shown(command, name, value));
      }
      option = equals < 0 && argument.startsWith("-") ? argument : "";
    }
    return text.toString();
  }

  private static String shown(CommandSpec command, String option, String value) {
    Path path = Path.of(value);
    if (!path.isAbsolute()) {
      return value;
    }
    OptionSpec known = command.findOption(option);
    if (known != null && known.arity().max() > 0) {
      return known.paramLabel();
    }
    return Files.isDirectory(path) ? "DIR" : "FILE";
  }
}
