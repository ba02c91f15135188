package io.deepcompress.pipeline.cli;

import java.io.PrintWriter;
import java.util.OptionalInt;
import picocli.CommandLine;

/** The command line: {@code java -jar compress.jar}. */
public final class Main {
  private Main() {}

  /** Runs a command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    OptionalInt child = ChildJvm.run(Main.class, arguments);
    System.exit(
        child.isPresent()
            ? child.getAsInt()
            : execute(
                new PrintWriter(System.out, true), new PrintWriter(System.err, true), arguments));
  }

  /** Runs a command in this JVM and gives its exit code. */
  static int execute(PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine command = new CommandLine(new CompressCommand());
    ErrorReporter reporter = new ErrorReporter();
    command.setOut(out);
    command.setErr(err);
    command.setExecutionExceptionHandler(reporter);
    command.setParameterExceptionHandler(reporter);
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setUsageHelpAutoWidth(true);
    // Else no option could have the value demo, which is also a recipe, or verify.
    command.setAllowSubcommandsAsOptionParameters(true);
    try {
      return command.execute(arguments);
    } catch (OutOfMemoryError | StackOverflowError e) {
      return ErrorReporter.report(e, command);
    }
  }
}
