package io.deepcompress.experiments;

import io.deepcompress.datasets.Dataset;
import io.deepcompress.datasets.DatasetOptions;
import io.deepcompress.datasets.Datasets;
import io.deepcompress.experiments.result.Machine;
import io.deepcompress.experiments.result.Report;
import io.deepcompress.experiments.result.ReportFiles;
import io.deepcompress.runtime.SessionOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
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

  /** What ends a command whose options are wrong, before any work. */
  public ParameterException mistake(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /**
   * Refuses names that nothing has.
   *
   * @param option that gave them
   * @param known all names there are
   */
  public void requireKnown(String option, Collection<String> given, Collection<String> known) {
    for (String name : given) {
      if (!known.contains(name)) {
        throw mistake(
            option + ": there is no '" + name + "'; there are " + String.join(", ", known));
      }
    }
  }

  /**
   * Refuses a text that is in no name.
   *
   * @param option that gave it
   * @param known all names it could be in
   */
  public void requirePart(String option, String given, Collection<String> known) {
    if (known.stream().noneMatch(name -> name.contains(given))) {
      throw mistake(
          option + ": '" + given + "' is in none of the names " + String.join(", ", known));
    }
  }

  /** Refuses counts below one. */
  public void requirePositive(String option, int... given) {
    for (int count : given) {
      if (count < 1) {
        throw mistake(option + " must be at least 1, not " + count);
      }
    }
  }

  /** Refuses counts of threads that a session would. */
  public void requireThreads(int... given) {
    for (int threads : given) {
      if (threads < 1 || threads > SessionOptions.MAX_THREADS) {
        throw mistake("--threads must be in 1.." + SessionOptions.MAX_THREADS + ", not " + threads);
      }
    }
  }

  /**
   * A report that knows the command line, the seed, the version, the time and the machine.
   *
   * @throws ExperimentException if it would replace a page that was written by hand
   */
  public Report newReport(String name, String title) {
    if (!noSave) {
      ReportFiles.requireOwn(results, name);
    }
    String command =
        RecordedCommand.of(spec, spec.commandLine().getParent().getParseResult().originalArgs());
    return new Report(name, title, Machine.now(command, seed));
  }

  /**
   * The same for an experiment that may measure a part of what there is: that has a folder of its
   * own, so as not to replace what was measured of all.
   *
   * @param choices options that choose a part
   */
  public Report newReportOfParts(String name, String title, String... choices) {
    ParseResult given = spec.commandLine().getParseResult();
    boolean part =
        given.hasMatchedPositional(0) || Arrays.stream(choices).anyMatch(given::hasMatchedOption);
    return newReport(part ? name + "-part" : name, title);
  }

  /**
   * Prints the report and saves it.
   *
   * @return its folder, or null if nothing was to be saved
   * @throws ExperimentException if nothing was measured
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
   * @return its folder, or null if nothing is to be saved, or nothing was measured yet
   */
  public Path save(Report report) throws IOException {
    return noSave || !report.hasRows() ? null : ReportFiles.save(results, report);
  }
}
