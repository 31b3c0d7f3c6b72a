package org.nmf4j.impute;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.nmf4j.data.ExampleRows;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns a {@link FactorModel} from rows that pass by: once for the columns' moments, then once an
 * epoch.
 *
 * @param name of what the rows are, for messages
 */
public record FactorLearner(String name, int rank, int epochs, long seed) {

  private static final Logger LOG = LoggerFactory.getLogger(FactorLearner.class);

  /**
   * Learns.
   *
   * @param pass gives all batches of rows to a visitor, the same each time
   * @throws IllegalArgumentException if nothing is observed, or batches differ in width
   */
  public FactorModel learn(Consumer<Consumer<ExampleRows>> pass) {
    ColumnMoments[] moments = new ColumnMoments[1];
    pass.accept(
        rows -> {
          if (moments[0] == null) {
            moments[0] = new ColumnMoments(rows.columns());
          }
          forEachObserved(rows, moments[0].columns(), moments[0]::add);
        });
    if (moments[0] == null || moments[0].rows() == 0) {
      throw new IllegalArgumentException(
          "%s must have an observed number, got none".formatted(name));
    }
    warnOfUnobserved(moments[0].observed());
    StreamingFit fit = new StreamingFit(moments[0], rank, seed);
    for (int epoch = 0; epoch < epochs; epoch++) {
      pass.accept(rows -> forEachObserved(rows, moments[0].columns(), fit::add));
    }
    return fit.model();
  }

  private void warnOfUnobserved(boolean[] observed) {
    List<Integer> columns =
        IntStream.range(0, observed.length).filter(j -> !observed[j]).boxed().toList();
    if (!columns.isEmpty()) {
      LOG.warn(
          "columns {} of the {} have no observed number, and are taken for the average one",
          columns,
          name);
    }
  }

  /** Goes over the rows in which something is observed. */
  private static void forEachObserved(ExampleRows rows, int columns, Consumer<double[]> visitor) {
    rows.requireColumns(columns);
    double[] row = new double[columns];
    for (int i = 0; i < rows.count(); i++) {
      if (rows.read(i, row)) {
        visitor.accept(row);
      }
    }
  }
}
