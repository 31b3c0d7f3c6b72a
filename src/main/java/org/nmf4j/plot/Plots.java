package org.nmf4j.plot;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.nmf4j.FitReport;
import org.nmf4j.Intervals;
import org.nmf4j.NmfModel;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.select.ConsensusMatrix;
import org.nmf4j.select.RankSurvey;

/** Pictures of fits, models and matrices. Each is 560 pixels wide unless asked for otherwise. */
public final class Plots {

  private Plots() {}

  /**
   * The objective of a fit at each iteration, and the loss on what was held out.
   *
   * @param model with the report of its fit
   * @return the picture
   * @throws IllegalArgumentException if the model has no report, or one without a history
   */
  public static Plot loss(NmfModel model) {
    return loss(
        model
            .report()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the model has no report of a fit, and so no loss to draw")));
  }

  /**
   * As {@link #loss(NmfModel)}.
   *
   * @param report of a fit
   * @return the picture
   * @throws IllegalArgumentException if the report has no history
   */
  public static Plot loss(FitReport report) {
    if (report.history().isEmpty()) {
      throw new IllegalArgumentException(
          "the report has no history of the loss, as that of a model that an earlier version saved");
    }
    List<Integer> iterations = IntStream.range(0, report.history().size()).boxed().toList();
    Map<String, LineChart.Line> lines =
        LineChart.ofFit(iterations, report.history(), report.heldOutHistory());
    boolean isLong = iterations.size() > LossHistory.MANY;
    return new LineChart("Loss", "iteration", report.objectiveName(), isLong, lines).plot();
  }

  /**
   * The objective of fits against the seconds that they took, and the losses on what was held out.
   *
   * @param histories of fits that are over, or go on, by name
   * @return the picture
   * @throws IllegalArgumentException if there is none, or one has seen no iteration
   */
  public static Plot lossBySeconds(Map<String, LossHistory> histories) {
    if (histories.isEmpty()) {
      throw new IllegalArgumentException("histories must be at least one");
    }
    Map<String, LineChart.Line> lines = new LinkedHashMap<>();
    histories.forEach(
        (name, history) ->
            history
                .bySeconds()
                .forEach(
                    (kind, line) ->
                        lines.put(histories.size() == 1 ? kind : name + ", " + kind, line)));
    return new LineChart("Loss", "seconds", "objective", false, lines).plot();
  }

  /**
   * W and H as heat maps beside each other.
   *
   * @param model W·H
   * @param order of the rows of W and of the columns of H
   * @return the picture
   * @throws IllegalArgumentException if a factor is too large for a picture, or for the order
   */
  public static Plot factors(NmfModel model, Order order) {
    return HeatMaps.of(model, order).factors();
  }

  /**
   * As {@link #factors(NmfModel, Order)}, as they are.
   *
   * @param model W·H
   * @return the picture
   */
  public static Plot factors(NmfModel model) {
    return factors(model, Order.AS_GIVEN);
  }

  /**
   * A beside what the model says of it, W·H or with offsets and units, on one scale of colours;
   * missing entries are grey.
   *
   * @param a m×n
   * @param model of it
   * @param order of rows and columns, by the model's factors
   * @return the picture
   * @throws IllegalArgumentException if A has another shape, or more than 4,000,000 entries with
   *     those that are missing
   */
  public static Plot completed(MaskedMatrix a, NmfModel model, Order order) {
    return HeatMaps.of(model, order).completed(a);
  }

  /**
   * As {@link #completed(MaskedMatrix, NmfModel, Order)}, in the order of A.
   *
   * @param a m×n
   * @param model of it
   * @return the picture
   */
  public static Plot completed(MaskedMatrix a, NmfModel model) {
    return completed(a, model, Order.AS_GIVEN);
  }

  /**
   * What the model leaves of the entries, A − W·H: white where it is right, blue where it says too
   * much, orange where it says too little, grey where entries are missing.
   *
   * @param a m×n
   * @param model of it
   * @param order of rows and columns, by the model's factors
   * @return the picture
   * @throws IllegalArgumentException if A has another shape, or more than 4,000,000 entries with
   *     those that are missing
   */
  public static Plot residuals(MaskedMatrix a, NmfModel model, Order order) {
    return HeatMaps.of(model, order).residuals(a);
  }

  /**
   * As {@link #residuals(MaskedMatrix, NmfModel, Order)}, in the order of A.
   *
   * @param a m×n
   * @param model of it
   * @return the picture
   */
  public static Plot residuals(MaskedMatrix a, NmfModel model) {
    return residuals(a, model, Order.AS_GIVEN);
  }

  /**
   * A matrix as a heat map, missing entries in grey.
   *
   * @param a m×n
   * @return the picture
   * @throws IllegalArgumentException if it has more than 4,000,000 entries with those that are
   *     missing
   */
  public static Plot matrix(MaskedMatrix a) {
    return matrix(a, "A", "row", "column");
  }

  /**
   * As {@link #matrix(MaskedMatrix)}, of which the picture says what it is.
   *
   * @param a m×n
   * @param title above it
   * @param rowTitle what its rows are
   * @param columnTitle what its columns are
   * @return the picture
   * @throws IllegalArgumentException if it has more than 4,000,000 entries with those that are
   *     missing
   */
  public static Plot matrix(MaskedMatrix a, String title, String rowTitle, String columnTitle) {
    return HeatMaps.of(a, title, rowTitle, columnTitle);
  }

  /**
   * Each component's row of H as an image, for matrices whose rows are images, pixel row by pixel
   * row; each has its own scale, from 0 to its largest number.
   *
   * @param model of images
   * @param height of an image in pixels
   * @param width likewise; {@code height · width = n}
   * @return the picture
   * @throws IllegalArgumentException if the images have not as many pixels as H has columns
   */
  public static Plot parts(NmfModel model, int height, int width) {
    double[][] h = model.h().toDoubleMatrix();
    List<String> titles = IntStream.rangeClosed(1, h.length).mapToObj(Integer::toString).toList();
    return Images.of(h, titles, height, width);
  }

  /**
   * Rows of a matrix as images, pixel row by pixel row; missing pixels are grey.
   *
   * @param a images, one a row
   * @param height of an image in pixels
   * @param width likewise; {@code height · width = n}
   * @return the picture
   * @throws IllegalArgumentException if the images have not as many pixels as A has columns, or A
   *     has more than 200 rows
   */
  public static Plot images(MaskedMatrix a, int height, int width) {
    Images.requireCount(a.rows());
    List<String> titles =
        Axis.of("row", a.rowLabels(), a.rows(), LeafOrder.asGiven(a.rows())).labels();
    return Images.of(a.toArray().toDoubleMatrix(), titles, height, width);
  }

  /**
   * The columns that each component weighs most, as bars: the largest numbers of each row of H.
   *
   * @param model W·H
   * @param count how many of each component, at most
   * @return the picture
   * @throws IllegalArgumentException if the count is not positive
   */
  public static Plot topColumns(NmfModel model, int count) {
    return TopBars.of(model.h().toDoubleMatrix(), model.columnLabels(), count);
  }

  /**
   * The rows that weigh each component most, as bars: the largest numbers of each column of W.
   *
   * @param model W·H
   * @param count how many of each component, at most
   * @return the picture
   * @throws IllegalArgumentException if the count is not positive
   */
  public static Plot topRows(NmfModel model, int count) {
    return TopBars.of(model.w().transpose().toDoubleMatrix(), model.rowLabels(), count);
  }

  /**
   * How often entries are within the intervals that a model gives them, against how often they
   * should be: on the diagonal it is as sure as it says, below it is too sure.
   *
   * @param intervals of a model, by its name
   * @param heldOut entries that the models were not fitted to
   * @return the picture
   * @throws IllegalArgumentException if there are no intervals
   */
  public static Plot calibration(Map<String, Intervals> intervals, MaskedMatrix heldOut) {
    Map<String, double[]> covered = new LinkedHashMap<>();
    intervals.forEach((name, of) -> covered.put(name, Calibration.covered(of, heldOut)));
    return calibration(Calibration.probabilities(), covered);
  }

  /**
   * As {@link #calibration(Map, MaskedMatrix)}, of what was counted before.
   *
   * @param probabilities of intervals, in [0, 1]
   * @param covered the part of the entries within the intervals of each probability, by the model's
   *     name
   * @return the picture
   * @throws IllegalArgumentException if there is nothing, or not one part for each probability
   */
  public static Plot calibration(double[] probabilities, Map<String, double[]> covered) {
    return Calibration.of(probabilities, covered);
  }

  /**
   * The largest singular values of a matrix, at most 30 of them: as many components as stand out
   * are worth having. A missing entry is taken for its row's mean times its column's, over the
   * mean.
   *
   * @param a m×n, of which one side is at most 1,000
   * @return the picture
   * @throws IllegalArgumentException if both sides are larger
   */
  public static Plot spectrum(MaskedMatrix a) {
    double[] values = Spectrum.of(a);
    List<String> places =
        IntStream.rangeClosed(1, values.length).mapToObj(Integer::toString).toList();
    return barPlot("Singular spectrum", "place", "singular value", places, values);
  }

  /**
   * A survey of ranks: the errors on held-out entries, with a standard error up and down, and the
   * training losses; below, how far several starts agree: cophenetic correlations of the consensus
   * of rows and columns, stability of components, and the explained variance. A line marks the
   * choice.
   *
   * @param survey of a search
   * @return the picture
   */
  public static Plot survey(RankSurvey survey) {
    return new SurveyChart(Objects.requireNonNull(survey, "survey")).plot();
  }

  /**
   * How often each two things were in one cluster, from 0 to 1, as a heat map in the order of a
   * hierarchical clustering: blocks on the diagonal are clusters that all runs agree on.
   *
   * @param consensus of several runs
   * @param things what is clustered, such as "row"
   * @return the picture
   */
  public static Plot consensus(ConsensusMatrix consensus, String things) {
    return HeatMaps.of(consensus, Objects.requireNonNull(things, "things"));
  }

  /**
   * Bars from 0, one for each name.
   *
   * @param xTitle what the names are
   * @param yTitle what the numbers are
   * @param names from left to right, each another
   * @param numbers finite, as many
   * @return the picture
   * @throws IllegalArgumentException if there is none, or other than one number for each name, or
   *     one that is not finite
   */
  public static Plot bars(String xTitle, String yTitle, List<String> names, double... numbers) {
    requireAsMany("numbers", numbers.length, names.size());
    return barPlot("", xTitle, yTitle, List.copyOf(names), numbers);
  }

  private static Plot barPlot(
      String title, String xTitle, String yTitle, List<String> names, double[] values) {
    requireFinite("numbers", values);
    List<Double> numbers = DoubleStream.of(values).boxed().toList();
    return new Plot(
        new Charts.ChartPainter(() -> Charts.bars(title, xTitle, yTitle, names, numbers)),
        Charts.HEIGHT);
  }

  /**
   * Lines through points.
   *
   * @param xTitle what goes to the right
   * @param x ascending
   * @param yTitle what goes up
   * @param y as many numbers for each line, by its name
   * @return the picture, with a logarithmic axis where numbers are far apart
   * @throws IllegalArgumentException if there is no line, or one has other than as many numbers, or
   *     one that is not finite
   */
  public static Plot lines(String xTitle, double[] x, String yTitle, Map<String, double[]> y) {
    requireFinite("x", x);
    Map<String, LineChart.Line> lines = new LinkedHashMap<>();
    y.forEach(
        (name, numbers) -> {
          requireFinite(name, numbers);
          requireAsMany(name, numbers.length, x.length);
          lines.put(name, new LineChart.Line(x.clone(), numbers.clone()));
        });
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("y must be at least one line");
    }
    return new LineChart("", xTitle, yTitle, LineChart.areFarApart(x), lines).plot();
  }

  private static void requireFinite(String name, double[] numbers) {
    if (numbers.length == 0 || !Arrays.stream(numbers).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          name + " must be finite numbers, got " + Arrays.toString(numbers));
    }
  }

  static void requireAsMany(String name, int count, int needed) {
    if (count != needed) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must be %d numbers, got %d", name, needed, count));
    }
  }
}
