package org.nmf4j.plot;

import java.util.LinkedHashMap;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.nmf4j.Interval;
import org.nmf4j.Intervals;
import org.nmf4j.matrix.MaskedMatrix;

/** How many entries are where intervals say they are. */
final class Calibration {

  private static final double[] PROBABILITIES = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95};

  private static final int HEIGHT = 420;

  private Calibration() {}

  static double[] probabilities() {
    return PROBABILITIES.clone();
  }

  static double[] covered(Intervals intervals, MaskedMatrix heldOut) {
    double[] covered = new double[PROBABILITIES.length];
    heldOut.forEachObserved(
        (row, column, value, weight) -> {
          for (int i = 0; i < covered.length; i++) {
            Interval interval = intervals.interval(row, column, PROBABILITIES[i]);
            boolean isInside = interval.lower() <= value && value <= interval.upper();
            covered[i] += isInside ? 1.0 / heldOut.observed() : 0;
          }
        });
    return covered;
  }

  static Plot of(double[] probabilities, Map<String, double[]> covered) {
    if (covered.isEmpty()) {
      throw new IllegalArgumentException("there must be intervals of at least one model");
    }
    double[] x = probabilities.clone();
    Map<String, double[]> lines = new LinkedHashMap<>();
    covered.forEach(
        (name, parts) -> {
          Plots.requireAsMany(name, parts.length, x.length);
          lines.put(name, parts.clone());
        });
    return new Plot(new Charts.ChartPainter(() -> chart(x, lines)), HEIGHT);
  }

  private static XYChart chart(double[] x, Map<String, double[]> lines) {
    XYChart chart = Charts.lines("Calibration", "probability of the interval", "entries within it");
    lines.forEach((name, parts) -> Charts.addLine(chart, name, x, parts, true));
    chart
        .addSeries("as it should be", new double[] {0, 1}, new double[] {0, 1})
        .setMarker(SeriesMarkers.NONE)
        .setLineColor(Palette.MISSING);
    chart.getStyler().setLegendVisible(true);
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setYAxisMin(0.0).setYAxisMax(1.0);
    return chart;
  }
}
