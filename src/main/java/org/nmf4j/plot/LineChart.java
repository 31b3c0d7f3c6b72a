package org.nmf4j.plot;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;

/**
 * Lines through points. The upward axis is logarithmic where numbers are far apart.
 *
 * @param title above them
 * @param xTitle what goes to the right
 * @param yTitle what goes up
 * @param isLogarithmic whether the axis to the right is, which then leaves 0 out
 * @param lines by name
 */
record LineChart(
    String title, String xTitle, String yTitle, boolean isLogarithmic, Map<String, Line> lines) {

  /** An axis with two powers of ten at least, which are what it has numbers at. */
  private static final double FAR_APART = 100;

  /** From here on there is no room for the lines between powers of ten. */
  private static final double MANY_DECADES = 1e4;

  /** So many points are marked. */
  private static final int FEW = 25;

  record Line(double[] x, double[] y) {

    static Line of(List<? extends Number> x, List<Double> y) {
      return new Line(numbers(x), numbers(y));
    }

    private static double[] numbers(List<? extends Number> list) {
      return list.stream().mapToDouble(Number::doubleValue).toArray();
    }

    /** The points that the axes have a place for. */
    private Line drawn(boolean isLogarithmic) {
      int[] places =
          IntStream.range(0, x.length)
              .filter(i -> Double.isFinite(y[i]) && (x[i] > 0 || !isLogarithmic))
              .toArray();
      return new Line(
          IntStream.of(places).mapToDouble(i -> x[i]).toArray(),
          IntStream.of(places).mapToDouble(i -> y[i]).toArray());
    }
  }

  /** Of a fit: the objective, and the loss on what was held out. */
  static Map<String, Line> ofFit(
      List<? extends Number> x, List<Double> objectives, List<Double> heldOut) {
    Map<String, Line> lines = new LinkedHashMap<>();
    lines.put("training", Line.of(x, objectives));
    if (!heldOut.isEmpty()) {
      lines.put("held out", Line.of(x.subList(0, heldOut.size()), heldOut));
    }
    return lines;
  }

  static boolean areFarApart(double... numbers) {
    return ratio(numbers) > FAR_APART;
  }

  /** Of the largest to the smallest; 0 if not all are positive. */
  private static double ratio(double... numbers) {
    double least = DoubleStream.of(numbers).min().orElse(0);
    return least > 0 ? DoubleStream.of(numbers).max().orElse(0) / least : 0;
  }

  Plot plot() {
    return new Plot(new Charts.ChartPainter(this::chart), Charts.HEIGHT);
  }

  private XYChart chart() {
    XYChart chart = Charts.lines(title, xTitle, yTitle);
    lines.forEach(
        (name, line) -> {
          Line drawn = line.drawn(isLogarithmic);
          Charts.addLine(chart, name, drawn.x(), drawn.y(), drawn.x().length <= FEW);
        });
    if (!isLogarithmic && beginsNearZero()) {
      chart.getStyler().setXAxisMin(0.0);
    }
    double[] all =
        lines.values().stream().flatMapToDouble(line -> DoubleStream.of(line.y())).toArray();
    if (isLogarithmic) {
      // The last power of ten may be at the end, and its number stand out beyond.
      chart.getStyler().setPlotContentSize(0.92);
    }
    chart.getStyler().setXAxisLogarithmic(isLogarithmic).setYAxisLogarithmic(areFarApart(all));
    chart.getStyler().setPlotGridHorizontalLinesVisible(ratio(all) < MANY_DECADES);
    return chart;
  }

  private boolean beginsNearZero() {
    double[] all =
        lines.values().stream().flatMapToDouble(line -> DoubleStream.of(line.x())).toArray();
    double least = DoubleStream.of(all).min().orElse(0);
    return least >= 0 && least <= DoubleStream.of(all).max().orElse(0) / 2;
  }
}
