package org.nmf4j.internal.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.LUDecomposition;
import org.junit.jupiter.api.Test;
import org.nmf4j.objective.Bounds;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Penalties;

class RowSolverTest {

  private static final int OBSERVED = 12;

  /** A problem with the data that it was made of. */
  private static final class Sample {
    final double[][] y;
    final double[] a = new double[OBSERVED];
    final RowSolver problem;

    Sample(int rank, long seed) {
      Random random = new Random(seed);
      y = new double[OBSERVED][rank];
      problem =
          new RowSolver(
              RowTerms.of(
                  rank,
                  c ->
                      new Bounds(
                          random.nextBoolean() ? 0 : -0.3,
                          random.nextBoolean() ? 0.2 : Double.POSITIVE_INFINITY,
                          random.nextInt(5) == 0),
                  c ->
                      new ElasticNet(
                          random.nextBoolean() ? 0 : 2 * random.nextDouble(),
                          random.nextBoolean() ? 0 : 2 * random.nextDouble(),
                          0,
                          0)));
      for (int j = 0; j < OBSERVED; j++) {
        a[j] = random.nextGaussian();
        for (int c = 0; c < rank; c++) {
          y[j][c] = random.nextGaussian();
        }
        for (int c = 0; c < rank; c++) {
          problem.right[c] += a[j] * y[j][c];
          for (int d = 0; d < rank; d++) {
            problem.gram[c * rank + d] += y[j][c] * y[j][d];
          }
        }
      }
      for (int c = 0; c < rank; c++) {
        problem.x[c] = problem.fixed[c] ? random.nextGaussian() : 0.1 * random.nextDouble();
      }
      problem.prepare(OBSERVED);
    }

    double squaredError(double[] x) {
      double sum = 0;
      for (int j = 0; j < OBSERVED; j++) {
        double error = a[j];
        for (int c = 0; c < x.length; c++) {
          error -= x[c] * y[j][c];
        }
        sum += error * error;
      }
      return sum;
    }

    double objective(double[] x) {
      double sum = squaredError(x) / 2;
      for (int c = 0; c < x.length; c++) {
        sum += problem.l1[c] * Math.abs(x[c]) + problem.l2[c] / 2 * x[c] * x[c];
      }
      return sum;
    }
  }

  /** The minimum of a convex function in a box: no allowed move, small or large, lowers it. */
  @Property(tries = 200)
  void findsTheMinimumInTheBox(
      @ForAll @IntRange(min = 1, max = 6) int rank, @ForAll long seed, @ForAll boolean descending) {
    Sample sample = new Sample(rank, seed);
    RowSolver problem = sample.problem;
    double[] start = problem.x.clone();
    if (descending) {
      problem.start();
      problem.descend(10_000, 1e-12);
    } else {
      problem.solve(10_000, 1e-12);
    }
    double[] x = problem.x;
    double best = sample.objective(x);
    for (int c = 0; c < rank; c++) {
      if (problem.fixed[c]) {
        assertThat(x[c]).isEqualTo(start[c]);
        continue;
      }
      assertThat(x[c]).isBetween(problem.lower[c], problem.upper[c]);
    }
    Random random = new Random(~seed);
    for (int trial = 0; trial < 100; trial++) {
      double[] other = x.clone();
      double distance = Math.pow(10, -random.nextInt(5));
      for (int c = 0; c < rank; c++) {
        if (!problem.fixed[c]) {
          double moved = x[c] + distance * random.nextGaussian();
          other[c] = Math.min(Math.max(moved, problem.lower[c]), problem.upper[c]);
        }
      }
      assertThat(sample.objective(other)).isGreaterThanOrEqualTo(best - 1e-12);
    }
    double squares = sample.squaredError(new double[rank]);
    assertThat(squares + problem.squaredErrorLessSquares())
        .isCloseTo(sample.squaredError(x), within(1e-10));
    assertThat(problem.residual(0.7)).isLessThan(1e-8);
  }

  /** The lowest of the stationary points of all sets of components that are not 0. */
  @Property(tries = 300)
  void findsTheMinimumOnTheSimplex(
      @ForAll @IntRange(min = 1, max = 6) int rank,
      @ForAll @IntRange(max = 9) int observed,
      @ForAll boolean penalised,
      @ForAll long seed) {
    Random random = new Random(seed);
    RowTerms terms =
        RowTerms.of(
            Objective.of(Losses.rmse())
                .withConstraints(Constraints.simplexRows(), Constraints.nonNegative())
                .withPenalties(
                    penalised ? Penalties.elasticNet(0.5, 0.5) : Penalties.none(),
                    Penalties.none()),
            true,
            rank);
    RowSolver problem = new RowSolver(terms);
    for (int j = 0; j < observed; j++) {
      double[] y = random.doubles(rank, 0, 1).toArray();
      double a = 2 * random.nextDouble() - 0.5;
      for (int c = 0; c < rank; c++) {
        problem.right[c] += a * y[c];
        for (int d = 0; d < rank; d++) {
          problem.gram[c * rank + d] += y[c] * y[d];
        }
      }
    }
    problem.prepare(observed);
    problem.solve(1, 0);
    assertThat(Arrays.stream(problem.x).min().orElseThrow()).isNotNegative();
    assertThat(Arrays.stream(problem.x).sum()).isCloseTo(1, within(1e-14));
    double best = Double.POSITIVE_INFINITY;
    for (int set = 1; set < 1 << rank; set++) {
      best = Math.min(best, value(problem, stationaryPoint(problem, set)));
    }
    assertThat(value(problem, problem.x)).isCloseTo(best, within(1e-12));
    assertThat(problem.residual(0.7)).isLessThan(1e-10);
  }

  private static double value(RowSolver problem, double[] x) {
    double sum = 0;
    for (int c = 0; c < x.length; c++) {
      if (!(x[c] >= -1e-12)) {
        return Double.POSITIVE_INFINITY;
      }
      sum += (problem.l1[c] - problem.right[c] + problem.l2[c] / 2 * x[c]) * x[c];
      for (int d = 0; d < x.length; d++) {
        sum += problem.gram[c * x.length + d] / 2 * x[c] * x[d];
      }
    }
    return sum;
  }

  private static double[] stationaryPoint(RowSolver problem, int set) {
    int rank = problem.x.length;
    double[][] conditions = new double[rank + 1][rank + 1];
    double[] right = new double[rank + 1];
    right[rank] = 1;
    for (int c = 0; c < rank; c++) {
      if ((set >> c & 1) == 0) {
        conditions[c][c] = 1;
        continue;
      }
      conditions[c][rank] = 1;
      conditions[rank][c] = 1;
      right[c] = problem.right[c] - problem.l1[c];
      for (int d = 0; d < rank; d++) {
        conditions[c][d] = problem.gram[c * rank + d] + (c == d ? problem.l2[c] : 0);
      }
    }
    DecompositionSolver solver =
        new LUDecomposition(new Array2DRowRealMatrix(conditions), 1e-9).getSolver();
    double[] none = {Double.NaN};
    return solver.isNonSingular()
        ? Arrays.copyOf(solver.solve(new ArrayRealVector(right)).toArray(), rank)
        : none;
  }

  @Property(tries = 100)
  void neverRaisesTheObjective(
      @ForAll @IntRange(min = 1, max = 6) int rank,
      @ForAll @LongRange(min = 0) long seed,
      @ForAll @IntRange(min = 1, max = 3) int rounds) {
    Sample sample = new Sample(rank, seed);
    double before = sample.objective(sample.problem.x);
    sample.problem.start();
    sample.problem.descend(rounds, 0);
    assertThat(sample.objective(sample.problem.x)).isLessThanOrEqualTo(before + 1e-12);
  }

  /** Without a bound or l1, the residual is the gradient's norm. */
  @Test
  void theResidualIsTheGradientWhereNothingIsInTheWay() {
    Sample sample = new Sample(4, 3);
    RowSolver problem = sample.problem;
    problem.use(RowTerms.of(4, c -> new Bounds(-100, 100, false), c -> Penalties.l2(0.3)));
    problem.prepare(OBSERVED);
    problem.start();
    double squares = 0;
    for (int c = 0; c < 4; c++) {
      double[] up = problem.x.clone();
      double[] down = problem.x.clone();
      up[c] += 1e-5;
      down[c] -= 1e-5;
      double slope = (sample.objective(up) - sample.objective(down)) / 2e-5;
      squares += 0.3 * 0.3 * slope * slope;
    }
    assertThat(problem.residual(0.3)).isCloseTo(Math.sqrt(squares), withinPercentage(1e-5));
  }

  /** A component that no observed entry says anything of. */
  @Test
  void whatNothingIsKnownOfStaysOrGoesToZeroByItsPenalty() {
    for (double l1 : new double[] {0, 0.1}) {
      double strength = 2 * l1;
      RowTerms terms = RowTerms.of(2, c -> new Bounds(0, 9, false), c -> Penalties.l1(strength));
      RowSolver problem = new RowSolver(terms);
      problem.gram[3] = Double.MIN_VALUE;
      Arrays.fill(problem.x, 2);
      problem.prepare(1);
      problem.start();
      problem.descend(10, 0);
      assertThat(problem.x).containsOnly(l1 == 0 ? 2 : 0);
    }
  }
}
