package io.deepcompress.experiments;

import io.deepcompress.datasets.Dataset;
import io.deepcompress.datasets.DatasetOptions;
import io.deepcompress.datasets.Datasets;
import io.deepcompress.experiments.result.Machine;
import io.deepcompress.experiments.result.Report;
import io.deepcompress.experiments.result.ReportFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options that every experiment takes, and what it does with its result. */
public final class CommonOptions {
  @Option(names = "--json", description = "Print one JSON object instead of Markdown tables.")
  private boolean json;

  @Option(
      names = "--results",
      paramLabel = "DIR",
      description = "Folder for the results (default: ${DEFAULT-VALUE}).",
      defaultValue = "experiments/results")
  private Path results;

  @Option(names = "--no-save", description = "Only print; leave the results folder alone.")
  private boolean noSave;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Folder of the data sets (default: DEEPCOMPRESS_DATA).")
  private Path dataDir;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of everything random (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  private long seed;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress on standard error.")
  private boolean quiet;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  private final long started = System.nanoTime();

  /** Seed of everything random. */
  public long seed() {
    return seed;
  }

  /**
   * A folder of the data.
   *
   * @param name for instance {@code squeezenet}
   * @throws ExperimentException if no data folder was given or this one is not in it
   */
  public Path data(String name) {
    String variable = System.getenv("DEEPCOMPRESS_DATA");
    Path root = dataDir != null ? dataDir : variable == null ? null : Path.of(variable);
    if (root == null) {
      throw new ExperimentException(
          "the folder '" + name + "' is needed: name the folder it lies in with --data-dir DIR");
    }
    Path folder = root.resolve(name);
    if (!Files.isDirectory(folder)) {
      throw new ExperimentException(folder + ": no such folder");
    }
    return folder;
  }

  /**
   * A data set, from the folder of the data unless it is made rather than read.
   *
   * @param name as {@link Datasets#open} takes it
   * @throws ExperimentException if it needs a folder and there is none
   */
  public Dataset dataset(String name) throws IOException {
    return Datasets.open(
        name,
        name.startsWith("digits")
            ? DatasetOptions.defaults()
            : DatasetOptions.defaults().withDataDir(data(name).getParent()));
  }

  /** Tells on standard error how it goes. */
  public void progress(String pattern, Object... arguments) {
    if (!quiet) {
      PrintWriter err = spec.commandLine().getErr();
      err.printf(Locale.ROOT, "%6.1f s  ", (System.nanoTime() - started) * 1e-9);
      err.println(String.format(Locale.ROOT, pattern, arguments));
    }
  }

  /** A report that knows the command line, the seed, the version, the time and the machine. */
  public Report newReport(String name, String title) {
    return new Report(name, title, Machine.now(commandLine(), seed));
  }

  /** The command as given, without paths: they are the machine's, not the experiment's. */
  private String commandLine() {
    StringBuilder text = new StringBuilder("experiments");
    boolean skip = false;
    for (String argument : spec.commandLine().getParent().getParseResult().originalArgs()) {
      boolean path = argument.equals("--data-dir") || argument.equals("--results");
      if (!skip && !path && !argument.startsWith("--data-dir=")) {
        text.append(' ').append(Path.of(argument).isAbsolute() ? "FILE" : argument);
      }
      skip = path;
    }
    return text.toString();
  }

  /**
   * Prints the report and saves it.
   *
   * @return its folder, or null if nothing was to be saved
   */
  public Path finish(Report report) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? report.toJson() : report.toMarkdown());
    out.flush();
    if (noSave) {
      return null;
    }
    Path folder = ReportFiles.save(results, report);
    progress("saved in %s", folder);
    return folder;
  }

  /**
   * Saves what there is so far: a long experiment that is ended early leaves what it found.
   *
   * @return its folder, or null if nothing is to be saved
   */
  public Path save(Report report) throws IOException {
    return noSave ? null : ReportFiles.save(results, report);
  }
}
