package io.deepcompress.experiments;

import io.deepcompress.experiments.codec.CodecCommand;
import io.deepcompress.experiments.figures.FiguresCommand;
import io.deepcompress.experiments.lenet.DensityCommand;
import io.deepcompress.experiments.lenet.RecordCommand;
import io.deepcompress.experiments.lenet.ReproduceCommand;
import io.deepcompress.experiments.maxdrop.MaxDropCommand;
import io.deepcompress.experiments.paper.PaperCommand;
import io.deepcompress.experiments.speed.KernelsCommand;
import io.deepcompress.experiments.speed.SpeedCommand;
import io.deepcompress.experiments.squeezenet.SqueezeNetCommand;
import io.deepcompress.experiments.zoo.ZooCommand;
import io.deepcompress.pipeline.cli.ChildJvm;
import io.deepcompress.pipeline.cli.ErrorReporter;
import io.deepcompress.pipeline.recipe.RecipeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.OptionalInt;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: {@code java -jar experiments/target/experiments.jar COMMAND}. */
@Command(
    name = "experiments",
    description = "Measures Deep Compression for the JVM beside its paper and its peers.",
    mixinStandardHelpOptions = true,
    version = "1.0.0",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      SqueezeNetCommand.class,
      SpeedCommand.class,
      KernelsCommand.class,
      CodecCommand.class,
      ReproduceCommand.class,
      RecordCommand.class,
      FiguresCommand.class,
      MaxDropCommand.class,
      DensityCommand.class,
      ZooCommand.class,
      PaperCommand.class
    })
public final class Main {
  private static final int FAILURE = 1;
  private static final int USAGE = 2;

  private Main() {}

  /** Runs a command, in a JVM that has the vector module, and ends with its exit code. */
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
    return new CommandLine(new Main())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(
            (failure, words) -> {
              err.println("error: " + failure.getMessage());
              err.println(
                  "'"
                      + failure.getCommandLine().getCommandSpec().qualifiedName()
                      + " --help' lists the options.");
              return USAGE;
            })
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              if (failure instanceof IOException || failure instanceof RecipeException) {
                err.println("error: " + ErrorReporter.describe(failure));
              } else if (failure instanceof ExperimentException) {
                err.println("error: " + failure.getMessage());
              } else {
                failure.printStackTrace(err);
              }
              return FAILURE;
            })
        .execute(arguments);
  }
}
