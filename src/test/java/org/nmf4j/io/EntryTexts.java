package org.nmf4j.io;

import java.util.ArrayList;
import java.util.List;
import org.nmf4j.matrix.MaskedMatrix;

/** The observed entries of a matrix as texts: the names of row and column, and what is wished. */
final class EntryTexts {

  /** What is said of pairs where others are missing. */
  static final String NO_VALUES =
      ": there is no column of values: if all entries are equal, nothing can be ranked"
          + " (--implicit 40 takes pairs for clicks, --absent zero for ones among zeros)";

  private EntryTexts() {}

  @FunctionalInterface
  interface Rest {
    String of(double value, double weight);
  }

  static List<String> of(MaskedMatrix a, Rest rest) {
    List<String> entries = new ArrayList<>();
    a.forEachObserved(
        (row, column, value, weight) ->
            entries.add(
                String.join(
                    " ",
                    a.rowLabels().get(row),
                    a.columnLabels().get(column),
                    rest.of(value, weight))));
    return entries;
  }
}
