package org.nmf4j.internal.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.nmf4j.objective.Bounds;
import org.nmf4j.objective.ElasticNet;
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
    assertThat(problem.squaredResidual(0.7)).isLessThan(1e-16);
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
    assertThat(problem.squaredResidual(0.3)).isCloseTo(squares, within(1e-7 * squares));
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
