package org.nmf4j.internal.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nmf4j.objective.Bounds;
import org.nmf4j.objective.ElasticNet;

/** Rows side by side against each row by itself. */
class RowBlockTest {

  /** Not a multiple of the components that are summed up at once. */
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
  void solvesAsEachByItself(int count, double lower, double upper, double l1) {
    RowBlock block = new RowBlock(RANK);
    // The second and third time in a block that has been used.
    for (boolean shared : new boolean[] {true, false, true}) {
      List<RowSolver> problems = problems(count, lower, upper, l1, shared);
      if (shared) {
        block.clear(problems.get(0).gram);
      } else {
        block.clear();
      }
      problems.forEach(block::add);
      block.descend(20, 1e-3);

      double[] found = new double[RANK];
      for (int row = 0; row < count; row++) {
        RowSolver alone = problems.get(row);
        alone.start();
        alone.descend(20, 1e-3);
        block.get(row, found);
        assertThat(found).as("row %d", row).containsExactly(alone.x, within(1e-10));
        assertThat(block.squaredErrorLessSquares(row))
            .isCloseTo(alone.squaredErrorLessSquares(), within(1e-10));
      }
    }
  }

  private static List<RowSolver> problems(
      int count, double lower, double upper, double l1, boolean shared) {
    Random random = new Random(2);
    List<RowSolver> problems = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      RowSolver problem = problem(lower, upper, shared ? 1 : row, shared ? l1 : l1 * row / count);
      Arrays.setAll(problem.x, c -> random.nextDouble() * Math.min(upper, 1));
      Arrays.setAll(problem.right, c -> random.nextDouble(-1, 2));
      problem.prepare(1);
      problems.add(problem);
    }
    return problems;
  }

  /** With one component that is fixed, and one that no entry says anything of. */
  private static RowSolver problem(double lower, double upper, int seed, double l1) {
    RowSolver problem =
        new RowSolver(
            RowTerms.of(
                RANK,
                c -> new Bounds(lower, upper, c == 1),
                c -> new ElasticNet(2 * l1, c == 2 ? 1 + 2 * seed : 0, 0, 0)));
    Random random = new Random(seed);
    for (int entry = 0; entry < 9; entry++) {
      double[] y = random.doubles(RANK).toArray();
      y[4] = 0;
      for (int c = 0; c < RANK; c++) {
        for (int q = 0; q < RANK; q++) {
          problem.gram[c * RANK + q] += y[c] * y[q];
        }
      }
    }
    return problem;
  }
}
