package io.deepcompress.pipeline.cli;

import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.datasets.DatasetException;
import io.deepcompress.datasets.Nearest;
import io.deepcompress.pipeline.importer.ImportException;
import io.deepcompress.pipeline.recipe.RecipeException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever ends a command into one line on standard error and an exit code. */
public final class ErrorReporter implements IExecutionExceptionHandler, IParameterExceptionHandler {

  @Override
  public int handleExecutionException(
      Exception exception, CommandLine command, ParseResult parseResult) {
    return report(exception, command);
  }

  /** Reports a failure of a command, errors included, and gives the exit code. */
  static int report(Throwable failure, CommandLine command) {
    PrintWriter err = command.getErr();
    err.println("error: " + describe(failure));
    if (wantsStackTrace(command)) {
      failure.printStackTrace(err);
    } else if (isUnexpected(failure)) {
      err.println("This should not happen; run again with --stacktrace and report what it prints.");
    }
    err.flush();
    return exitCode(failure);
  }

  @Override
  public int handleParseException(ParameterException exception, String[] args) {
    CommandLine command = exception.getCommandLine();
    PrintWriter err = command.getErr();
    String mistyped = mistypedCommand(command, args);
    if (mistyped != null) {
      err.println("error: " + mistyped);
      err.flush();
      return ExitCode.USAGE;
    }
    err.println("error: " + oneLine(exception.getMessage()));
    List<String> suggestions =
        exception instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    if (!suggestions.isEmpty()) {
      err.println("did you mean " + String.join(" or ", suggestions) + "?");
    }
    err.println("'" + command.getCommandSpec().qualifiedName() + " --help' lists the options.");
    err.flush();
    return ExitCode.USAGE;
  }

  /** What to say where the first word is neither a file nor a command, but nearly one; or null. */
  private static String mistypedCommand(CommandLine command, String[] args) {
    if (args.length < 2 || Files.exists(Path.of(args[0]))) {
      return null;
    }
    return Nearest.of(args[0], command.getSubcommands().keySet())
        .filter(nearest -> !nearest.equals(args[0]))
        .map(
            nearest ->
                "no command or file is called '" + args[0] + "'; did you mean " + nearest + "?")
        .orElse(null);
  }

  private static boolean wantsStackTrace(CommandLine command) {
    return command.getParseResult() != null && GlobalOptions.stackTraceAsked(command);
  }

  private static int exitCode(Throwable failure) {
    if (failure instanceof CommandException stop) {
      return stop.exitCode();
    } else if (failure instanceof ModelFormatException || failure instanceof ImportException) {
      return ExitCode.BAD_INPUT;
    } else if (failure instanceof DatasetException data) {
      return data.isMissing() ? ExitCode.FAILURE : ExitCode.BAD_INPUT;
    } else if (failure instanceof RecipeException) {
      return ExitCode.USAGE;
    } else if (failure instanceof InterruptedException) {
      return ExitCode.INTERRUPTED;
    }
    return ExitCode.FAILURE;
  }

  private static boolean isUnexpected(Throwable failure) {
    return !(failure instanceof IOException
        || failure instanceof CommandException
        || failure instanceof RecipeException
        || failure instanceof InterruptedException
        || failure instanceof OutOfMemoryError);
  }

  /** What happened, in one line that names the file where there is one. */
  public static String describe(Throwable failure) {
    if (failure instanceof NoSuchFileException || failure instanceof FileNotFoundException) {
      return "no such file: " + fileOf(failure);
    } else if (failure instanceof AccessDeniedException) {
      return "not allowed to read or write " + fileOf(failure);
    } else if (failure instanceof FileAlreadyExistsException) {
      return fileOf(failure) + " exists; -f overwrites it";
    } else if (failure instanceof OutOfMemoryError) {
      return "out of memory at a heap of "
          + (Runtime.getRuntime().maxMemory() >> 20)
          + " MB; start with a larger one: java -Xmx4g -jar ...";
    } else if (failure instanceof InterruptedException) {
      return "interrupted";
    } else if (failure instanceof FileSystemException file) {
      return file.getFile() + ": " + (file.getReason() == null ? "failed" : file.getReason());
    } else if (isUnexpected(failure)) {
      return failure.getClass().getSimpleName()
          + (failure.getMessage() == null ? "" : ": " + oneLine(failure.getMessage()));
    }
    return oneLine(failure.getMessage());
  }

  private static String fileOf(Throwable failure) {
    return failure instanceof FileSystemException file ? file.getFile() : failure.getMessage();
  }

  private static String oneLine(String message) {
    return message == null ? "failed" : message.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
