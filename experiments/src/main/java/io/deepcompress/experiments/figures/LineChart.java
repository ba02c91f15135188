package io.deepcompress.experiments.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Lines with markers in colours that are told apart by everyone (Okabe and Ito 2008). */
final class LineChart {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 560;
  private static final int TICKS = 48;
  private static final Color[] COLORS = {
    new Color(0, 114, 178),
    new Color(213, 94, 0),
    new Color(0, 158, 115),
    new Color(204, 121, 167),
    new Color(0, 0, 0),
    new Color(230, 159, 0),
  };
  private static final Marker[] MARKERS = {
    SeriesMarkers.CIRCLE,
    SeriesMarkers.SQUARE,
    SeriesMarkers.TRIANGLE_UP,
    SeriesMarkers.DIAMOND,
    SeriesMarkers.CROSS,
    SeriesMarkers.TRIANGLE_DOWN,
  };

  private final XYChart chart;
  private boolean logarithmicX;
  private boolean logarithmicY;
  private int lines;

  LineChart(String title, String x, String y) {
    chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    var styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderColor(Color.GRAY);
    styler.setPlotGridLinesColor(new Color(220, 220, 220));
    styler.setPlotGridLinesStroke(new BasicStroke(1f));
    styler.setChartTitleBoxVisible(false);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 17));
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    styler.setLegendPosition(LegendPosition.OutsideE);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setMarkerSize(8);
    chart.getStyler().setLocale(Locale.ROOT);
  }

  /** The chart, to be changed further or saved. */
  XYChart chart() {
    return chart;
  }

  /** A logarithmic axis of errors; their logarithms are drawn, so that every tick has a label. */
  LineChart withLogarithmicErrors() {
    logarithmicY = true;
    chart.getStyler().setYAxisTickLabelsFormattingFunction(LineChart::power);
    chart.getStyler().setYAxisTickMarkSpacingHint(TICKS);
    return this;
  }

  /** A logarithmic axis of ratios or densities. */
  LineChart withLogarithmicX() {
    logarithmicX = true;
    chart.getStyler().setXAxisTickLabelsFormattingFunction(LineChart::power);
    chart.getStyler().setXAxisTickMarkSpacingHint(TICKS);
    return this;
  }

  private static String power(double logarithm) {
    double value = Math.pow(10, logarithm);
    String text = String.format(Locale.ROOT, value < 9.95 ? "%.1f" : "%.0f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private static List<Double> scaled(List<Double> values, boolean logarithmic) {
    return logarithmic ? values.stream().map(Math::log10).toList() : values;
  }

  /** Adds a line with markers. */
  LineChart line(String name, List<Double> x, List<Double> y) {
    XYSeries series = chart.addSeries(name, scaled(x, logarithmicX), scaled(y, logarithmicY));
    style(series);
    return this;
  }

  /** Adds a level to compare with. */
  LineChart level(String name, double from, double to, double y) {
    XYSeries series =
        chart.addSeries(
            name, scaled(List.of(from, to), logarithmicX), scaled(List.of(y, y), logarithmicY));
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(Color.GRAY);
    series.setLineStyle(
        new BasicStroke(
            1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {6, 5}, 0));
    return this;
  }

  /** Adds a filled area. */
  LineChart area(String name, List<Double> x, List<Double> y) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.StepArea);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(Color.GRAY);
    series.setFillColor(new Color(210, 210, 210));
    // Levels below zero are for points.
    chart
        .getStyler()
        .setYAxisTickLabelsFormattingFunction(
            value -> value < 0 ? "" : String.format(Locale.ROOT, "%.0f", value));
    return this;
  }

  /** Adds markers on one level. */
  LineChart points(String name, List<Double> x, double y) {
    XYSeries series = chart.addSeries(name, x, Collections.nCopies(x.size(), y));
    series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    style(series);
    return this;
  }

  private void style(XYSeries series) {
    series.setLineColor(COLORS[lines % COLORS.length]);
    series.setMarkerColor(COLORS[lines % COLORS.length]);
    series.setMarker(MARKERS[lines % MARKERS.length]);
    series.setLineStyle(new BasicStroke(2f));
    lines++;
  }
}
