package io.deepcompress.experiments.lenet;

import io.deepcompress.experiments.result.Png;
import io.deepcompress.pipeline.report.CompressionReport;
import io.deepcompress.pipeline.report.LayerRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/** Bar charts as PNG files. */
final class Plots {
  private static final int WIDTH = 800;
  private static final int HEIGHT = 500;

  private Plots() {}

  /** Ratios after each of the paper's stages, ours and the paper's. */
  static void stages(CompressionReport result, Paper paper, Path file) throws IOException {
    double bytes = result.originalBytes();
    CategoryChart chart = chart("Ratio after each stage", "stage", "ratio");
    List<String> stages = List.of("P", "P+Q", "P+Q+H");
    chart.addSeries(
        "measured",
        stages,
        List.of(bytes / result.prunedBytes(), bytes / result.sharedBytes(), result.ratio()));
    chart.addSeries("paper", stages, List.of(paper.pruned(), paper.shared(), paper.ratio()));
    Png.save(chart, file);
  }

  /** Bits that a kept weight takes in each layer of the file. */
  static void layers(CompressionReport result, Path file) throws IOException {
    CategoryChart chart = chart("Bits of a kept weight in the file", "layer", "bits");
    List<LayerRow> rows = result.layers();
    List<String> names = rows.stream().map(LayerRow::name).toList();
    chart.addSeries("value", names, rows.stream().map(LayerRow::codeBits).toList());
    chart.addSeries("position", names, rows.stream().map(LayerRow::positionBits).toList());
    Png.save(chart, file);
  }

  private static CategoryChart chart(String title, String x, String y) {
    return new CategoryChartBuilder()
        .width(WIDTH)
        .height(HEIGHT)
        .title(title)
        .xAxisTitle(x)
        .yAxisTitle(y)
        .build();
  }
}
