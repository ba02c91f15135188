package io.deepcompress.pipeline.cli;

import static io.deepcompress.pipeline.cli.GlobalOptions.format;

import io.deepcompress.pipeline.report.CompressionReport;
import io.deepcompress.pipeline.report.PaperTable;
import java.io.PrintWriter;

/** Prints what a compression did, for a person. */
final class Summary {
  private Summary() {}

  static void print(PrintWriter out, CompressionReport report) {
    PaperTable.lines(report).forEach(out::println);
    out.println();
    out.println(
        format(
            "%s: %,d bytes, %.1fx smaller than %,d parameters in float32",
            report.output(), report.compressedBytes(), report.ratio(), report.parameters()));
    report.notices().forEach(out::println);
    report
        .accuracy()
        .ifPresent(
            accuracy ->
                out.println(
                    format(
                        "test error %.2f %% before, %.2f %% in INT8 from the file (%,d samples of"
                            + " %s)",
                        100 - 100 * accuracy.original(),
                        100 - 100 * accuracy.compressed(),
                        accuracy.samples(),
                        accuracy.dataset())));
    report
        .heldOut()
        .ifPresent(
            held ->
                out.println(
                    format(
                        "held-out error %.2f %% before, %.2f %% in INT8 from the file (%,d training"
                            + " samples)",
                        100 - 100 * held.original(),
                        100 - 100 * held.compressed(),
                        held.samples())));
    out.flush();
  }
}
