package org.nmf4j.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.nd4j.linalg.api.buffer.DataType;
import org.nmf4j.internal.compute.HeapMatrix;

/** A factor as the cluster is to hold or keep it, whoever holds it during the fit. */
interface ClusterFactor {

  /** X: of each partition its rows. */
  JavaRDD<HeapMatrix> rows();

  /** All that the next updates depend on. */
  JavaRDD<Run> runs();

  /** Goes back to what {@link #runs} gave, in any order. */
  void restore(JavaRDD<Run> runs);

  /** Goes on from runs that are the present ones, if how they came about would be remembered. */
  void cutLineage(Supplier<JavaRDD<Run>> runs);

  /** Lets go of what executors hold. */
  void unpersist();

  /**
   * Some rows next to each other, row by row.
   *
   * @param from the first row
   * @param x the present point
   * @param solved the last solution, before it was extrapolated
   * @param ahead what the other factor's update sees
   * @serial exclude
   */
  record Run(int from, double[] x, double[] solved, double[] ahead) implements Serializable {

    /** Cuts a partition's rows up, each run within one block of rows of any fit. */
    static List<Run> of(int from, HeapMatrix x, HeapMatrix solved, HeapMatrix ahead, int length) {
      List<Run> runs = new ArrayList<>();
      for (int row = 0; row < x.rows(); row += length) {
        int to = Math.min(row + length, x.rows());
        runs.add(
            new Run(
                from + row,
                numbers(x, row, to),
                numbers(solved, row, to),
                numbers(ahead, row, to)));
      }
      return runs;
    }

    private static double[] numbers(HeapMatrix matrix, int from, int to) {
      double[] numbers = new double[(to - from) * matrix.columns()];
      double[] row = new double[matrix.columns()];
      for (int i = from; i < to; i++) {
        matrix.read(i, row);
        System.arraycopy(row, 0, numbers, (i - from) * row.length, row.length);
      }
      return numbers;
    }

    /** Writes the numbers of some rows into a matrix that begins with a row. */
    void write(double[] numbers, HeapMatrix into, int firstRow) {
      double[] row = new double[into.columns()];
      for (int i = 0; i * row.length < numbers.length; i++) {
        System.arraycopy(numbers, i * row.length, row, 0, row.length);
        into.write(from - firstRow + i, row);
      }
    }

    static HeapMatrix room(int rows, int components) {
      return new HeapMatrix(DataType.DOUBLE, rows, components);
    }
  }
}
