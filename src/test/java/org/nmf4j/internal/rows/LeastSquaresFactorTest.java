package org.nmf4j.internal.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.compute.Workers;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;
import org.nmf4j.matrix.SparseMatrix;
import org.nmf4j.objective.Bounds;
import org.nmf4j.objective.ElasticNet;

/** Rows over a background, by products with G, against the same entries one by one. */
class LeastSquaresFactorTest {

  private static final int RANK = 32;
  private static final int ROWS = 70;
  private static final int COLUMNS = 200;
  private static final Background WEAK = new Background(0.1, 0.2);

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 0.5", "-Infinity, 0", "-Infinity, 0.5"})
  void overABackgroundAsWithAllEntriesListed(double lower, double l1) {
    HeapMatrix y = random(COLUMNS, 1);
    try (Workers workers = new Workers(2)) {
      LeastSquaresFactor factored = factor(false, lower, l1, workers);
      LeastSquaresFactor listed = factor(true, lower, l1, workers);
      // The squares of the entries are left out.
      double first = FactorRows.sum(factored.loss(y));
      double constant = FactorRows.sum(factored.exactLoss(y)) - first;
      assertThat(FactorRows.sum(listed.loss(y))).isCloseTo(first, within(1e-9));
      assertThat(FactorRows.norm(factored.residual(y, 2, 0.5)))
          .isCloseTo(FactorRows.norm(listed.residual(y, 2, 0.5)), within(1e-9));

      for (int i = 0; i < 400; i++) {
        double told = FactorRows.sum(factored.update(y, 2, true));
        assertThat(told + constant).isCloseTo(FactorRows.sum(factored.exactLoss(y)), within(1e-9));
        listed.update(y, 2, true);
      }
      assertThat(factored.x().distance(listed.x())).isLessThan(1e-4);
    }
  }

  private static LeastSquaresFactor factor(
      boolean listsAll, double lower, double l1, Workers workers) {
    RowTerms terms =
        RowTerms.of(
            RANK,
            c -> new Bounds(lower, Double.POSITIVE_INFINITY, c == 3),
            c -> new ElasticNet(l1, 0.1, 0, 0.01));
    SparseMatrix a = matrix(listsAll);
    return new LeastSquaresFactor(
        new SparseRows(a.byRows(), COLUMNS, a.background()),
        random(ROWS, 2),
        terms,
        row -> Bounds.FREE,
        LeastSquaresFactor.ROUNDS_IN_FITS,
        LeastSquaresFactor.PRECISION_IN_FITS,
        workers);
  }

  private static SparseMatrix matrix(boolean listsAll) {
    Random random = new Random(3);
    SparseBuilder builder = MaskedMatrix.sparse(DataType.DOUBLE);
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < COLUMNS; column++) {
        // One row lists nothing.
        if (row != 5 && random.nextInt(10) == 0) {
          builder.add(row, column, random.nextInt(3), WEAK.weight() + random.nextInt(4));
        } else if (listsAll) {
          builder.add(row, column, WEAK.value(), WEAK.weight());
        }
      }
    }
    SparseMatrix a = SparseMatrix.from(builder.build(ROWS, COLUMNS));
    return listsAll ? a : SparseMatrix.from(a.background(WEAK));
  }

  private static HeapMatrix random(int rows, int seed) {
    Random random = new Random(seed);
    HeapMatrix matrix = new HeapMatrix(DataType.DOUBLE, rows, RANK);
    for (int row = 0; row < rows; row++) {
      matrix.write(row, random.doubles(RANK).toArray());
    }
    return matrix;
  }
}
