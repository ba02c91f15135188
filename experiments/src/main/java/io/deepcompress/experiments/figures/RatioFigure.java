package io.deepcompress.experiments.figures;

import io.deepcompress.experiments.CommonOptions;
import io.deepcompress.experiments.result.Report;
import io.deepcompress.experiments.result.Table;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.report.StorageCount;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.XYChart;

/** Error against ratio: pruning, sharing, both, and truncated singular value decomposition. */
final class RatioFigure {
  private static final double[] DENSITIES = {0.5, 0.3, 0.2, 0.12, 0.08, 0.05, 0.03, 0.02, 0.013};
  private static final int BOTH_FROM = 2;
  private static final int BITS = 5;
  private static final int[] RANKS = {100, 64, 40, 26, 16, 10, 6, 4};
  private static final String TRAIN = "{epochs: 2, rate: 0.05, end: 0.01, teacher: 0.5}";
  private static final String TUNE = "finetune: {epochs: 1, rate: 0.002, teacher: 0.5}";

  private final Bench bench;
  private final Table table;
  private final LineChart chart;
  private final CommonOptions options;

  private RatioFigure(Bench bench, Report report, CommonOptions options) {
    this.bench = bench;
    this.options = options;
    this.table = report.table(new Table("ratio", "method", "setting", "bytes", "ratio", "error %"));
    this.chart =
        new LineChart("Error against ratio (LeNet-300-100)", "ratio", "error on held-out digits, %")
            .withLogarithmicErrors()
            .withLogarithmicX();
  }

  /** Draws; gives the network pruned to 8 %, for other figures. */
  static WorkingModel draw(
      Bench bench, Report report, Map<String, XYChart> charts, CommonOptions options)
      throws IOException {
    return new RatioFigure(bench, report, options).draw(charts);
  }

  /** Points of one line. */
  private final class Line {
    private final String method;
    private final List<Double> ratios = new ArrayList<>();
    private final List<Double> errors = new ArrayList<>();

    Line(String method) {
      this.method = method;
    }

    void point(String setting, double bytes, double error) {
      double ratio = bench.originalBytes() / bytes;
      table.row(method, setting, Math.round(bytes), ratio, error);
      ratios.add(ratio);
      errors.add(error);
      options.progress("%s, %s: %.1fx, error %.2f %%", method, setting, ratio, error);
    }

    void draw() {
      chart.line(method, ratios, errors);
    }
  }

  private WorkingModel draw(Map<String, XYChart> charts) throws IOException {
    Line pruning = new Line("pruning");
    Line both = new Line("pruning + sharing");
    WorkingModel model = bench.dense();
    WorkingModel eighth = null;
    for (int i = 0; i < DENSITIES.length; i++) {
      String kept = String.format(Locale.ROOT, "%.1f %% kept", 100 * DENSITIES[i]);
      bench.run(
          model, "prune: {method: lamp, density: " + DENSITIES[i] + ", retrain: " + TRAIN + "}");
      pruning.point(kept, StorageCount.pruned(model.toCompressedModel()), bench.error(model));
      if (DENSITIES[i] == 0.08) {
        eighth = model.copy();
      }
      if (i >= BOTH_FROM) {
        WorkingModel shared = model.copy();
        shareInto(shared, BITS);
        both.point(kept + ", " + BITS + " bits", bench.fileBytes(shared), bench.error(shared));
      }
    }
    Line sharing = new Line("sharing");
    for (int bits = 8; bits >= 1; bits--) {
      WorkingModel shared = bench.dense();
      shareInto(shared, bits);
      sharing.point(bits + " bits", bench.fileBytes(shared), bench.error(shared));
    }
    Line truncated = new Line("truncated SVD");
    for (int rank : RANKS) {
      TruncatedSvd svd = TruncatedSvd.of(bench.dense(), rank);
      truncated.point("rank " + rank, 4.0 * svd.parameters(), svd.error(bench));
    }
    pruning.draw();
    sharing.draw();
    both.draw();
    truncated.draw();
    double error = bench.error(bench.dense());
    charts.put("ratio", chart.level("original", 1, 300, error).chart());
    return eighth;
  }

  private void shareInto(WorkingModel model, int bits) throws IOException {
    bench.run(model, "share: {bits: " + bits + ", initialization: exact}");
    bench.run(model, TUNE);
    bench.run(model, "quantize-biases: {format: int8}");
  }
}
