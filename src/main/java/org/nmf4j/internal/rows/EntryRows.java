package org.nmf4j.internal.rows;

import java.util.List;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.CompressedLines;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;

/** A matrix whose rows can be had one by one, by any number of threads. */
public interface EntryRows {

  int count();

  /** The number of places in a row. */
  int length();

  /** The sum of a row's weights. */
  double weight(int row);

  void load(int row, RowEntries into);

  /** Whether each row's mean is 0. */
  default boolean isCentred() {
    RowEntries entries = new RowEntries();
    for (int row = 0; row < count(); row++) {
      load(row, entries);
      if (!entries.isCentred(length())) {
        return false;
      }
    }
    return true;
  }

  /** The rows, and the columns, of a matrix. */
  static List<EntryRows> bothWays(MaskedMatrix a, Loss.Pointwise loss) {
    return a.choose(
        dense -> ofDense(dense, loss),
        sparse ->
            List.of(
                new Sparse(sparse.byRows(), sparse.columns(), sparse.background()),
                new Sparse(sparse.byColumns(), sparse.rows(), sparse.background())));
  }

  /** The rows, and the columns, of a matrix for squared error, with weights whose mean is 1. */
  static List<EntryRows> ofMeanWeightOne(MaskedMatrix a) {
    boolean isAll = !a.background().isMissing();
    double factor = (isAll ? (double) a.rows() * a.columns() : a.observed()) / a.totalWeight();
    return bothWays(a, Losses.mse().pointwise().orElseThrow()).stream()
        .map(rows -> factor == 1 ? rows : new Reweighted(rows, factor))
        .toList();
  }

  private static List<EntryRows> ofDense(DenseMatrix a, Loss.Pointwise loss) {
    boolean isLinear = loss.parabola(0).filter(ofZero -> ofZero.square() == 0).isPresent();
    boolean skipsZeros = isLinear && a.isUnweighted() && hasMostlyZeros(a);
    return List.of(new Dense(a, skipsZeros), new Dense(a.transpose(), skipsZeros));
  }

  private static boolean hasMostlyZeros(DenseMatrix a) {
    double[] row = new double[a.columns()];
    NativeArray values = NativeArray.of(a.values());
    long others = 0;
    for (int i = 0; i < a.rows(); i++) {
      values.get((long) i * row.length, row, 0, row.length);
      for (double value : row) {
        others += value == 0 ? 0 : 1;
      }
    }
    return 3 * others < a.observed();
  }

  /** Rows of which only the observed entries are held. */
  record Sparse(CompressedLines lines, int length, Background background) implements EntryRows {

    @Override
    public int count() {
      return lines.count();
    }

    @Override
    public double weight(int row) {
      return background.totalWeight(lines.totalWeight(row), lines.length(row), length);
    }

    @Override
    public void load(int row, RowEntries into) {
      into.clear(lines.length(row));
      into.others = background;
      for (int entry = lines.start(row); entry < lines.start(row + 1); entry++) {
        into.add(lines.index(entry), lines.value(entry), lines.weight(entry));
      }
    }
  }

  /** Rows whose weights are multiplied. */
  record Reweighted(EntryRows rows, double factor) implements EntryRows {

    @Override
    public int count() {
      return rows.count();
    }

    @Override
    public int length() {
      return rows.length();
    }

    @Override
    public double weight(int row) {
      return factor * rows.weight(row);
    }

    @Override
    public void load(int row, RowEntries into) {
      rows.load(row, into);
      into.multiplyWeights(factor);
    }
  }

  /** Rows of a dense matrix, whose missing entries hold some number. */
  final class Dense implements EntryRows {

    private final DenseMatrix a;
    private final NativeArray values;
    private final NativeArray weights;
    private final double[] rowWeights;
    private final boolean skipsZeros;

    Dense(DenseMatrix a, boolean skipsZeros) {
      this.a = a;
      this.skipsZeros = skipsZeros;
      values = NativeArray.of(a.values());
      weights = a.isUnweighted() ? null : NativeArray.of(a.weights());
      rowWeights = a.rowWeights();
    }

    @Override
    public int count() {
      return a.rows();
    }

    @Override
    public int length() {
      return a.columns();
    }

    @Override
    public double weight(int row) {
      return rowWeights[row];
    }

    @Override
    public void load(int row, RowEntries into) {
      int length = a.columns();
      into.clear(length);
      values.get((long) row * length, into.targets, 0, length);
      if (weights != null) {
        loadWeighted(row, into, length);
        return;
      }
      int[] missing = a.missing(row);
      if (!skipsZeros && 2 * missing.length <= length) {
        into.setWhole(length, missing);
        return;
      }
      into.others = skipsZeros ? Background.zeros() : Background.missing();
      into.missing = missing;
      int next = 0;
      for (int place = 0; place < length; place++) {
        if (next < missing.length && missing[next] == place) {
          next++;
        } else if (!skipsZeros || into.targets[place] != 0) {
          into.add(place, into.targets[place], 1);
        }
      }
    }

    private void loadWeighted(int row, RowEntries into, int length) {
      into.setWhole(length, new int[0]);
      into.isWeighted = true;
      into.countAlike = false;
      weights.get((long) row * length, into.weights, 0, length);
    }
  }
}
