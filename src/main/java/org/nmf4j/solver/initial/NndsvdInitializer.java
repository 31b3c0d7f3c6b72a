package org.nmf4j.solver.initial;

import java.util.Arrays;
import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.internal.compute.NativeThreads;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.Initializer;

/**
 * NNDSVD by a randomised singular value decomposition (Halko, Martinsson and Tropp 2011,
 * doi:10.1137/090771806): matrix products, and eigenproblems of a few dozen rows.
 */
final class NndsvdInitializer implements Initializer {

  private static final int OVERSAMPLING = 8;

  /** Each of which fills in what is missing. */
  private static final int PASSES = 6;

  /** Where nothing is missing, power iterations sharpen the basis alone. */
  private static final int PASSES_OF_WHOLE = 3;

  private static final double SMALL = 0.01;

  /**
   * Directions whose squared length is below this part of the longest carry only rounding errors.
   */
  private static final double NEGLIGIBLE = 1e-12;

  @Override
  public Factors initialize(MaskedMatrix a, int rank, long seed) {
    return NativeThreads.one(() -> initialize(a, unit(a), rank, seed));
  }

  /** The power of 4 below the largest entry: squares of numbers in this unit are in range. */
  private static double unit(MaskedMatrix a) {
    double[] largest = {Math.abs(a.background().value())};
    a.forEachObserved(
        (row, column, value, weight) -> largest[0] = Math.max(largest[0], Math.abs(value)));
    return largest[0] == 0 ? 1 : Math.scalb(1.0, Math.getExponent(largest[0]) & ~1);
  }

  private static Factors initialize(MaskedMatrix a, double unit, int rank, long seed) {
    FilledMatrix filled = FilledMatrix.of(a, unit);
    fillByMeans(filled, a, unit);
    INDArray basis = randomNormal(a, Math.min(rank + OVERSAMPLING, a.columns()), seed);
    Svd svd = null;
    boolean hasMissing = filled.hasMissing();
    int passes = hasMissing ? PASSES : PASSES_OF_WHOLE;
    for (int pass = 0; pass < passes; pass++) {
      basis = filled.transposedTimes(orthonormal(filled.times(basis)));
      if (hasMissing || pass == passes - 1) {
        svd = Svd.of(filled, orthonormal(filled.times(orthonormal(basis))), rank);
        filled.fill(svd.u, svd.scaledV());
      }
    }
    return split(svd, unit, Initializers.random().initialize(a, rank, seed));
  }

  /** A missing entry is its row's mean times its column's, over the mean. */
  private static void fillByMeans(FilledMatrix filled, MaskedMatrix a, double unit) {
    double[] rowSums = new double[a.rows()];
    double[] columnSums = new double[a.columns()];
    int[] rowCounts = new int[a.rows()];
    int[] columnCounts = new int[a.columns()];
    a.forEachObserved(
        (row, column, value, weight) -> {
          rowSums[row] += value / unit;
          rowCounts[row]++;
          columnSums[column] += value / unit;
          columnCounts[column]++;
        });
    double mean = a.mean() / unit;
    INDArray rowMeans = means(rowSums, rowCounts, mean, a.dataType()).reshape(a.rows(), 1);
    INDArray columnMeans =
        means(columnSums, columnCounts, mean, a.dataType()).reshape(1, a.columns());
    filled.fill(rowMeans, columnMeans.divi(mean == 0 ? 1 : mean));
  }

  private static INDArray means(double[] sums, int[] counts, double mean, DataType type) {
    double[] means = new double[sums.length];
    Arrays.setAll(means, i -> counts[i] == 0 ? mean : sums[i] / counts[i]);
    return Nd4j.createFromArray(means).castTo(type);
  }

  private static INDArray randomNormal(MaskedMatrix a, int columns, long seed) {
    Random random = new Random(seed);
    double[][] numbers = new double[a.columns()][columns];
    for (double[] row : numbers) {
      for (int j = 0; j < columns; j++) {
        row[j] = random.nextGaussian();
      }
    }
    return Nd4j.createFromArray(numbers).castTo(a.dataType());
  }

  /** An orthonormal basis of a matrix's columns: {@code Y·E·Λ^(−1/2)} with {@code YᵀY = E·Λ·Eᵀ}. */
  private static INDArray orthonormal(INDArray y) {
    INDArray once = y.mmul(inverseRoot(y));
    // Once more, since the first time loses half of the digits where columns are nearly parallel.
    return once.mmul(inverseRoot(once));
  }

  private static INDArray inverseRoot(INDArray y) {
    EigenDecomposition eigen = eigen(y.transpose().mmul(y));
    double[] values = eigen.getRealEigenvalues();
    double[][] vectors = eigen.getV().getData();
    int kept = 0;
    while (kept < values.length && values[kept] > NEGLIGIBLE * values[0]) {
      kept++;
    }
    double[][] scaled = new double[values.length][Math.max(kept, 1)];
    for (int i = 0; i < values.length; i++) {
      for (int j = 0; j < kept; j++) {
        scaled[i][j] = vectors[i][j] / Math.sqrt(values[j]);
      }
    }
    return Nd4j.createFromArray(scaled).castTo(y.dataType());
  }

  private static EigenDecomposition eigen(INDArray symmetric) {
    double[][] s = symmetric.castTo(DataType.DOUBLE).toDoubleMatrix();
    for (int i = 0; i < s.length; i++) {
      for (int j = 0; j < i; j++) {
        s[i][j] = s[j][i];
      }
    }
    return new EigenDecomposition(new Array2DRowRealMatrix(s, false));
  }

  /**
   * Of each pair of singular vectors the positive or the negative parts, whichever is larger.
   *
   * @param rest small multiples of it stand where the parts are 0 and where there are no more
   *     pairs: zeros in both factors would stay zeros, and products of 0 are infinitely far from
   *     entries that are not, by some losses
   */
  private static Factors split(Svd svd, double unit, Factors rest) {
    INDArray w = rest.w().muli(SMALL);
    INDArray h = rest.h().muli(SMALL);
    for (int j = 0; j < svd.s.length; j++) {
      INDArray u = svd.u.getColumn(j, true);
      INDArray v = svd.v.getColumn(j, true).transpose();
      INDArray uPlus = Transforms.relu(u, true);
      INDArray vPlus = Transforms.relu(v, true);
      INDArray uMinus = Transforms.relu(u.neg(), true);
      INDArray vMinus = Transforms.relu(v.neg(), true);
      double plus = norm(uPlus) * norm(vPlus);
      double minus = norm(uMinus) * norm(vMinus);
      boolean positive = plus >= minus;
      INDArray left = positive ? uPlus : uMinus;
      INDArray right = positive ? vPlus : vMinus;
      double root = Math.sqrt(svd.s[j] * Math.max(plus, minus)) * Math.sqrt(unit);
      w.putColumn(j, Transforms.max(w.getColumn(j, true), unit(left).muli(root)));
      h.putRow(j, Transforms.max(h.getRow(j, true), unit(right).muli(root)));
    }
    return new Factors(w, h);
  }

  private static double norm(INDArray vector) {
    NativeArray numbers = NativeArray.of(vector);
    return Math.sqrt(numbers.dot(numbers));
  }

  private static INDArray unit(INDArray vector) {
    double norm = norm(vector);
    return norm == 0 ? vector : vector.div(norm);
  }

  /** {@code U·diag(s)·Vᵀ}, the leading part of a matrix. */
  private static final class Svd {
    private final INDArray u;
    private final double[] s;
    private final INDArray v;

    private Svd(INDArray u, double[] s, INDArray v) {
      this.u = u;
      this.s = s;
      this.v = v;
    }

    /**
     * @param q an orthonormal basis of the matrix's leading columns
     */
    static Svd of(FilledMatrix matrix, INDArray q, int rank) {
      INDArray small = matrix.transposedTimes(q).transpose();
      EigenDecomposition eigen = eigen(small.mmul(small.transpose()));
      double[] values = eigen.getRealEigenvalues();
      int kept = 0;
      while (kept < Math.min(rank, values.length) && values[kept] > NEGLIGIBLE * values[0]) {
        kept++;
      }
      // A matrix of zeros keeps one component, of zeros.
      int width = Math.max(kept, 1);
      double[] s = new double[width];
      double[][] vectors = new double[values.length][width];
      double[][] scaled = new double[values.length][width];
      for (int j = 0; j < kept; j++) {
        s[j] = Math.sqrt(values[j]);
        for (int i = 0; i < values.length; i++) {
          vectors[i][j] = eigen.getV().getEntry(i, j);
          scaled[i][j] = vectors[i][j] / s[j];
        }
      }
      INDArray u = q.mmul(Nd4j.createFromArray(vectors).castTo(q.dataType()));
      INDArray v = small.transpose().mmul(Nd4j.createFromArray(scaled).castTo(q.dataType()));
      return new Svd(u, s, v);
    }

    /** {@code diag(s)·Vᵀ}. */
    INDArray scaledV() {
      return v.mulRowVector(Nd4j.createFromArray(s).castTo(v.dataType())).transpose();
    }
  }
}
