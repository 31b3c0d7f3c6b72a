package org.nmf4j;

import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Objective;
import org.nmf4j.solver.Factors;

/**
 * Gives the lines of a start the sums that they are to have, and what that takes from their size to
 * the other factor. A projection would move large numbers to a corner and small ones to the middle,
 * so that all would depend on the unit of A.
 */
final class SumsOfStart {

  /** What sums that are as asked for are off by, in single precision. */
  private static final double ROUNDING = 1e-4;

  private SumsOfStart() {}

  static Factors applyTo(Factors start, Objective objective) {
    Constraint ofW = objective.constraintW();
    Constraint ofH = objective.constraintH();
    if (Stream.of(ofW.rowSum(), ofW.columnSum(), ofH.rowSum(), ofH.columnSum())
        .allMatch(OptionalDouble::isEmpty)) {
      return start;
    }
    HeapMatrix w = HeapMatrix.of(start.w());
    HeapMatrix h = HeapMatrix.of(start.h()).transpose();
    giveRows(ofW.rowSum(), w, h);
    giveColumns(ofW.columnSum(), w, h);
    giveRows(ofH.columnSum(), h, w);
    giveColumns(ofH.rowSum(), h, w);
    return new Factors(w.toArray(), h.transpose().toArray());
  }

  private static void giveRows(OptionalDouble sum, HeapMatrix x, HeapMatrix y) {
    if (sum.isEmpty()) {
      return;
    }
    double[] parts =
        IntStream.range(0, x.rows())
            .mapToDouble(row -> sumOfRow(x, row) / sum.getAsDouble())
            .toArray();
    if (areOne(parts)) {
      return;
    }
    for (int row = 0; row < parts.length; row++) {
      for (int c = 0; c < x.columns() && parts[row] > 0; c++) {
        x.set(row, c, x.get(row, c) / parts[row]);
      }
    }
    double mean = DoubleStream.of(parts).filter(part -> part > 0).average().orElse(1);
    for (int c = 0; c < y.columns(); c++) {
      multiplyColumn(y, c, mean);
    }
  }

  private static void giveColumns(OptionalDouble sum, HeapMatrix x, HeapMatrix y) {
    if (sum.isEmpty()) {
      return;
    }
    HeapMatrix columns = x.transpose();
    double[] parts =
        IntStream.range(0, x.columns())
            .mapToDouble(c -> sumOfRow(columns, c) / sum.getAsDouble())
            .toArray();
    for (int c = 0; c < parts.length && !areOne(parts); c++) {
      if (parts[c] > 0) {
        multiplyColumn(x, c, 1 / parts[c]);
        multiplyColumn(y, c, parts[c]);
      }
    }
  }

  private static double sumOfRow(HeapMatrix x, int row) {
    return IntStream.range(0, x.columns()).mapToDouble(c -> x.get(row, c)).sum();
  }

  private static boolean areOne(double[] parts) {
    return DoubleStream.of(parts).allMatch(part -> Math.abs(part - 1) <= ROUNDING);
  }

  private static void multiplyColumn(HeapMatrix x, int column, double factor) {
    for (int row = 0; row < x.rows(); row++) {
      x.set(row, column, factor * x.get(row, column));
    }
  }
}
