package org.nmf4j.io;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * Whether a matrix of three columns may be lines of entries: two whole numbers each, that are there
 * again and again but no pair of them twice, and a value.
 */
final class EntriesAsTable {

  private static final int FEWEST = 20;
  private static final int LOOKED_AT = 1000;

  private EntriesAsTable() {}

  static Optional<String> warning(MaskedMatrix a) {
    int rows = Math.min(a.rows(), LOOKED_AT);
    if (a.columns() != 3 || rows < FEWEST || !a.rowLabels().isEmpty()) {
      return Optional.empty();
    }
    Set<Double> firsts = new HashSet<>();
    Set<Double> seconds = new HashSet<>();
    Set<List<Double>> pairs = new HashSet<>();
    for (int row = 0; row < rows; row++) {
      double first = a.isObserved(row, 0) ? a.value(row, 0) : Double.NaN;
      double second = a.isObserved(row, 1) ? a.value(row, 1) : Double.NaN;
      if (!isId(first) || !isId(second) || !pairs.add(List.of(first, second))) {
        return Optional.empty();
      }
      firsts.add(first);
      seconds.add(second);
    }
    return 2 * Math.max(firsts.size(), seconds.size()) > rows
        ? Optional.empty()
        : Optional.of(
            "no two lines have the same whole numbers in their first two fields: taken for a matrix"
                + " of three columns (--format triples takes them for row, column and value)");
  }

  private static boolean isId(double number) {
    return number >= 0 && number == Math.rint(number);
  }
}
