package io.deepcompress.experiments.figures;

import io.deepcompress.experiments.CommonOptions;
import io.deepcompress.experiments.result.Report;
import io.deepcompress.experiments.result.Table;
import io.deepcompress.pipeline.WeightLayer;
import io.deepcompress.pipeline.WorkingModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;

/** Error by bits for each way to choose centroids, before and after they are trained. */
final class InitializationFigure {
  private static final List<String> WAYS =
      List.of("linear", "density", "random", "kmeans-plus-plus", "exact");
  private static final int LEAST_BITS = 2;
  private static final int MOST_BITS = 8;

  private InitializationFigure() {}

  static void draw(
      Bench bench,
      WorkingModel pruned,
      Report report,
      Map<String, XYChart> charts,
      CommonOptions options)
      throws IOException {
    Table table =
        report.table(
            new Table(
                "initialization",
                "initialization",
                "bits",
                "squared error, % of weights'",
                "error % as shared",
                "error % fine-tuned"));
    double unshared = bench.error(pruned);
    LineChart shared = chart("Centroids as k-means left them (pruned LeNet-300-100)");
    LineChart tuned = chart("Centroids after fine-tuning for one epoch");
    for (String way : WAYS) {
      List<Double> bits = new ArrayList<>();
      List<Double> before = new ArrayList<>();
      List<Double> after = new ArrayList<>();
      for (int b = LEAST_BITS; b <= MOST_BITS; b++) {
        WorkingModel model = pruned.copy();
        bench.run(model, "share: {bits: " + b + ", initialization: " + way + ", values: float32}");
        double lost = distortion(pruned, model);
        double error = bench.error(model);
        bench.run(model, "finetune: {epochs: 1, rate: 0.002}");
        double trained = bench.error(model);
        table.row(way, b, lost, error, trained);
        bits.add((double) b);
        before.add(error);
        after.add(trained);
      }
      shared.line(way, bits, before);
      tuned.line(way, bits, after);
      options.progress("initialization %s done", way);
    }
    charts.put("initialization-shared", finished(shared, unshared));
    charts.put("initialization-fine-tuned", finished(tuned, unshared));
  }

  private static LineChart chart(String title) {
    return new LineChart(title, "bits a code", "error on held-out digits, %")
        .withLogarithmicErrors();
  }

  private static XYChart finished(LineChart chart, double unshared) {
    return chart.level("not shared", LEAST_BITS, MOST_BITS, unshared).chart();
  }

  /** Squared error of all weights over the sum of their squares, %. */
  private static double distortion(WorkingModel exact, WorkingModel shared) {
    double error = 0;
    double energy = 0;
    List<WeightLayer> layers = exact.weights();
    for (int i = 0; i < layers.size(); i++) {
      float[] a = layers.get(i).tensor().values();
      float[] b = shared.weights().get(i).tensor().values();
      for (int w = 0; w < a.length; w++) {
        error += ((double) a[w] - b[w]) * ((double) a[w] - b[w]);
        energy += (double) a[w] * a[w];
      }
    }
    return 100 * error / energy;
  }
}
