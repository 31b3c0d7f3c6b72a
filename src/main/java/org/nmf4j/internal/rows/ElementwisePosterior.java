package org.nmf4j.internal.rows;

import java.util.Random;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.RandomGeneratorFactory;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.compute.HeapMatrix;

/**
 * Rows whose numbers are distributed independently of each other, those that may not be negative as
 * normal distributions cut off at 0 (Brouwer and Lió 2017, doi:10.1007/978-3-319-71249-9_31), the
 * others as normal ones: with precision {@code p_c + G_cc}, around {@code (b_c − Σ_{q≠c}
 * G_cq·x_q)/(p_c + G_cc)}, p_c being the precision of the prior.
 */
public final class ElementwisePosterior extends Posterior {

  private static final double HALF_LOG_TWO_PI_E = (Math.log(2 * Math.PI) + 1) / 2;

  /** Rounds end when one moves no number by more than this part of it. */
  private static final double PRECISION = 1e-10;

  private final boolean[] nonNegative;
  private final HeapMatrix variances;

  /** Means without variance. */
  public ElementwisePosterior(HeapMatrix mean, boolean[] fixed, boolean[] nonNegative) {
    super(mean, fixed);
    this.nonNegative = nonNegative;
    variances = new HeapMatrix(DataType.DOUBLE, mean.rows(), rank);
  }

  @Override
  RowUpdate updates(int rounds) {
    return new Update(rounds);
  }

  private final class Update implements RowUpdate {

    private final int rounds;
    private final TruncatedNormal truncated = new TruncatedNormal();
    private final double[] x = new double[rank];
    private final double[] variance = new double[rank];

    Update(int rounds) {
      this.rounds = rounds;
    }

    @Override
    public double run(int row, RowMoments moments, double[] precisions) {
      mean.read(row, x);
      double entropy = 0;
      boolean moves = true;
      for (int round = 0; round < rounds && moves; round++) {
        entropy = 0;
        moves = false;
        for (int c = 0; c < rank; c++) {
          double before = x[c];
          entropy += fixed[c] ? 0 : update(c, moments, precisions[c]);
          moves |= Math.abs(x[c] - before) > PRECISION * Math.abs(before);
        }
      }
      mean.write(row, x);
      variances.write(row, variance);
      return entropy;
    }

    private double update(int c, RowMoments moments, double prior) {
      double[] gram = moments.gram;
      double slope = moments.right[c];
      for (int q = 0; q < rank; q++) {
        slope -= gram[c * rank + q] * x[q];
      }
      double own = gram[c * rank + c];
      double precision = own + prior;
      double centre = (slope + own * x[c]) / precision;
      if (!nonNegative[c]) {
        x[c] = centre;
        variance[c] = 1 / precision;
        return HALF_LOG_TWO_PI_E - Math.log(precision) / 2;
      }
      truncated.set(centre, 1 / Math.sqrt(precision));
      x[c] = truncated.mean();
      variance[c] = truncated.variance();
      return truncated.entropy();
    }
  }

  @Override
  void addCovariance(int row, double factor, double[] gram) {
    for (int c = 0; c < rank; c++) {
      gram[c * rank + c] += factor * variances.get(row, c);
    }
  }

  @Override
  public double variance(int row, int component) {
    return variances.get(row, component);
  }

  @Override
  public double variance(int row, double[] y) {
    double sum = 0;
    for (int c = 0; c < rank; c++) {
      sum += variances.get(row, c) * y[c] * y[c];
    }
    return sum;
  }

  @Override
  double traceWith(int row, double[] gram) {
    double sum = 0;
    for (int c = 0; c < rank; c++) {
      sum += variances.get(row, c) * gram[c * rank + c];
    }
    return sum;
  }

  @Override
  public void draw(int row, Random random, double[] into) {
    RandomGenerator generator = RandomGeneratorFactory.createRandomGenerator(random);
    mean.read(row, into);
    for (int c = 0; c < rank; c++) {
      double variance = variances.get(row, c);
      if (nonNegative[c] && variance > 0) {
        // Of the same mean and variance, and as the posterior itself never negative.
        double shape = into[c] * into[c] / variance;
        into[c] = new GammaDistribution(generator, shape, variance / into[c]).sample();
      } else {
        into[c] += Math.sqrt(variance) * random.nextGaussian();
      }
    }
  }

  @Override
  public void multiplySpread(int component, double factor) {
    for (int row = 0; row < mean.rows(); row++) {
      variances.set(row, component, factor * factor * variances.get(row, component));
    }
  }

  /** Of a number that is cut off at 0 the spread says somewhat more than its entries do. */
  @Override
  public void multiplyExactness(int row, double factor, double[] precisions) {
    for (int c = 0; c < rank; c++) {
      double variance = variances.get(row, c);
      double ofEntries = Math.max(0, 1 / variance - precisions[c]);
      variances.set(row, c, variance > 0 ? 1 / (precisions[c] + factor * ofEntries) : 0);
    }
  }

  @Override
  public void setSpread(int row, double[] gram, double factor, double[] precisions) {
    for (int c = 0; c < rank; c++) {
      double precision = precisions[c] + factor * gram[c * (rank + 1)];
      variances.set(row, c, fixed[c] ? 0 : 1 / precision);
    }
  }

  @Override
  public INDArray spread() {
    return variances.toArray();
  }

  @Override
  public void restore(INDArray spread) {
    variances.copyFrom(spread);
  }
}
