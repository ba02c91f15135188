package io.deepcompress.experiments.figures;

import io.deepcompress.experiments.result.Report;
import io.deepcompress.experiments.result.Table;
import io.deepcompress.pipeline.WorkingModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;

/** The kept weights of a layer, and where centroids came to lie among them. */
final class WeightsFigure {
  private static final int LAYER = 1;
  private static final int BITS = 4;
  private static final int BINS = 90;

  private WeightsFigure() {}

  static void draw(Bench bench, WorkingModel pruned, Report report, Map<String, XYChart> charts)
      throws IOException {
    float[] weights = pruned.weights().get(LAYER).tensor().values();
    Table histogram = report.table(new Table("weights-histogram", "weight", "count"));
    Table centroids = report.table(new Table("weights-centroids", "centroids", "value"));
    double largest = 0;
    for (float weight : weights) {
      largest = Math.max(largest, Math.abs(weight));
    }
    double width = 2 * largest / BINS;
    int[] counts = new int[BINS];
    for (float weight : weights) {
      if (weight != 0) {
        counts[(int) Math.min(BINS - 1, (weight + largest) / width)]++;
      }
    }
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    int most = 0;
    for (int bin = 0; bin < BINS; bin++) {
      x.add(-largest + (bin + 0.5) * width);
      y.add((double) counts[bin]);
      histogram.row(x.get(bin), counts[bin]);
      most = Math.max(most, counts[bin]);
    }
    LineChart chart =
        new LineChart(
            "Kept weights of ip2 and " + ((1 << BITS) - 1) + " centroids (LeNet-300-100, 8 % kept)",
            "weight",
            "weights in a bin");
    chart.area("weights", x, y);
    int row = 0;
    for (Map.Entry<String, List<Double>> way : centroids(bench, pruned).entrySet()) {
      row++;
      double level = -0.05 * most * row;
      way.getValue().forEach(value -> centroids.row(way.getKey(), value));
      chart.points(way.getKey(), way.getValue(), level);
    }
    chart.chart().getStyler().setYAxisMin(-0.05 * most * (row + 1));
    charts.put("weights", chart.chart());
  }

  private static Map<String, List<Double>> centroids(Bench bench, WorkingModel pruned)
      throws IOException {
    Map<String, List<Double>> found = new LinkedHashMap<>();
    for (String way : List.of("linear", "density", "random", "exact")) {
      WorkingModel model = pruned.copy();
      bench.run(model, "share: {bits: " + BITS + ", initialization: " + way + ", values: float32}");
      found.put(way, values(model));
      if (way.equals("linear")) {
        bench.run(model, "finetune: {epochs: 1, rate: 0.002}");
        found.put("linear, fine-tuned", values(model));
      }
    }
    return found;
  }

  private static List<Double> values(WorkingModel model) {
    List<Double> values = new ArrayList<>();
    for (float value : model.weights().get(LAYER).tensor().codebook().values()) {
      values.add((double) value);
    }
    return values;
  }
}
