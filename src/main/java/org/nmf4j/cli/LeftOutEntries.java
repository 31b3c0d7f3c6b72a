package org.nmf4j.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nmf4j.NmfModel;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;

/** Entries of rows that a model has not seen, each predicted from the others of its row. */
final class LeftOutEntries {

  /** Entries that are folded in at once. */
  private static final int MOST_AT_ONCE = 1 << 20;

  private final NmfModel model;
  private final MaskedMatrix a;
  private final int[] rows;
  private final int[] columns;

  /** Of each row to be found: where its prediction goes, and its column. */
  private final List<int[]> wanted = new ArrayList<>();

  private SparseBuilder builder;

  /**
   * Of the rows that have no place in the model.
   *
   * @param rows of each row of A its place
   * @param columns likewise
   */
  LeftOutEntries(NmfModel model, MaskedMatrix a, int[] rows, int[] columns) {
    this.model = model;
    this.a = a;
    this.rows = rows;
    this.columns = columns;
  }

  private record Entry(int index, int column, double value, double weight) {}

  /**
   * Predicts those that have others in columns of the model.
   *
   * @param predictions of all observed entries of A, row by row, in which theirs are replaced
   * @return how many were
   */
  long predict(double[] predictions) {
    builder = MaskedMatrix.sparse(a.dataType());
    int[] index = {0};
    long count = 0;
    for (int i = 0; i < a.rows(); i++) {
      List<Entry> entries = new ArrayList<>();
      a.forEachObserved(
          i,
          (row, j, value, weight) -> {
            if (rows[row] == Places.NONE && columns[j] != Places.NONE) {
              entries.add(new Entry(index[0], columns[j], value, weight));
            }
            index[0]++;
          });
      if (entries.size() > 1) {
        entries.forEach(entry -> add(entry, entries));
        count += entries.size();
      }
      if (builder.count() > MOST_AT_ONCE) {
        finish(predictions);
      }
    }
    finish(predictions);
    return count;
  }

  private void add(Entry leftOut, List<Entry> row) {
    row.stream()
        .filter(entry -> entry != leftOut)
        .forEach(
            entry -> builder.add(wanted.size(), entry.column(), entry.value(), entry.weight()));
    wanted.add(new int[] {leftOut.index(), leftOut.column()});
  }

  private void finish(double[] predictions) {
    if (wanted.isEmpty()) {
      return;
    }
    NmfModel found = model.withRows(builder.build(wanted.size(), model.columns()));
    for (int row = 0; row < wanted.size(); row++) {
      predictions[wanted.get(row)[0]] = found.predict(row, wanted.get(row)[1]);
    }
    wanted.clear();
    builder = MaskedMatrix.sparse(a.dataType());
  }

  static void tell(PrintWriter err, long found, long all) {
    if (found > 0) {
      err.printf(
          Locale.ROOT,
          "%d of %d entries are in rows that the model has not seen: each is predicted from the"
              + " row's others%n",
          found,
          all);
      err.flush();
    }
  }
}
