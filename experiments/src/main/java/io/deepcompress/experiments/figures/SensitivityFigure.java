package io.deepcompress.experiments.figures;

import io.deepcompress.experiments.CommonOptions;
import io.deepcompress.experiments.result.Report;
import io.deepcompress.experiments.result.Table;
import io.deepcompress.pipeline.WeightLayer;
import io.deepcompress.pipeline.WorkingModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.XYChart;

/** Error when one layer alone is pruned, or shared, without any training after it. */
final class SensitivityFigure {
  private static final double[] DENSITIES = {
    1, 0.7, 0.5, 0.35, 0.25, 0.18, 0.12, 0.08, 0.05, 0.03, 0.02
  };
  private static final int MOST_BITS = 8;

  private SensitivityFigure() {}

  static void draw(Bench bench, Report report, Map<String, XYChart> charts, CommonOptions options)
      throws IOException {
    Table densities = report.table(new Table("sensitivity-density", "layer", "kept %", "error %"));
    Table bits = report.table(new Table("sensitivity-bits", "layer", "bits", "error %"));
    LineChart byDensity =
        new LineChart(
                "One layer pruned, not retrained (LeNet-300-100)",
                "kept weights of the layer, %",
                "error on held-out digits, %")
            .withLogarithmicErrors()
            .withLogarithmicX();
    LineChart byBits =
        new LineChart(
                "One layer shared, not fine-tuned (LeNet-300-100)",
                "bits a code",
                "error on held-out digits, %")
            .withLogarithmicErrors();
    WorkingModel dense = bench.dense();
    List<WeightLayer> layers = dense.weights();
    for (int i = 0; i < layers.size(); i++) {
      String layer = layers.get(i).layer();
      String name = "ip" + (i + 1);
      List<Double> x = new ArrayList<>();
      List<Double> y = new ArrayList<>();
      for (double density : DENSITIES) {
        WorkingModel model = dense.copy();
        bench.run(
            model, String.format(Locale.ROOT, "prune: {density: {\"%s\": %s}}", layer, density));
        double error = bench.error(model);
        densities.row(name, 100 * density, error);
        x.add(100 * density);
        y.add(error);
      }
      byDensity.line(name, x, y);
      List<Double> counts = new ArrayList<>();
      List<Double> errors = new ArrayList<>();
      for (int b = 1; b <= MOST_BITS; b++) {
        WorkingModel model = dense.copy();
        bench.run(
            model,
            String.format(
                Locale.ROOT, "share: {bits: {\"%s\": %d}, initialization: exact}", layer, b));
        double error = bench.error(model);
        bits.row(name, b, error);
        counts.add((double) b);
        errors.add(error);
      }
      byBits.line(name, counts, errors);
      options.progress("sensitivity of %s done", name);
    }
    double error = bench.error(dense);
    charts.put("sensitivity-density", byDensity.level("whole network", 2, 100, error).chart());
    charts.put("sensitivity-bits", byBits.level("whole network", 1, MOST_BITS, error).chart());
  }
}
