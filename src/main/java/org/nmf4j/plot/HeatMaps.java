package org.nmf4j.plot;

import java.util.List;
import java.util.Locale;
import org.nmf4j.NmfModel;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.plot.HeatMap.Panel;
import org.nmf4j.select.ConsensusMatrix;

/** Heat maps of a model's factors and of its matrix, with rows and columns in one order. */
final class HeatMaps {

  /** The height of a picture of a square matrix. */
  private static final int SQUARE = 520;

  private static final long MOST_ENTRIES = 4_000_000;

  private final NmfModel model;
  private final double[][] w;
  private final double[][] h;
  private final int[] rowOrder;
  private final int[] columnOrder;

  private HeatMaps(NmfModel model, Order order) {
    requireSize((long) model.rows() * model.rank(), model.rows(), model.rank());
    requireSize((long) model.rank() * model.columns(), model.rank(), model.columns());
    this.model = model;
    w = model.w().toDoubleMatrix();
    h = model.h().toDoubleMatrix();
    rowOrder = order.of("rows", w);
    columnOrder = order.of("columns", model.h().transpose().toDoubleMatrix());
  }

  static HeatMaps of(NmfModel model, Order order) {
    return new HeatMaps(model, order);
  }

  static Plot of(MaskedMatrix a, String title, String rowTitle, String columnTitle) {
    requireSize(a);
    Axis rows = Axis.of(rowTitle, a.rowLabels(), a.rows(), asGiven(a.rows()));
    Axis columns = Axis.of(columnTitle, a.columnLabels(), a.columns(), asGiven(a.columns()));
    return plot(rows, ColorScale::sequential, new Panel(title, columns, numbers(a)));
  }

  static Plot of(ConsensusMatrix consensus, String things) {
    int[] order = consensus.order();
    Axis axis = Axis.of(things, consensus.names(), consensus.size(), order);
    double[][] numbers = inOrder(consensus.toArray().toDoubleMatrix(), order, order);
    double correlation = consensus.copheneticCorrelation();
    String title =
        "Consensus of "
            + consensus.runs()
            + " runs"
            + (Double.isNaN(correlation) ? "" : ", cophenetic " + Text.of(correlation));
    HeatMap map =
        new HeatMap(
            axis,
            List.of(new Panel(title, axis, numbers)),
            new ColorScale(0, 1, Palette.SEQUENTIAL));
    return new Plot(map, SQUARE);
  }

  Plot factors() {
    Axis components = Axis.components(model.rank());
    HeatMap ofW = heatMap(rows(), components, "W", inOrder(w, rowOrder, asGiven(model.rank())));
    HeatMap ofH =
        heatMap(components, columns(), "H", inOrder(h, asGiven(model.rank()), columnOrder));
    return new Plot(
        new Panels(List.of(ofW, ofH), 2), Math.max(Math.min(ofW.height(), 480), ofH.height()));
  }

  Plot completed(MaskedMatrix a) {
    double[][] observed = observed(a);
    double[][] predicted = model.reconstruct().toDoubleMatrix();
    double[][] ordered = inOrder(predicted, rowOrder, columnOrder);
    Panel ofA = new Panel("A", columns(), inOrder(observed, rowOrder, columnOrder));
    return plot(rows(), ColorScale::sequential, ofA, new Panel("W·H", columns(), ordered));
  }

  Plot residuals(MaskedMatrix a) {
    double[][] left = observed(a);
    for (int i = 0; i < left.length; i++) {
      for (int j = 0; j < left[i].length; j++) {
        left[i][j] = Double.isNaN(left[i][j]) ? Double.NaN : left[i][j] - model.predict(i, j);
      }
    }
    Panel panel = new Panel("A − W·H", columns(), inOrder(left, rowOrder, columnOrder));
    return plot(rows(), ColorScale::diverging, panel);
  }

  private double[][] observed(MaskedMatrix a) {
    if (a.rows() != model.rows() || a.columns() != model.columns()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "A must be %d×%d as the model, got %d×%d",
              model.rows(),
              model.columns(),
              a.rows(),
              a.columns()));
    }
    requireSize(a);
    return numbers(a);
  }

  private static double[][] numbers(MaskedMatrix a) {
    return a.toArray().toDoubleMatrix();
  }

  private Axis rows() {
    return Axis.of("row", model.rowLabels(), model.rows(), rowOrder);
  }

  private Axis columns() {
    return Axis.of("column", model.columnLabels(), model.columns(), columnOrder);
  }

  private static int[] asGiven(int count) {
    return LeafOrder.asGiven(count);
  }

  private static double[][] inOrder(double[][] numbers, int[] rows, int[] columns) {
    double[][] ordered = new double[rows.length][columns.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        ordered[i][j] = numbers[rows[i]][columns[j]];
      }
    }
    return ordered;
  }

  private static HeatMap heatMap(Axis rows, Axis columns, String title, double[][] numbers) {
    return new HeatMap(
        rows, List.of(new Panel(title, columns, numbers)), ColorScale.sequential(numbers));
  }

  /** Chooses the scale of the numbers of all panels. */
  private interface Scaling {
    ColorScale of(double[]... rows);
  }

  private static Plot plot(Axis rows, Scaling scaling, Panel... panels) {
    double[][] all =
        List.of(panels).stream()
            .flatMap(panel -> List.of(panel.numbers()).stream())
            .toArray(double[][]::new);
    HeatMap map = new HeatMap(rows, List.of(panels), scaling.of(all));
    return new Plot(map, map.height());
  }

  private static void requireSize(MaskedMatrix a) {
    requireSize((long) a.rows() * a.columns(), a.rows(), a.columns());
  }

  private static void requireSize(long entries, int rows, int columns) {
    if (entries > MOST_ENTRIES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a heat map is of at most %d entries, got %d×%d",
              MOST_ENTRIES,
              rows,
              columns));
    }
  }
}
