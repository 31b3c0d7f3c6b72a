package org.nmf4j.plot;

import java.awt.BasicStroke;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Charts with axes, by XChart, in the palette. */
final class Charts {

  /** Of charts at 560 pixels' width. */
  static final int HEIGHT = 340;

  /** Without the spikes that sharp corners have. */
  private static final BasicStroke STROKE =
      new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);

  private static final int MARKER_SIZE = 7;

  private static final int PADDING = 8;

  /** Of a name in the legend, the line before it and the room around both. */
  private static final int LEGEND_LINE = 42;

  private static final int TICK_SPACING = 80;
  private static final String NUMBERS = "#,##0.###";

  /** Less is written with its power of ten. */
  private static final double LEAST_PLAIN = 0.01;

  /** So many bars have their numbers in them. */
  private static final int FEW_BARS = 10;

  /** Of an axis, above the highest bar. */
  private static final double HEADROOM = 1.05;

  private Charts() {}

  /**
   * Paints a chart that is made anew each time, since XChart's change while they are painted.
   *
   * @param chart makes it
   */
  record ChartPainter(Supplier<? extends Chart<?, ?>> chart) implements Painter {

    @Override
    public void paint(Graphics2D graphics, int width, int height) {
      Chart<?, ?> painted = chart.get();
      int room = width - 2 * PADDING;
      painted
          .getStyler()
          .setLegendLayout(
              legendWidth(graphics, painted) <= room
                  ? LegendLayout.Horizontal
                  : LegendLayout.Vertical);
      painted.paint(graphics, width, height);
    }

    private static int legendWidth(Graphics2D graphics, Chart<?, ?> chart) {
      FontMetrics metrics = graphics.getFontMetrics(Palette.TEXT);
      return chart.getSeriesCollection().stream()
          .mapToInt(series -> metrics.stringWidth(series.getName()) + LEGEND_LINE)
          .sum();
    }
  }

  static XYChart lines(String title, String xTitle, String yTitle) {
    XYChart chart = new XYChartBuilder().title(title).xAxisTitle(xTitle).yAxisTitle(yTitle).build();
    style(chart.getStyler());
    chart.getStyler().setMarkerSize(MARKER_SIZE);
    chart.getStyler().setXAxisTickMarkSpacingHint(TICK_SPACING).setXAxisDecimalPattern(NUMBERS);
    return chart;
  }

  /** Adds a line in the next colour, with markers where there are few points. */
  static void addLine(XYChart chart, String name, double[] x, double[] y, boolean hasMarkers) {
    style(chart, chart.addSeries(name, x, y))
        .setMarker(hasMarkers ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
  }

  /** Adds a line in the next colour, of which each point has a bar as far up as down. */
  static void addLine(XYChart chart, String name, double[] x, double[] y, double[] bars) {
    style(chart, chart.addSeries(name, x, y, bars)).setMarker(SeriesMarkers.CIRCLE);
  }

  private static XYSeries style(XYChart chart, XYSeries series) {
    int index = chart.getSeriesCollection().size() - 1;
    chart.getStyler().setErrorBarsColorSeriesColor(true).setLegendVisible(index > 0);
    series
        .setMarkerColor(Palette.series(index))
        .setLineColor(Palette.series(index))
        .setLineStyle(STROKE);
    return series;
  }

  /** Standing bars from 0. */
  static CategoryChart bars(
      String title, String xTitle, String yTitle, List<String> names, List<Double> numbers) {
    CategoryChart chart =
        new CategoryChartBuilder().title(title).xAxisTitle(xTitle).yAxisTitle(yTitle).build();
    style(chart.getStyler());
    chart.getStyler().setAvailableSpaceFill(0.7);
    chart.getStyler().setPlotGridVerticalLinesVisible(false).setLegendVisible(false);
    double most = numbers.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    if (numbers.stream().allMatch(number -> number >= 0) && most > 0) {
      chart.getStyler().setYAxisMin(0.0).setYAxisMax(HEADROOM * most).setPlotContentSize(0.98);
    }
    double largest = numbers.stream().mapToDouble(Math::abs).max().orElse(0);
    chart.getStyler().setYAxisDecimalPattern(threeDigits(largest));
    if (names.size() <= FEW_BARS) {
      chart.getStyler().setLabelsVisible(true).setLabelsFont(Palette.TEXT).setLabelsPosition(0.95);
      chart.getStyler().setLabelsFontColor(Palette.PAPER).setLabelsFontColorAutomaticEnabled(false);
    }
    chart.addSeries(yTitle, names, numbers).setFillColor(Palette.series(0));
    return chart;
  }

  /** A pattern that shows three digits of a number. */
  private static String threeDigits(double number) {
    if (number > 0 && number < LEAST_PLAIN) {
      return "0.##E0";
    }
    int behindPoint = number == 0 ? 0 : 2 - (int) Math.floor(Math.log10(number));
    return behindPoint <= 0 ? "#,##0" : "#,##0." + "#".repeat(behindPoint);
  }

  private static void style(AxesChartStyler styler) {
    styler
        .setChartBackgroundColor(Palette.PAPER)
        .setChartFontColor(Palette.INK)
        .setChartTitleFont(Palette.TITLE)
        .setChartTitleBoxVisible(false)
        .setChartPadding(PADDING)
        .setSeriesColors(Palette.series())
        .setLegendFont(Palette.TEXT)
        .setLegendBorderColor(Palette.PAPER)
        .setLegendPosition(LegendPosition.OutsideS)
        .setLegendSeriesLineLength(18)
        .setPlotBorderVisible(false)
        .setPlotContentSize(0.96);
    styler
        .setAxisTitleFont(Palette.TEXT)
        .setAxisTickLabelsFont(Palette.TEXT)
        .setAxisTickLabelsColor(Palette.INK)
        .setPlotGridLinesColor(Palette.GRID)
        .setPlotGridLinesStroke(new BasicStroke(1f));
    styler.setLocale(Locale.ROOT);
  }
}
