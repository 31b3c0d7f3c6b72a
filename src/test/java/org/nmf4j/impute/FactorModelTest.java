package org.nmf4j.impute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.rows.JointPosterior;

class FactorModelTest {

  private static final int COLUMNS = 9;
  private static final int UNOBSERVED = 2;
  private static final int NON_NEGATIVE = 4;
  private static final double NAN = Double.NaN;

  /** What a model is made of; covariances and factors have the offset as their last number. */
  private record Parts(double[][] means, RealMatrix[] covariances, FactorModel model) {

    static Parts random(int rank, double precision, Random random) {
      double[][] means = new double[COLUMNS][];
      double[][] triangles = new double[COLUMNS][];
      RealMatrix[] covariances = new RealMatrix[COLUMNS];
      for (int j = 0; j < COLUMNS; j++) {
        means[j] = random.doubles(rank + 1, -1, 1).toArray();
        RealMatrix root = new Array2DRowRealMatrix(rank + 1, rank + 1);
        for (int p = 0; p <= rank; p++) {
          root.setRow(p, random.doubles(rank + 1, -.3, .3).toArray());
        }
        RealMatrix covariance = root.multiply(root.transpose());
        covariances[j] = covariance;
        triangles[j] = new double[(rank + 1) * (rank + 2) / 2];
        for (int p = 0, i = 0; p <= rank; p++) {
          for (int q = 0; q <= p; q++, i++) {
            triangles[j][i] = covariance.getEntry(p, q);
          }
        }
      }
      HeapMatrix mean = new HeapMatrix(DataType.DOUBLE, COLUMNS, rank + 1);
      for (int j = 0; j < COLUMNS; j++) {
        mean.write(j, means[j]);
      }
      JointPosterior columns = new JointPosterior(mean, new boolean[rank + 1]);
      columns.restore(Nd4j.createFromArray(triangles));
      boolean[] observed = new boolean[COLUMNS];
      Arrays.fill(observed, true);
      observed[UNOBSERVED] = false;
      boolean[] nonNegative = new boolean[COLUMNS];
      nonNegative[NON_NEGATIVE] = true;
      FactorModel model =
          new FactorModel(
              observed,
              nonNegative,
              random.doubles(COLUMNS, -5, 5).toArray(),
              random.doubles(COLUMNS, 0.1, 10).toArray(),
              columns,
              random.doubles(COLUMNS, precision, 2 * precision).toArray());
      return new Parts(means, covariances, model);
    }

    /** {@code E[y·yᵀ]} of a column. */
    RealMatrix squares(int column) {
      RealVector mean = new ArrayRealVector(means[column]);
      return mean.outerProduct(mean).add(covariances[column]);
    }

    /** Of w: {@code C = (1 + Σ τ·E[h·hᵀ])⁻¹}, {@code C·Σ τ·(x·E[h] − E[h·c])}. */
    Expected expected(double[] row) {
      int rank = means[0].length - 1;
      RealMatrix gram = MatrixUtils.createRealIdentityMatrix(rank);
      RealVector right = new ArrayRealVector(rank);
      for (int j = 0; j < row.length; j++) {
        if (model.observed()[j] && !Double.isNaN(row[j])) {
          double precision = model.precisions()[j];
          double x = (row[j] - model.shift()[j]) / model.scale()[j];
          RealMatrix squares = squares(j).scalarMultiply(precision);
          gram = gram.add(squares.getSubMatrix(0, rank - 1, 0, rank - 1));
          right =
              right
                  .add(new ArrayRealVector(means[j], 0, rank).mapMultiply(precision * x))
                  .subtract(squares.getColumnVector(rank).getSubVector(0, rank));
        }
      }
      RealMatrix covariance = new LUDecomposition(gram).getSolver().getInverse();
      RealMatrix whole = new Array2DRowRealMatrix(rank + 1, rank + 1);
      whole.setSubMatrix(covariance.getData(), 0, 0);
      return new Expected(covariance.operate(right).append(1), whole);
    }

    /** {@code E[(x − E x)²]} of a number of the row, from all second moments. */
    double variance(Expected row, int column) {
      RealMatrix squares = row.w.outerProduct(row.w).add(row.covariance);
      double mean = row.w.dotProduct(new ArrayRealVector(means[column]));
      double all = squares.multiply(squares(column)).getTrace();
      return all - mean * mean + 1 / model.precisions()[column];
    }
  }

  /** A row of W with its 1, and how it varies. */
  private record Expected(RealVector w, RealMatrix covariance) {}

  private static double[] row(FactorModel model, double missing, Random random) {
    double[] row = new double[COLUMNS];
    for (int j = 0; j < COLUMNS; j++) {
      double typical = model.shift()[j] + model.scale()[j] * random.nextGaussian();
      row[j] = random.nextDouble() < missing ? NAN : typical;
    }
    return row;
  }

  @ParameterizedTest
  @CsvSource({"1, 10", "2, 1e4", "4, 2", "5, .03"})
  void fillsInWhatTheRowsPosteriorExpectsAndSaysHowSureItIs(int rank, double precision) {
    Random random = new Random(rank);
    for (int trial = 0; trial < 20; trial++) {
      Parts parts = Parts.random(rank, precision, random);
      FactorModel model = parts.model();
      RowImputer imputer = RowImputer.of(model.toNumbers());
      for (double missing : new double[] {0, 0.3, 0.9, 1}) {
        double[] row = row(model, missing, random);
        Expected expected = parts.expected(row);
        double[] filled = row.clone();
        double[] deviations = row.clone();
        imputer.filler().applyAsInt(filled);
        imputer.deviations().applyAsInt(deviations);
        for (int j = 0; j < COLUMNS; j++) {
          double product = expected.w().dotProduct(new ArrayRealVector(parts.means()[j]));
          double number = model.shift()[j] + model.scale()[j] * product;
          double possible = j == NON_NEGATIVE ? Math.max(0, number) : number;
          double deviation = model.scale()[j] * Math.sqrt(parts.variance(expected, j));
          boolean isMissing = Double.isNaN(row[j]);
          assertThat(filled[j]).isCloseTo(isMissing ? possible : row[j], within(1e-8));
          assertThat(deviations[j]).isCloseTo(isMissing ? deviation : row[j], within(1e-8));
        }
      }
    }
  }

  /** Over many seeds, since the columns are drawn once a seed. */
  @ParameterizedTest
  @ValueSource(doubles = {1, .4})
  void drawsAreDistributedAsTheModelSays(double missing) {
    Random random = new Random(5);
    Parts parts = Parts.random(3, 10, random);
    RowImputer imputer = RowImputer.of(parts.model().toNumbers());
    double[] row = row(parts.model(), missing, random);
    row[NON_NEGATIVE] = NAN;
    double[] filled = row.clone();
    double[] deviations = row.clone();
    imputer.filler().applyAsInt(filled);
    imputer.deviations().applyAsInt(deviations);
    SummaryStatistics[] drawn = new SummaryStatistics[COLUMNS];
    Arrays.setAll(drawn, j -> new SummaryStatistics());
    int seeds = 4_000;
    for (int seed = 0; seed < seeds; seed++) {
      double[] copy = row.clone();
      imputer.drawer(seed).applyAsInt(copy);
      double[] again = row.clone();
      imputer.drawer(seed).applyAsInt(again);
      assertThat(again).isEqualTo(copy);
      for (int j = 0; j < COLUMNS; j++) {
        drawn[j].addValue(copy[j]);
      }
    }
    assertThat(drawn[NON_NEGATIVE].getMin()).isNotNegative();
    for (int j = 0; j < COLUMNS; j++) {
      if (Double.isNaN(row[j]) && j != NON_NEGATIVE) {
        double error = 4.5 * deviations[j] / Math.sqrt(seeds);
        assertThat(drawn[j].getMean()).isCloseTo(filled[j], within(error));
        assertThat(drawn[j].getStandardDeviation() / deviations[j]).isBetween(.93, 1.07);
      } else if (!Double.isNaN(row[j])) {
        assertThat(drawn[j].getStandardDeviation()).isZero();
      }
    }
  }
}
