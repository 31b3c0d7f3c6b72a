package org.nmf4j.bench;

import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Sgd;
import org.nmf4j.internal.compute.Workers;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.solver.Problem;
import org.nmf4j.solver.UpdateRule;
import org.nmf4j.solver.descent.ProjectedGradientDescent;

/**
 * Times steps of projected SGD, as dense.py has its peers do: a warm-up, then five blocks of which
 * the median counts. Prints milliseconds a step. Arguments: rows, columns, rank, steps, f or d.
 */
public final class DenseStep {

  private static final int BLOCKS = 5;

  private DenseStep() {}

  public static void main(String[] args) {
    int rows = Integer.parseInt(args[0]);
    int columns = Integer.parseInt(args[1]);
    int rank = Integer.parseInt(args[2]);
    int steps = Integer.parseInt(args[3]);
    DataType type = args[4].equals("d") ? DataType.DOUBLE : DataType.FLOAT;
    Problem problem =
        new Problem(DenseProblem.matrix(type, rows, columns, rank), Objective.of(Losses.rmse()), 0);
    try (Workers workers = new Workers(2)) {
      UpdateRule rule =
          ProjectedGradientDescent.withDefaults()
              .updater(new Sgd(0.01))
              .start(problem, DenseProblem.factors(type, rows, columns, rank), workers);
      run(rule, Math.max(steps / 2, 10));
      double[] blocks = new double[BLOCKS];
      for (int block = 0; block < BLOCKS; block++) {
        long start = System.nanoTime();
        run(rule, steps);
        blocks[block] = (System.nanoTime() - start) / 1e6 / steps;
      }
      Arrays.sort(blocks);
      System.out.println(String.format(Locale.ROOT, "%.6f", blocks[BLOCKS / 2]));
    }
  }

  private static void run(UpdateRule rule, int steps) {
    for (int i = 0; i < steps; i++) {
      rule.objective();
      rule.step();
    }
  }
}
