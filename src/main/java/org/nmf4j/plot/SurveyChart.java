package org.nmf4j.plot;

import java.awt.BasicStroke;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.nmf4j.select.RankSurvey;
import org.nmf4j.select.RankSurvey.AtRank;

/**
 * A survey of ranks: above, the errors, on held-out entries with a standard error up and down;
 * below, how far starts agree. A line marks the choice.
 */
record SurveyChart(RankSurvey survey) {

  private static final int HEIGHT = 600;
  private static final int PLOT_WIDTH = 460;
  private static final String PARTS = "0.####";
  private static final BasicStroke DASHES =
      new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {5, 4}, 0);

  Plot plot() {
    return new Plot(
        new Panels(
            List.of(
                new Charts.ChartPainter(this::errors), new Charts.ChartPainter(this::agreement)),
            1),
        HEIGHT);
  }

  private XYChart errors() {
    XYChart chart = chart("Number of components", survey.loss());
    double[] heldOut = values(AtRank::heldOutError);
    double[] spread = values(rank -> orZero(rank.heldOutStandardError()));
    Charts.addLine(chart, "held out", ranks(), heldOut, spread);
    double[] training = values(AtRank::trainingLoss);
    Charts.addLine(chart, "training", ranks(), training, true);
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < heldOut.length; i++) {
      least = Math.min(least, Math.min(training[i], heldOut[i] - spread[i]));
      most = Math.max(most, Math.max(training[i], heldOut[i] + spread[i]));
    }
    addChoice(chart, least, most);
    return chart;
  }

  /** A single fold has no standard error. */
  private static double orZero(double error) {
    return Double.isNaN(error) ? 0 : error;
  }

  private XYChart agreement() {
    XYChart chart = chart("", "from 0 to 1");
    addKnown(chart, "cophenetic, rows", rank -> rank.rows().copheneticCorrelation());
    addKnown(chart, "cophenetic, columns", rank -> rank.columns().copheneticCorrelation());
    addKnown(chart, "stability", AtRank::stability);
    addKnown(chart, "explained", AtRank::explainedVariance);
    chart.getStyler().setYAxisMax(1.0).setYAxisDecimalPattern(PARTS).setLegendVisible(true);
    return chart;
  }

  private XYChart chart(String title, String yTitle) {
    XYChart chart = Charts.lines(title, "rank", yTitle);
    double[] ranks = ranks();
    double ofRank = PLOT_WIDTH / Math.max(ranks[ranks.length - 1] - ranks[0], 1);
    // No ticks between whole numbers.
    chart.getStyler().setXAxisTickMarkSpacingHint((int) Math.max(ofRank, 30));
    return chart;
  }

  /** What is known of at least one rank, such as not of rank 1, or of a single start. */
  private void addKnown(XYChart chart, String name, ToDoubleFunction<AtRank> measure) {
    Map<Double, Double> known = new TreeMap<>();
    for (AtRank rank : survey.ranks()) {
      double value = measure.applyAsDouble(rank);
      if (Double.isFinite(value)) {
        known.put((double) rank.rank(), value);
      }
    }
    if (!known.isEmpty()) {
      Charts.addLine(
          chart,
          name,
          known.keySet().stream().mapToDouble(x -> x).toArray(),
          known.values().stream().mapToDouble(y -> y).toArray(),
          true);
    }
  }

  private void addChoice(XYChart chart, double from, double to) {
    double choice = survey.choice();
    chart
        .addSeries(
            "choice: " + survey.choice(), new double[] {choice, choice}, new double[] {from, to})
        .setMarker(SeriesMarkers.NONE)
        .setLineColor(Palette.FAINT_INK)
        .setLineStyle(DASHES);
    chart.getStyler().setLegendVisible(true);
  }

  private double[] ranks() {
    return values(AtRank::rank);
  }

  private double[] values(ToDoubleFunction<AtRank> measure) {
    return survey.ranks().stream().mapToDouble(measure).toArray();
  }
}
