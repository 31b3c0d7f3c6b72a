package org.nmf4j.internal.rows;

import java.util.Arrays;
import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.HeapMatrix;

/**
 * Rows that are normally distributed, each with a covariance of all its numbers: {@code C = (P +
 * G)⁻¹}, {@code x = C·b}, P the precisions of the prior (Ilin and Raiko 2010, JMLR 11:1957-2000).
 */
public final class JointPosterior extends Posterior implements Turnable {

  private static final double HALF_LOG_TWO_PI_E = (Math.log(2 * Math.PI) + 1) / 2;

  /** Of a diagonal number, what rounding of the others does not reach. */
  private static final double RIDGE = 1e-8;

  /** Of each row the lower triangle of its covariance; replaced as a whole, never changed. */
  private final double[][] covariances;

  /** Means without variance. */
  public JointPosterior(HeapMatrix mean, boolean[] fixed) {
    super(mean, fixed);
    covariances = new double[mean.rows()][];
    Arrays.fill(covariances, new double[rank * (rank + 1) / 2]);
  }

  /** The same rows, but those of which nothing is known are distributed as the others are. */
  public JointPosterior withTypical(boolean[] known) {
    JointPosterior typical = copy();
    double[] centre = new double[rank];
    double[] gram = new double[rank * rank];
    double[] x = new double[rank];
    int count = 0;
    for (boolean isKnown : known) {
      count += isKnown ? 1 : 0;
    }
    for (int row = 0; row < known.length; row++) {
      if (known[row]) {
        mean.addRowTo(centre, row, 1.0 / count);
        mean.read(row, x);
        addSquare(x, 1.0 / count, gram);
        addCovariance(row, 1.0 / count, gram);
      }
    }
    addSquare(centre, -1, gram);
    double[] covariance = lowerTriangle(whole(gram));
    for (int row = 0; row < known.length; row++) {
      if (!known[row]) {
        typical.mean.write(row, centre);
        typical.covariances[row] = covariance;
      }
    }
    return typical;
  }

  private void addSquare(double[] x, double factor, double[] gram) {
    for (int i = 0; i < gram.length; i++) {
      gram[i] += factor * x[i / rank] * x[i % rank];
    }
  }

  /** One that later updates of this leave as it is. */
  JointPosterior copy() {
    HeapMatrix numbers = new HeapMatrix(mean.dataType(), mean.rows(), rank);
    numbers.copyFrom(mean);
    JointPosterior copy = new JointPosterior(numbers, fixed);
    System.arraycopy(covariances, 0, copy.covariances, 0, covariances.length);
    return copy;
  }

  @Override
  Update updates(int rounds) {
    return new Update();
  }

  final class Update implements RowUpdate {

    private final Cholesky cholesky = new Cholesky(rank);
    private final double[] x = new double[rank];
    private final double[] before = new double[rank];

    @Override
    public double run(int row, RowMoments moments, double[] precisions) {
      findMean(row, moments, precisions);
      findCovariance(row);
      return free() * HALF_LOG_TWO_PI_E - cholesky.logDeterminant() / 2;
    }

    void findMean(int row, RowMoments moments, double[] precisions) {
      mean.read(row, before);
      for (int p = 0; p < rank; p++) {
        x[p] = moments.right[p];
        for (int q = 0; q < rank; q++) {
          x[p] -= fixed[q] ? moments.gram[p * rank + q] * before[q] : 0;
        }
      }
      for (int c = 0; c < rank; c++) {
        x[c] = fixed[c] ? before[c] : x[c];
      }
      factorize(moments.gram, precisions);
      cholesky.solve(x);
      mean.write(row, x);
    }

    /** After its mean, for which it is not needed. */
    void findCovariance(int row) {
      covariances[row] = lowerTriangle(new Array2DRowRealMatrix(cholesky.inverse(), false));
    }

    /** If rounding leaves no prior beside the entries, a part of these that it leaves. */
    private void factorize(double[] gram, double[] precisions) {
      if (cholesky.factorize(gram, precisions, fixed)) {
        return;
      }
      double[] added = precisions.clone();
      for (int c = 0; c < rank; c++) {
        added[c] += RIDGE * gram[c * (rank + 1)];
      }
      if (!cholesky.factorize(gram, added, fixed)) {
        throw new ArithmeticException(
            "a row's covariance is not positive definite: the entries differ too much in size");
      }
    }

    private int free() {
      int count = 0;
      for (boolean isFixed : fixed) {
        count += isFixed ? 0 : 1;
      }
      return count;
    }
  }

  @Override
  void addCovariance(int row, double factor, double[] gram) {
    double[] covariance = covariances[row];
    for (int p = 0, i = 0; p < rank; p++) {
      for (int q = 0; q < p; q++, i++) {
        double number = factor * covariance[i];
        gram[p * rank + q] += number;
        gram[q * rank + p] += number;
      }
      gram[p * rank + p] += factor * covariance[i++];
    }
  }

  /** The lower triangle of {@code factor · E[x·xᵀ]}. */
  double[] squares(int row, double factor) {
    double[] squares = covariances[row].clone();
    double[] x = new double[rank];
    mean.read(row, x);
    for (int p = 0, i = 0; p < rank; p++) {
      for (int q = 0; q <= p; q++, i++) {
        squares[i] = factor * (squares[i] + x[p] * x[q]);
      }
    }
    return squares;
  }

  @Override
  public double variance(int row, int component) {
    return covariances[row][component * (component + 3) / 2];
  }

  @Override
  public double variance(int row, double[] y) {
    double[] covariance = covariances[row];
    double sum = 0;
    for (int p = 0, i = 0; p < rank; p++) {
      double inner = 0;
      for (int q = 0; q < p; q++, i++) {
        inner += covariance[i] * y[q];
      }
      sum += y[p] * (2 * inner + covariance[i++] * y[p]);
    }
    return sum;
  }

  @Override
  double traceWith(int row, double[] gram) {
    double[] covariance = covariances[row];
    double sum = 0;
    for (int p = 0, i = 0; p < rank; p++) {
      for (int q = 0; q < p; q++, i++) {
        sum += 2 * covariance[i] * gram[p * rank + q];
      }
      sum += covariance[i++] * gram[p * rank + p];
    }
    return sum;
  }

  @Override
  public void draw(int row, Random random, double[] into) {
    double[] normal = new double[rank];
    Arrays.setAll(normal, c -> random.nextGaussian());
    mean.read(row, into);
    EigenDecomposition parts = new EigenDecomposition(covariance(row));
    for (int c = 0; c < rank; c++) {
      double length = Math.sqrt(Math.max(0, parts.getRealEigenvalue(c))) * normal[c];
      RealVector direction = parts.getEigenvector(c);
      for (int p = 0; p < rank; p++) {
        into[p] += length * direction.getEntry(p);
      }
    }
  }

  private RealMatrix covariance(int row) {
    RealMatrix whole = new Array2DRowRealMatrix(rank, rank);
    double[] covariance = covariances[row];
    for (int p = 0, i = 0; p < rank; p++) {
      for (int q = 0; q <= p; q++, i++) {
        whole.setEntry(p, q, covariance[i]);
        whole.setEntry(q, p, covariance[i]);
      }
    }
    return whole;
  }

  @Override
  public void multiplySpread(int component, double factor) {
    RealMatrix diagonal = MatrixUtils.createRealIdentityMatrix(rank);
    diagonal.setEntry(component, component, factor);
    transformSpread(diagonal);
  }

  /** And {@code C ← T·C·Tᵀ} of every row. */
  @Override
  public void transform(RealMatrix t) {
    double[] x = new double[rank];
    for (int row = 0; row < mean.rows(); row++) {
      mean.read(row, x);
      mean.write(row, t.operate(x));
    }
    transformSpread(t);
  }

  /** A row whose covariance is singular stays as it is. */
  @Override
  public void multiplyExactness(int row, double factor, double[] precisions) {
    Cholesky cholesky = new Cholesky(rank);
    double[] gram = new double[rank * rank];
    addCovariance(row, 1, gram);
    if (!cholesky.factorize(gram, new double[rank], fixed)) {
      return;
    }
    double[][] inverse = cholesky.inverse();
    for (int i = 0; i < gram.length; i++) {
      gram[i] = inverse[i / rank][i % rank];
    }
    for (int c = 0; c < rank; c++) {
      gram[c * (rank + 1)] -= precisions[c];
    }
    setSpread(row, gram, factor, precisions);
  }

  @Override
  public void setSpread(int row, double[] gram, double factor, double[] precisions) {
    Cholesky cholesky = new Cholesky(rank);
    double[] multiplied = Arrays.stream(gram).map(x -> factor * x).toArray();
    if (cholesky.factorize(multiplied, precisions, fixed)) {
      covariances[row] = lowerTriangle(new Array2DRowRealMatrix(cholesky.inverse(), false));
    }
  }

  private void transformSpread(RealMatrix t) {
    double[] before = null;
    double[] after = null;
    for (int row = 0; row < mean.rows(); row++) {
      if (covariances[row] != before) {
        before = covariances[row];
        after = lowerTriangle(t.multiply(covariance(row)).multiply(t.transpose()));
      }
      covariances[row] = after;
    }
  }

  private double[] lowerTriangle(RealMatrix whole) {
    double[] numbers = new double[rank * (rank + 1) / 2];
    for (int p = 0, i = 0; p < rank; p++) {
      for (int q = 0; q <= p; q++, i++) {
        numbers[i] = fixed[p] || fixed[q] ? 0 : whole.getEntry(p, q);
      }
    }
    return numbers;
  }

  @Override
  public RealMatrix moments() {
    double[] gram = GramSum.of(mean);
    for (int row = 0; row < mean.rows(); row++) {
      addCovariance(row, 1, gram);
    }
    return whole(gram);
  }

  private RealMatrix whole(double[] gram) {
    RealMatrix whole = new Array2DRowRealMatrix(rank, rank);
    for (int i = 0; i < gram.length; i++) {
      whole.setEntry(i / rank, i % rank, gram[i]);
    }
    return whole;
  }

  @Override
  public double squares(int component) {
    return squares(component, new boolean[mean.rows()]);
  }

  @Override
  public double freeRows() {
    return mean.rows();
  }

  /** Whether all covariances are positive semidefinite, but for rounding. */
  public boolean isDistribution() {
    Cholesky cholesky = new Cholesky(rank);
    double[] added = new double[rank];
    for (int row = 0; row < mean.rows(); row++) {
      double[] gram = new double[rank * rank];
      addCovariance(row, 1, gram);
      for (int c = 0; c < rank; c++) {
        double variance = gram[c * (rank + 1)];
        added[c] = variance == 0 ? Double.MIN_NORMAL : RIDGE * variance;
      }
      if (!cholesky.factorize(gram, added, new boolean[rank])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public INDArray spread() {
    return Nd4j.createFromArray(covariances);
  }

  @Override
  public void restore(INDArray spread) {
    double[][] rows = spread.toDoubleMatrix();
    System.arraycopy(rows, 0, covariances, 0, rows.length);
  }
}
