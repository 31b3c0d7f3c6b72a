package org.nmf4j;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.GivenMatrix;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.ColumnUnits;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Offsets;

/**
 * Makes a model of factors that were found elsewhere, on a cluster or by another program, with all
 * that it is to know besides: see {@link NmfModel#builder}. For one thread.
 */
public final class NmfModelBuilder {

  private final INDArray w;
  private final INDArray h;

  private Objective objective;
  private Offsets offsets;
  private INDArray rowOffsets;
  private INDArray columnOffsets;
  private double mean = Double.NaN;
  private Background background = Background.missing();
  private ModelTerms.Range range = ModelTerms.Range.ALL;
  private List<String> rowLabels = List.of();
  private List<String> columnLabels = List.of();
  private double[] rowWeights;
  private double[] columnWeights;

  NmfModelBuilder(INDArray w, INDArray h) {
    this.w = w;
    this.h = h;
    offsets = Offsets.none(h.rows());
  }

  /**
   * What the factors minimise, by which new rows and columns are folded in; by default the RMSE, of
   * non-negative factors if W and H are so.
   *
   * @param objective of W and H, without offsets
   * @return this builder
   */
  public NmfModelBuilder objective(Objective objective) {
    this.objective = Objects.requireNonNull(objective, "objective");
    return this;
  }

  /**
   * Offsets: predictions are {@code μ + b_i + c_j + (W·H)_ij}.
   *
   * @param mean μ
   * @param ofRows b, m numbers
   * @param ofColumns c, n numbers
   * @param penalty of both
   * @return this builder
   */
  public NmfModelBuilder offsets(
      double mean, double[] ofRows, double[] ofColumns, ElasticNet penalty) {
    offsets = Offsets.of(h.rows(), penalty, requireFinite("mean", mean));
    rowOffsets = vector("row offsets", ofRows, w.rows());
    columnOffsets = vector("column offsets", ofColumns, h.columns());
    return this;
  }

  private INDArray vector(String name, double[] numbers, int count) {
    if (numbers.length != count) {
      throw new IllegalArgumentException(
          name + " must be " + count + " numbers, got " + numbers.length);
    }
    INDArray row = Nd4j.createFromArray(new double[][] {numbers});
    return new GivenMatrix(name, row).finite().array().castTo(w.dataType()).reshape(count);
  }

  private static double requireFinite(String name, double number) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException(name + " must be finite, got " + number);
    }
    return number;
  }

  /**
   * What is predicted where neither row nor column is known; by default what the average row and
   * column predict.
   *
   * @param mean of the entries
   * @return this builder
   */
  public NmfModelBuilder mean(double mean) {
    this.mean = requireFinite("mean", mean);
    return this;
  }

  /**
   * What entries counted for that were not observed; nothing by default.
   *
   * @param background of the fit
   * @return this builder
   */
  public NmfModelBuilder background(Background background) {
    this.background = Objects.requireNonNull(background, "background");
    return this;
  }

  /**
   * What no prediction is below or above; none by default.
   *
   * @param smallest prediction
   * @param largest prediction
   * @return this builder
   * @throws IllegalArgumentException if they are not finite or not in ascending order
   */
  public NmfModelBuilder clip(double smallest, double largest) {
    range = ModelTerms.Range.of(smallest, largest);
    return this;
  }

  /**
   * Names of rows and columns; none by default.
   *
   * @param ofRows m different names, or none
   * @param ofColumns n different names, or none
   * @return this builder
   */
  public NmfModelBuilder labels(List<String> ofRows, List<String> ofColumns) {
    rowLabels = requireCount("row labels", ofRows, w.rows());
    columnLabels = requireCount("column labels", ofColumns, h.columns());
    return this;
  }

  private static List<String> requireCount(String name, List<String> labels, int count) {
    if (!labels.isEmpty() && labels.stream().distinct().count() != count) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s must be %d different names or none, got %d of which %d differ",
              name,
              count,
              labels.size(),
              labels.stream().distinct().count()));
    }
    return List.copyOf(labels);
  }

  /**
   * By how much each row and column was seen, which {@link NmfModel#update} goes by; all alike by
   * default.
   *
   * @param ofRows the sums of the weights of their entries, m numbers
   * @param ofColumns likewise, n numbers
   * @return this builder
   */
  public NmfModelBuilder weights(double[] ofRows, double[] ofColumns) {
    vector("row weights", ofRows, w.rows());
    vector("column weights", ofColumns, h.columns());
    rowWeights = ofRows.clone();
    columnWeights = ofColumns.clone();
    return this;
  }

  /**
   * Makes the model.
   *
   * @return it, without a report
   */
  public NmfModel build() {
    NmfModel plain = NmfModel.of(w, h);
    HeapMatrix rows = plain.factorW();
    HeapMatrix columns = plain.factorH();
    if (offsets.present()) {
      rows = HeapMatrix.of(offsets.extendW(w, rowOffsets));
      columns = HeapMatrix.of(offsets.extendH(h, columnOffsets)).transpose();
    }
    ModelTerms terms =
        new ModelTerms(
            objective == null ? plain.objective() : objective,
            offsets,
            background,
            1,
            ColumnUnits.none(columns.rows()),
            Double.isNaN(mean) ? offsets.shift() + NmfModel.meanOf(rows, columns) : mean,
            range,
            0);
    return new NmfModel(
        rows,
        columns,
        terms,
        null,
        Lines.ofRows(rowLabels, rowWeights == null ? plain.rowLines().weights() : rowWeights),
        Lines.ofColumns(
            columnLabels, columnWeights == null ? plain.columnLines().weights() : columnWeights),
        null,
        Runtime.getRuntime().availableProcessors());
  }
}
