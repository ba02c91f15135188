package io.deepcompress.experiments.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps a report as JSON, Markdown and one CSV file a table. */
public final class ReportFiles {
  private ReportFiles() {}

  /**
   * Saves a report in its own folder, over an earlier one.
   *
   * @param results folder of all reports
   * @return the report's folder
   */
  public static Path save(Path results, Report report) throws IOException {
    Path folder = Files.createDirectories(results.resolve(report.name()));
    Files.writeString(folder.resolve(report.name() + ".json"), report.toJson() + "\n");
    Files.writeString(folder.resolve("README.md"), report.toMarkdown());
    for (Table table : report.tables()) {
      Files.writeString(folder.resolve(table.name() + ".csv"), table.toCsv());
    }
    return folder;
  }
}
