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

class RowProblemTest {

  private static final int OBSERVED = 12;

  /** A problem with the data that it was made of. */
  private static final class Sample {
    final double[][] y;
    final double[] a = new double[OBSERVED];
    final RowProblem problem;

    Sample(int rank, long seed) {
      Random random = new Random(seed);
      y = new double[OBSERVED][rank];
      problem = new RowProblem(rank);
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
        problem.lower[c] = random.nextBoolean() ? 0 : -0.3;
        problem.upper[c] = random.nextBoolean() ? 0.2 : Double.POSITIVE_INFINITY;
        problem.fixed[c] = random.nextInt(5) == 0;
        problem.l1[c] = random.nextBoolean() ? 0 : random.nextDouble();
        problem.l2[c] = random.nextBoolean() ? 0 : random.nextDouble();
        problem.x[c] = problem.fixed[c] ? random.nextGaussian() : 0.1 * random.nextDouble();
      }
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
  void findsTheMinimumInTheBox(@ForAll @IntRange(min = 1, max = 6) int rank, @ForAll long seed) {
    Sample sample = new Sample(rank, seed);
    RowProblem problem = sample.problem;
    double[] start = problem.x.clone();
    problem.setScales();
    problem.start();
    problem.descend(10_000, 1e-12);
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
    sample.problem.setScales();
    sample.problem.start();
    sample.problem.descend(rounds, 0);
    assertThat(sample.objective(sample.problem.x)).isLessThanOrEqualTo(before + 1e-12);
  }

  /** Without a bound or l1, the residual is the gradient's norm. */
  @Test
  void theResidualIsTheGradientWhereNothingIsInTheWay() {
    Sample sample = new Sample(4, 3);
    RowProblem problem = sample.problem;
    Arrays.fill(problem.lower, -100);
    Arrays.fill(problem.upper, 100);
    Arrays.fill(problem.fixed, false);
    Arrays.fill(problem.l1, 0);
    problem.setScales();
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
      RowProblem problem = new RowProblem(2);
      problem.gram[3] = Double.MIN_VALUE;
      Arrays.fill(problem.upper, 9);
      Arrays.fill(problem.x, 2);
      Arrays.fill(problem.l1, l1);
      problem.setScales();
      problem.start();
      problem.descend(10, 0);
      assertThat(problem.x).containsOnly(l1 == 0 ? 2 : 0);
    }
  }
}
