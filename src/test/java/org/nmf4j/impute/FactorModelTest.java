package org.nmf4j.impute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nmf4j.internal.rows.FoldIn;

class FactorModelTest {

  private static final int COLUMNS = 9;
  private static final double NAN = Double.NaN;

  /** A column has had no number to learn from; the prior's mean may be negative. */
  private static FactorModel model(int rank, double variance, Random random) {
    boolean[] observed = new boolean[COLUMNS];
    Arrays.fill(observed, true);
    observed[2] = false;
    double[][] h = new double[COLUMNS][];
    Arrays.setAll(h, j -> random.doubles(rank).toArray());
    RealMatrix root = new Array2DRowRealMatrix(rank, rank);
    for (int p = 0; p < rank; p++) {
      root.setRow(p, random.doubles(rank, -1, 1).toArray());
      root.addToEntry(p, p, 1);
    }
    return new FactorModel(
        observed,
        random.doubles(COLUMNS, -5, 5).toArray(),
        random.doubles(COLUMNS, 0.1, 10).toArray(),
        h,
        variance,
        random.doubles(rank, -1, 2).toArray(),
        root.multiply(root.transpose()).scalarAdd(0.01).getData());
  }

  /** The normal equations of the row's posterior, {@code G·w = b}. */
  private record Equations(RealMatrix gram, RealVector right) {

    static Equations of(FactorModel model, double[] row) {
      RealMatrix gram = new Array2DRowRealMatrix(model.precision());
      RealVector right = gram.operate(new ArrayRealVector(model.mean()));
      for (int j = 0; j < row.length; j++) {
        if (model.observed()[j] && !Double.isNaN(row[j])) {
          double x = (row[j] - model.shift()[j]) / model.scale()[j];
          RealVector h = new ArrayRealVector(model.h()[j]);
          gram = gram.add(h.outerProduct(h).scalarMultiply(1 / model.variance()));
          right = right.add(h.mapMultiply(x / model.variance()));
        }
      }
      return new Equations(gram, right);
    }

    /** Half the row's objective, but for a constant. */
    double value(RealVector w) {
      return gram.operate(w).dotProduct(w) / 2 - right.dotProduct(w);
    }

    /** The lowest of all points that are minimal with some components held at 0. */
    double[] minimum() {
      int rank = right.getDimension();
      RealVector best = new ArrayRealVector(rank);
      for (int free = 1; free < 1 << rank; free++) {
        int[] places = indices(rank, free);
        double[] part =
            new LUDecomposition(gram.getSubMatrix(places, places))
                .getSolver()
                .solve(
                    new ArrayRealVector(
                        Arrays.stream(places).mapToDouble(right::getEntry).toArray()))
                .toArray();
        RealVector w = new ArrayRealVector(rank);
        for (int i = 0; i < places.length; i++) {
          w.setEntry(places[i], part[i]);
        }
        if (w.getMinValue() >= 0 && value(w) < value(best)) {
          best = w;
        }
      }
      return best.toArray();
    }

    private static int[] indices(int rank, int bits) {
      return IntStream.range(0, rank).filter(p -> (bits >> p & 1) == 1).toArray();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0.1", "2, 1e-4", "4, 0.5", "5, 30"})
  void findsTheMostProbableFactorsOfARow(int rank, double variance) {
    Random random = new Random(rank);
    for (int trial = 0; trial < 20; trial++) {
      FactorModel model = model(rank, variance, random);
      FoldIn.Line line = model.foldIn().line();
      RowImputer imputer = RowImputer.of(model.toNumbers());
      for (double missing : new double[] {0, 0.3, 0.9, 1}) {
        double[] row = new double[COLUMNS];
        for (int j = 0; j < COLUMNS; j++) {
          double typical = model.shift()[j] + model.scale()[j] * 2 * random.nextGaussian();
          row[j] = random.nextDouble() < missing ? NAN : typical;
        }
        double[] expected = Equations.of(model, row).minimum();
        double size = 1 + Arrays.stream(expected).max().orElseThrow();
        assertThat(model.solve(row, line)).containsExactly(expected, within(1e-5 * size));
        double[] filled = row.clone();
        imputer.filler().applyAsInt(filled);
        for (int j = 0; j < COLUMNS; j++) {
          double product =
              new ArrayRealVector(expected).dotProduct(new ArrayRealVector(model.h()[j]));
          double value = model.shift()[j] + model.scale()[j] * product;
          assertThat(filled[j])
              .isCloseTo(
                  Double.isNaN(row[j]) ? value : row[j], within(1e-4 * size * model.scale()[j]));
        }
      }
    }
  }
}
