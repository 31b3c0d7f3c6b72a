package org.nmf4j.internal.rows;

import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.matrix.CompressedLines;
import org.nmf4j.parallel.Threads;

/** Rows of which only the observed entries are held. */
public final class SparseRows implements LeastSquaresRows {

  private final CompressedLines lines;

  public SparseRows(CompressedLines lines) {
    this.lines = lines;
  }

  @Override
  public int count() {
    return lines.count();
  }

  @Override
  public int entries(int row) {
    return lines.length(row);
  }

  @Override
  public double weight(int row) {
    return lines.totalWeight(row);
  }

  @Override
  public void prepare(HeapMatrix y, Threads workers) {
    // Rows share nothing.
  }

  @Override
  public void load(int row, HeapMatrix y, RowSums sums, RowSolver problem) {
    problem.clear();
    sums.clear();
    for (int entry = lines.start(row); entry < lines.start(row + 1); entry++) {
      sums.add(y, lines.index(entry), lines.value(entry), lines.weight(entry));
    }
    sums.addTo(problem.gram, problem.right);
  }

  @Override
  public double squaredError(int row, double[] x, HeapMatrix y) {
    double sum = 0;
    for (int entry = lines.start(row); entry < lines.start(row + 1); entry++) {
      double error = -lines.value(entry);
      for (int c = 0; c < x.length; c++) {
        error += x[c] * y.get(lines.index(entry), c);
      }
      sum += lines.weight(entry) * error * error;
    }
    return sum;
  }
}
