package io.deepcompress.pipeline.cli;

import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Options that every command takes. */
final class GlobalOptions {
  @Option(
      names = {"-q", "--quiet"},
      description = "No progress on standard error.")
  boolean quiet;

  @Option(names = "--stacktrace", description = "Print the stack trace of a failure.")
  boolean stackTrace;

  static boolean stackTraceAsked(CommandLine command) {
    return command.getParseResult().originalArgs().contains("--stacktrace");
  }

  /** Formats a line for a person; always with a point in numbers, whatever the locale. */
  static String format(String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments);
  }
}
