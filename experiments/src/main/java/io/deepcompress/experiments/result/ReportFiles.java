package io.deepcompress.experiments.result;

import io.deepcompress.experiments.ExperimentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps a report as JSON, Markdown and one CSV file a table. */
public final class ReportFiles {
  private static final String PAGE = "README.md";

  private ReportFiles() {}

  /**
   * Refuses a folder whose page was written by hand: a report would replace it.
   *
   * @param results folder of all reports
   * @param name of the report that is to be saved
   * @throws ExperimentException if there is a page, but no report beside it
   */
  public static void requireOwn(Path results, String name) {
    Path folder = results.resolve(name);
    Path page = folder.resolve(PAGE);
    if (Files.exists(page) && !Files.exists(folder.resolve(json(name)))) {
      throw new ExperimentException(
          page
              + " was not written by an experiment and would be replaced; name another folder with"
              + " --results, or take --no-save");
    }
  }

  /**
   * Saves a report in its own folder, over an earlier one.
   *
   * @param results folder of all reports
   * @return the report's folder
   * @throws ExperimentException if the report has no rows: it would replace one that has
   */
  public static Path save(Path results, Report report) throws IOException {
    if (!report.hasRows()) {
      throw new ExperimentException(
          "nothing was measured, so "
              + results.resolve(report.name())
              + " was left as it was; the report says why");
    }
    Path folder = Files.createDirectories(results.resolve(report.name()));
    Files.writeString(folder.resolve(json(report.name())), report.toJson() + "\n");
    Files.writeString(folder.resolve(PAGE), report.toMarkdown());
    for (Table table : report.tables()) {
      Files.writeString(folder.resolve(table.name() + ".csv"), table.toCsv());
    }
    return folder;
  }

  private static String json(String name) {
    return name + ".json";
  }
}
