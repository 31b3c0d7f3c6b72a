package org.nmf4j.internal.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.TestMatrices;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;
import org.nmf4j.matrix.SparseMatrix;
import org.nmf4j.objective.Bounds;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Penalties;

class FoldInTest {

  private static final int ROWS = 200;
  private static final int COLUMNS = 43;
  private static final int RANK = 6;

  private static final RowTerms NON_NEGATIVE =
      RowTerms.of(RANK, c -> new Bounds(0, Double.POSITIVE_INFINITY, false), c -> Penalties.none());

  private static HeapMatrix y(DataType type) {
    return HeapMatrix.of(TestMatrices.random(type, COLUMNS, RANK, 5));
  }

  /** Rows of which some miss nothing, some a part, some all but one entry. */
  private static INDArray rows(DataType type) {
    INDArray a = TestMatrices.random(type, ROWS, COLUMNS, 1);
    Random random = new Random(2);
    for (int i = 0; i < ROWS; i++) {
      double missing = i % 5 / 4.0;
      for (int j = 1; j < COLUMNS; j++) {
        if (random.nextDouble() < missing) {
          a.putScalar(i, j, Double.NaN);
        }
      }
    }
    return a;
  }

  private static MaskedMatrix matrix(INDArray a, boolean weighted) {
    return weighted
        ? MaskedMatrix.weighted(a, TestMatrices.random(a.dataType(), ROWS, COLUMNS, 3).addi(0.1))
        : MaskedMatrix.of(a);
  }

  /** Some rows of a matrix, in the order given. */
  private static SparseMatrix part(MaskedMatrix a, int... rows) {
    SparseBuilder part = MaskedMatrix.sparse(a.dataType());
    for (int i = 0; i < rows.length; i++) {
      int place = i;
      a.forEachObserved(rows[i], (row, j, value, weight) -> part.add(place, j, value, weight));
    }
    return part.build(rows.length, COLUMNS);
  }

  private static MaskedMatrix dense(SparseMatrix a) {
    INDArray weights = Nd4j.zeros(a.dataType(), a.rows(), a.columns());
    a.forEachObserved((row, column, value, weight) -> weights.putScalar(row, column, weight));
    return MaskedMatrix.weighted(a.toArray(), weights);
  }

  @ParameterizedTest
  @CsvSource({"FLOAT, false", "FLOAT, true", "DOUBLE, false", "DOUBLE, true"})
  void isTheSameToTheBitWhateverStandsBeside(DataType type, boolean weighted) {
    MaskedMatrix a = matrix(rows(type), weighted);
    FoldIn foldIn = new FoldIn(y(type), NON_NEGATIVE, new double[RANK]);
    double[][] expected = numbers(foldIn.rows(a, 1));
    for (int size : new int[] {1, 3, 64, 199, ROWS}) {
      for (int from = 0; from < ROWS; from += size) {
        int[] rows = IntStream.range(from, Math.min(from + size, ROWS)).toArray();
        assertSame(foldIn, a, rows, expected);
        int last = rows[rows.length - 1] + from;
        int[] reversed = IntStream.of(rows).map(row -> last - row).toArray();
        assertSame(new FoldIn(y(type), NON_NEGATIVE, new double[RANK]), a, reversed, expected);
      }
    }
  }

  private static void assertSame(FoldIn foldIn, MaskedMatrix a, int[] rows, double[][] expected) {
    double[][] wanted = IntStream.of(rows).mapToObj(row -> expected[row]).toArray(double[][]::new);
    SparseMatrix sparse = part(a, rows);
    for (int threads : new int[] {1, 3}) {
      assertThat(numbers(foldIn.rows(sparse, threads))).isDeepEqualTo(wanted);
      assertThat(numbers(foldIn.rows(dense(sparse), threads))).isDeepEqualTo(wanted);
    }
  }

  private static double[][] numbers(HeapMatrix x) {
    double[][] numbers = new double[x.rows()][x.columns()];
    for (int row = 0; row < x.rows(); row++) {
      x.read(row, numbers[row]);
    }
    return numbers;
  }

  /** Slow projected gradient steps find nothing better. */
  @ParameterizedTest
  @CsvSource({"false, 0, 0", "true, 0, 0", "true, 0.3, 0.2", "false, 0, 0.1"})
  void findsTheMinimum(boolean weighted, double l1, double l2) {
    INDArray a = rows(DataType.DOUBLE);
    MaskedMatrix matrix = matrix(a, weighted);
    HeapMatrix y = y(DataType.DOUBLE);
    RowTerms terms =
        RowTerms.of(
                RANK,
                c -> new Bounds(c == 2 ? -0.1 : 0, c == 1 ? 0.2 : Double.POSITIVE_INFINITY, c == 4),
                c -> new ElasticNet(l1, l2, 0.01, c == 3 ? 0.02 : 0.01))
            .withMultiplier(1.7);
    double[] start = {0, 0, 0, 0, 0.7, 0};
    double[][] found = numbers(new FoldIn(y, terms, start).rows(matrix, 2));
    for (int row = 0; row < ROWS; row++) {
      Sample sample = new Sample(matrix, row, matrix.rowWeights()[row], y, terms);
      double[] plain = sample.plain(start);
      assertThat(sample.objective(found[row]))
          .as("row %d", row)
          .isLessThanOrEqualTo(sample.objective(plain) + 1e-10);
      for (int c = 0; c < RANK; c++) {
        Bounds bounds = terms.bounds().get(c);
        assertThat(found[row][c]).isBetween(bounds.lower(), bounds.upper());
      }
      assertThat(found[row][4]).isEqualTo(0.7);
    }
  }

  /** A row's problem, by the book. */
  private record Sample(MaskedMatrix a, int row, double rowWeight, HeapMatrix y, RowTerms terms) {

    double objective(double[] x) {
      double[] sum = {0};
      a.forEachObserved(
          row,
          (i, j, value, weight) -> {
            double error = error(x, j, value);
            sum[0] += weight * error * error / 2;
          });
      for (int c = 0; c < RANK; c++) {
        sum[0] += l1(c) * Math.abs(x[c]) + l2(c) / 2 * x[c] * x[c];
      }
      return sum[0];
    }

    private double error(double[] x, int j, double value) {
      double error = -value;
      for (int c = 0; c < RANK; c++) {
        error += x[c] * y.get(j, c);
      }
      return error;
    }

    private double l1(int c) {
      ElasticNet net = terms.penalties().get(c);
      return (terms.multiplier() * net.l1() + rowWeight * net.l1PerObservation()) / 2;
    }

    private double l2(int c) {
      ElasticNet net = terms.penalties().get(c);
      return terms.multiplier() * net.l2() / 2 + rowWeight * net.l2PerObservation();
    }

    /** By projected gradient steps. */
    double[] plain(double[] start) {
      double[] x = start.clone();
      double size = 1.0 / 200;
      for (int step = 0; step < 1_000; step++) {
        double[] slope = new double[RANK];
        a.forEachObserved(
            row, (i, j, value, weight) -> y.addRowTo(slope, j, weight * error(x, j, value)));
        for (int c = 0; c < RANK; c++) {
          slope[c] += l2(c) * x[c];
        }
        for (int c = 0; c < RANK; c++) {
          Bounds bounds = terms.bounds().get(c);
          if (!bounds.fixed()) {
            double moved = x[c] - size * slope[c];
            double shrunk = Math.signum(moved) * Math.max(Math.abs(moved) - size * l1(c), 0);
            x[c] = Math.min(Math.max(shrunk, bounds.lower()), bounds.upper());
          }
        }
      }
      return x;
    }
  }

  @Test
  void aRowThatNothingIsKnownOfKeepsItsStart() {
    double[] start = {1, 2, 3, 4, 5, 6};
    MaskedMatrix a = MaskedMatrix.sparse(DataType.DOUBLE).add(1, 0, 1).build(3, COLUMNS);
    double[][] x = numbers(new FoldIn(y(DataType.DOUBLE), NON_NEGATIVE, start).rows(a, 1));
    assertThat(x[0]).isEqualTo(start);
    assertThat(x[1]).isNotEqualTo(start);
    assertThat(x[2]).isEqualTo(start);
  }

  /**
   * Where the observed entries have next to no part in Y, subtraction would leave only rounding.
   */
  @Test
  void losesNoDigitsToWhatIsMissing() {
    INDArray y = TestMatrices.random(DataType.DOUBLE, COLUMNS, RANK, 5);
    for (int j = 0; j < COLUMNS - 5; j++) {
      y.putScalar(j, 3, 1e-9 * y.getDouble(j, 3));
    }
    INDArray truth = Nd4j.createFromArray(new double[][] {{1, 2, 3, 4e6, 5, 6}});
    INDArray a = truth.mmul(y.transpose());
    for (int j = COLUMNS - 5; j < COLUMNS; j++) {
      a.putScalar(0, j, Double.NaN);
    }
    HeapMatrix x =
        new FoldIn(HeapMatrix.of(y), NON_NEGATIVE, new double[RANK]).rows(MaskedMatrix.of(a), 1);
    assertThat(x.get(0, 3)).isCloseTo(4e6, within(4.0));
  }

  @Test
  void termsSurviveSerialization() throws IOException, ClassNotFoundException {
    RowTerms terms =
        RowTerms.of(2, c -> new Bounds(c, 3, c == 1), c -> new ElasticNet(1, 2, 3, c))
            .withMultiplier(0.3);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(terms);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).usingRecursiveComparison().isEqualTo(terms);
    }
  }
}
