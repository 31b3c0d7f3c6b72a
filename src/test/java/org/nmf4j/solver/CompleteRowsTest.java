package org.nmf4j.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows side by side against each row by itself. */
class CompleteRowsTest {

  private static final int RANK = 5;

  @ParameterizedTest
  @CsvSource({
    "1, 0, Infinity, 0",
    "64, 0, Infinity, 0",
    "37, 0, Infinity, 0.3",
    "64, 0, 0.4, 0",
    "20, -Infinity, Infinity, 0.1",
    "20, -0.1, 0.3, 0.2"
  })
  void solveAsEachByItself(int count, double lower, double upper, double l1) {
    RowProblem problem = problem(lower, upper, l1);
    CompleteRows rows = new CompleteRows(RANK, problem);
    Random random = new Random(2);
    double[][] x = new double[count][];
    double[][] right = new double[count][];
    for (int row = 0; row < count; row++) {
      x[row] = random.doubles(RANK).map(number -> number * Math.min(upper, 1)).toArray();
      right[row] = random.doubles(RANK, -1, 2).toArray();
      rows.set(row, x[row], right[row]);
    }
    problem.start();
    rows.descend(count, 20, 1e-3);

    double[] found = new double[RANK];
    for (int row = 0; row < count; row++) {
      rows.get(row, found);
      double error = rows.squaredError(row, 7);
      RowProblem alone = problem(lower, upper, l1);
      System.arraycopy(x[row], 0, alone.x, 0, RANK);
      System.arraycopy(right[row], 0, alone.right, 0, RANK);
      alone.squares = 7;
      alone.start();
      alone.descend(20, 1e-3);
      assertThat(found).as("row %d", row).containsExactly(alone.x, within(0.0));
      assertThat(error).isEqualTo(alone.squaredError());
    }
  }

  /** With one component that is fixed, and one that no entry says anything of. */
  private static RowProblem problem(double lower, double upper, double l1) {
    RowProblem problem = new RowProblem(RANK);
    Random random = new Random(1);
    for (int entry = 0; entry < 9; entry++) {
      double[] y = random.doubles(RANK).toArray();
      y[4] = 0;
      for (int c = 0; c < RANK; c++) {
        for (int q = 0; q < RANK; q++) {
          problem.gram[c * RANK + q] += y[c] * y[q];
        }
      }
    }
    Arrays.fill(problem.lower, lower);
    Arrays.fill(problem.upper, upper);
    Arrays.fill(problem.l1, l1);
    problem.l2[2] = 0.5;
    problem.fixed[1] = true;
    return problem;
  }
}
