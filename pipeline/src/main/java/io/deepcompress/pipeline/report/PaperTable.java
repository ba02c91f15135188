package io.deepcompress.pipeline.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table of the Deep Compression paper's kind, as text. */
public final class PaperTable {
  private static final String[] HEAD = {
    "layer", "weights", "kept %", "code bits", "position bits", "bytes", "ratio"
  };

  private PaperTable() {}

  /** The layers, then the stages P, P+Q and P+Q+H with their definitions; lines without ends. */
  public static List<String> lines(CompressionReport report) {
    List<String[]> rows = new ArrayList<>();
    rows.add(HEAD);
    long weights = 0;
    long kept = 0;
    for (LayerRow row : report.layers()) {
      weights += row.weights();
      kept += row.kept();
      rows.add(layer(row));
    }
    rows.add(new String[] {"(all else)", "", "", "", "", count(report.otherBytes()), ""});
    rows.add(
        new String[] {
          "total",
          count(weights),
          weights == 0 ? "" : percent((double) kept / weights),
          "",
          "",
          count(report.compressedBytes()),
          ratio(report.ratio())
        });
    List<String> lines = aligned(rows);
    lines.add("");
    long original = report.originalBytes();
    lines.addAll(
        aligned(
            List.of(
                new String[] {"stage", "bytes", "ratio"},
                new String[] {"original, 32-bit floats", count(original), ratio(1)},
                stage("P      pruned", original, report.prunedBytes()),
                stage("P+Q    pruned, shared", original, report.sharedBytes()),
                stage("P+Q+H  the file", original, report.compressedBytes()))));
    lines.add("P: kept weights as 32-bit values with gaps of 4, 5 or 8 bits, padding included.");
    lines.add(
        "P+Q: fixed-length codes with such gaps, and the codebooks. Both: the rest in 32 bits.");
    lines.add("Bits: of the fixed-length form / a kept weight in the file.");
    return lines;
  }

  private static String[] layer(LayerRow row) {
    boolean hasWeights = row.weights() > 0;
    return new String[] {
      row.name(),
      hasWeights ? count(row.weights()) : "",
      hasWeights ? percent(row.density()) : "",
      hasWeights ? bits(row.fixedCodeBits(), row.codeBits()) : "",
      hasWeights ? bits(row.fixedPositionBits(), row.positionBits()) : "",
      count(row.bytes()),
      hasWeights && row.bytes() > 0 ? ratio(4.0 * row.weights() / row.bytes()) : ""
    };
  }

  private static String[] stage(String name, long original, long bytes) {
    return new String[] {name, count(bytes), ratio((double) original / bytes)};
  }

  /** The first column to the left, the others to the right. */
  private static List<String> aligned(List<String[]> rows) {
    int[] widths = new int[rows.get(0).length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (String[] row : rows) {
      StringBuilder line =
          new StringBuilder(row[0]).append(" ".repeat(widths[0] - row[0].length()));
      for (int i = 1; i < row.length; i++) {
        line.append("  ").append(" ".repeat(widths[i] - row[i].length())).append(row[i]);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.2f", 100 * fraction);
  }

  private static String bits(int fixed, double measured) {
    return String.format(Locale.ROOT, "%d / %.2f", fixed, measured);
  }

  private static String ratio(double ratio) {
    return String.format(Locale.ROOT, ratio < 10 ? "%.2fx" : "%.1fx", ratio);
  }
}
