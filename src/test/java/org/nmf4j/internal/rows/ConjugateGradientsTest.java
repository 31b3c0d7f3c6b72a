package org.nmf4j.internal.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.objective.Bounds;
import org.nmf4j.objective.ElasticNet;

/** Against coordinate descent, by the same G added up. */
class ConjugateGradientsTest {

  private static final int RANK = 12;
  private static final int ENTRIES = 9;

  @ParameterizedTest
  @CsvSource({
    "0, Infinity, 0",
    "0, Infinity, 0.3",
    "0, 0.4, 0.1",
    "-Infinity, Infinity, 0",
    "-0.1, 0.3, 0"
  })
  void findsWhatDescentFinds(double lower, double upper, double l1) {
    for (int seed = 0; seed < 20; seed++) {
      Case row = new Case(seed, lower, upper, l1);
      double found = row.descend(400, 1e-12);
      RowSolver exact = row.exact();
      assertThat(row.problem.x).as("seed %d", seed).containsExactly(exact.x, within(1e-6));
      assertThat(found).isCloseTo(exact.squaredErrorLessSquares(), within(1e-9));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, Infinity, 0.1", "-0.1, 0.3, 0", "-Infinity, Infinity, 0"})
  void noStepRaisesTheObjectiveOrLeavesTheBounds(double lower, double upper, double l1) {
    for (int seed = 0; seed < 20; seed++) {
      double last = Double.POSITIVE_INFINITY;
      for (int steps = 0; steps < 8; steps++) {
        Case row = new Case(seed, lower, upper, l1);
        double now = row.descend(steps, 0) + row.terms();
        assertThat(now).as("seed %d, %d steps", seed, steps).isLessThanOrEqualTo(last + 1e-12);
        assertThat(row.problem.x[1]).isEqualTo(row.first[1]);
        for (int c = 2; c < RANK; c++) {
          assertThat(row.problem.x[c]).isBetween(lower, upper);
        }
        last = now;
      }
    }
  }

  /** One component is fixed. */
  private static final class Case {

    private final RowTerms terms;
    private final FactoredGram gram = new FactoredGram(DataType.DOUBLE, RANK);
    private final double[] all = new double[RANK * RANK];
    private final double[] right = new double[RANK];
    private final double[] first = new double[RANK];
    private final RowSolver problem;

    Case(int seed, double lower, double upper, double l1) {
      terms =
          RowTerms.of(
              RANK,
              c -> new Bounds(lower, upper, c == 1),
              c -> new ElasticNet(2 * l1, c == 2 ? 0.5 : 0, 0, 0));
      Random random = new Random(seed);
      HeapMatrix y = new HeapMatrix(DataType.DOUBLE, ENTRIES, RANK);
      double[] shared = new double[RANK * RANK];
      for (int i = 0; i < 2 * ENTRIES; i++) {
        double[] numbers = random.doubles(RANK).toArray();
        if (i < ENTRIES) {
          y.write(i, numbers);
        } else {
          add(shared, numbers, 0.1);
        }
      }
      System.arraycopy(shared, 0, all, 0, all.length);
      NativeArray nativeShared = NativeArray.of(Nd4j.create(DataType.DOUBLE, RANK, RANK));
      nativeShared.put(0, shared, 0, shared.length);
      gram.clear(nativeShared, 1);
      double[] numbers = new double[RANK];
      for (int entry = 0; entry < ENTRIES; entry++) {
        double weight = seed % 2 == 0 ? 3 : 1 + random.nextInt(3);
        gram.add(y, entry, 2 * entry - ENTRIES, weight);
        y.read(entry, numbers);
        add(all, numbers, weight);
        for (int c = 0; c < RANK; c++) {
          right[c] += weight * (2 * entry - ENTRIES) * numbers[c];
        }
      }
      Arrays.setAll(first, c -> Math.min(Math.max(random.nextDouble(-0.2, 0.5), lower), upper));
      problem = new RowSolver(terms);
      for (int c = 0; c < RANK; c++) {
        problem.gram[c * RANK + c] = all[c * RANK + c];
      }
      gram.finish(problem.right);
      System.arraycopy(first, 0, problem.x, 0, RANK);
      problem.prepare(1);
    }

    private static void add(double[] gram, double[] y, double weight) {
      for (int i = 0; i < gram.length; i++) {
        gram[i] += weight * y[i / RANK] * y[i % RANK];
      }
    }

    double descend(int steps, double precision) {
      return new ConjugateGradients(RANK).descend(problem, gram, steps, precision);
    }

    /** What {@code xᵀGx − 2bᵀx} lacks of the objective. */
    double terms() {
      double sum = 0;
      for (int c = 0; c < RANK; c++) {
        double x = problem.x[c];
        sum += 2 * problem.l1[c] * Math.abs(x) + problem.l2[c] * x * x;
      }
      return sum;
    }

    RowSolver exact() {
      RowSolver exact = new RowSolver(terms);
      System.arraycopy(all, 0, exact.gram, 0, all.length);
      System.arraycopy(right, 0, exact.right, 0, RANK);
      System.arraycopy(first, 0, exact.x, 0, RANK);
      exact.prepare(1);
      exact.start();
      exact.descend(100_000, 1e-13);
      return exact;
    }
  }
}
