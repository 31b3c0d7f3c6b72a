package org.nmf4j.recommend;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;

/**
 * Finds what a model predicts highest, and what is alike in it. Rows are those who are recommended
 * to, such as users, columns what is recommended, such as films; {@link NmfModel} has them the
 * other way round if the matrix was transposed.
 *
 * <p>Immutable; any number of threads may ask at once. What is asked again is answered the same, to
 * the last bit.
 */
public final class Recommender {

  private final NmfModel model;

  private Recommender(NmfModel model) {
    this.model = model;
  }

  /**
   * {@return a recommender by a model's predictions}
   *
   * @param model not null
   */
  public static Recommender of(NmfModel model) {
    return new Recommender(Objects.requireNonNull(model, "model"));
  }

  /**
   * The columns with the highest predictions in a row.
   *
   * @param row i
   * @param n how many, if there are as many
   * @param seen columns to leave out
   * @return columns and predictions, the highest first and of equal ones the lowest index. Where
   *     the model keeps predictions in a range, the order is that of the predictions before, so
   *     that the range makes no ties
   * @throws IllegalArgumentException if n is not positive
   * @throws IndexOutOfBoundsException if there is no such row or column
   */
  public List<Scored> topN(int row, int n, Set<Integer> seen) {
    double[] scores = model.scores(row);
    for (int column : seen) {
      scores[Objects.checkIndex(column, scores.length)] = Double.NaN;
    }
    return best(model, row, scores, n);
  }

  /**
   * As {@link #topN(int, int, Set)}, by names.
   *
   * @param row its name, or its number from 0 if the model's rows have no names
   * @param n how many, if there are as many
   * @param seen names of columns to leave out; such as the model has not are passed over
   * @return columns and predictions, the highest first
   * @throws IllegalArgumentException if n is not positive, or the model has no such row
   */
  public List<Named> topN(String row, int n, Set<String> seen) {
    Set<Integer> columns =
        seen.stream().map(model::column).filter(column -> column >= 0).collect(Collectors.toSet());
    return named(topN(place("row", row, model.row(row)), n, columns), model.columnLabels());
  }

  private static int place(String kind, String name, int place) {
    if (place < 0) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "the model has no %s \"%s\"", kind, name));
    }
    return place;
  }

  private static List<Named> named(List<Scored> found, List<String> labels) {
    return found.stream()
        .map(
            line ->
                new Named(
                    labels.isEmpty() ? Integer.toString(line.index()) : labels.get(line.index()),
                    line.score()))
        .toList();
  }

  /**
   * As {@link #topN(int, int, Set)}.
   *
   * @param row i
   * @param n how many, if there are as many
   * @param seen m×n, whose observed entries are left out, but those of its background's value
   * @return columns and predictions, the highest first
   * @throws IllegalArgumentException if n is not positive or {@code seen} has another shape
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public List<Scored> topN(int row, int n, MaskedMatrix seen) {
    requireShape(seen);
    double[] scores = model.scores(row);
    leaveOut(scores, row, seen);
    return best(model, row, scores, n);
  }

  /**
   * As {@link #topNOfEach(int[], int, MaskedMatrix)}, with nothing left out.
   *
   * @param rows in any order
   * @param n how many, if there are as many
   * @return as many lists as rows, in their order
   * @throws IllegalArgumentException if n is not positive
   * @throws IndexOutOfBoundsException if there is no such row
   * @throws CancellationException if the thread is interrupted; its flag is left set
   */
  public List<List<Scored>> topNOfEach(int[] rows, int n) {
    return Rows.forEach(rows, row -> topN(row, n, Set.of()));
  }

  /**
   * As {@link #topN(int, int, MaskedMatrix)} for many rows, on all processors.
   *
   * @param rows in any order
   * @param n how many, if there are as many
   * @param seen m×n, whose observed entries are left out, but those of its background's value
   * @return as many lists as rows, in their order
   * @throws IllegalArgumentException if n is not positive or {@code seen} has another shape
   * @throws IndexOutOfBoundsException if there is no such row
   * @throws CancellationException if the thread is interrupted; its flag is left set
   */
  public List<List<Scored>> topNOfEach(int[] rows, int n, MaskedMatrix seen) {
    requireShape(seen);
    return Rows.forEach(rows, row -> topN(row, n, seen));
  }

  /**
   * As {@link #topN(int, int, Set)} for a row that the model has not seen: its factor is found from
   * its entries as by {@link NmfModel#withRows}.
   *
   * @param columns of its entries, which are left out
   * @param values of its entries, as many
   * @param n how many, if there are as many
   * @return columns and predictions, the highest first
   * @throws IllegalArgumentException if n is not positive, there is no entry or two in one column,
   *     one is not finite, or columns and values are not as many
   * @throws IndexOutOfBoundsException if there is no such column
   * @throws IllegalStateException if the model was loaded from a file and its loss was a lambda
   */
  public List<Scored> topNOfNew(int[] columns, double[] values, int n) {
    if (columns.length != values.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "columns and values must be as many, got %d and %d",
              columns.length,
              values.length));
    }
    SparseBuilder entries = MaskedMatrix.sparse(model.dataType());
    for (int i = 0; i < columns.length; i++) {
      entries.add(0, Objects.checkIndex(columns[i], model.columns()), values[i]);
    }
    NmfModel ofNew = model.withRows(entries.build(1, model.columns()));
    double[] scores = ofNew.scores(0);
    for (int column : columns) {
      scores[column] = Double.NaN;
    }
    return best(ofNew, 0, scores, n);
  }

  static void leaveOut(double[] scores, int row, MaskedMatrix seen) {
    forEachSeen(row, seen, column -> scores[column] = Double.NaN);
  }

  /** Zeros that are listed where zeros count are no more than those that are not. */
  static void forEachSeen(int row, MaskedMatrix seen, IntConsumer columns) {
    seen.forEachObserved(
        row,
        (i, column, value, weight) -> {
          if (!seen.background().isOf(value)) {
            columns.accept(column);
          }
        });
  }

  private static List<Scored> best(NmfModel model, int row, double[] scores, int n) {
    Best best = new Best(n);
    for (int column = 0; column < scores.length; column++) {
      best.offer(column, scores[column]);
    }
    return best.sorted().stream()
        .map(column -> new Scored(column.index(), model.predict(row, column.index())))
        .toList();
  }

  private void requireShape(MaskedMatrix seen) {
    if (seen.rows() != model.rows() || seen.columns() != model.columns()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "seen must have the shape of the model, (%d×%d), got (%d×%d)",
              model.rows(),
              model.columns(),
              seen.rows(),
              seen.columns()));
    }
  }

  /**
   * The rows whose factors point most nearly the same way, {@code w_i·w_r / (‖w_i‖·‖w_r‖)}; offsets
   * don't count. A row of zeros points nowhere and is similar to none.
   *
   * @param row r
   * @param n how many, if there are as many
   * @return other rows and their cosines, the highest first and of equal ones the lowest index
   * @throws IllegalArgumentException if n is not positive
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public List<Scored> similarRows(int row, int n) {
    return similar(HeapMatrix.of(model.w()), row, n);
  }

  /**
   * As {@link #similarRows(int, int)}, for columns of H.
   *
   * @param column of H
   * @param n how many, if there are as many
   * @return other columns and their cosines, the highest first
   * @throws IllegalArgumentException if n is not positive
   * @throws IndexOutOfBoundsException if there is no such column
   */
  public List<Scored> similarColumns(int column, int n) {
    return similar(HeapMatrix.of(model.h()).transpose(), column, n);
  }

  /**
   * As {@link #similarRows(int, int)}, by name.
   *
   * @param row its name, or its number from 0 if the model's rows have no names
   * @param n how many, if there are as many
   * @return other rows and their cosines, the highest first
   * @throws IllegalArgumentException if n is not positive, or the model has no such row
   */
  public List<Named> similarRows(String row, int n) {
    return named(similarRows(place("row", row, model.row(row)), n), model.rowLabels());
  }

  /**
   * As {@link #similarColumns(int, int)}, by name.
   *
   * @param column its name, or its number from 0 if the model's columns have no names
   * @param n how many, if there are as many
   * @return other columns and their cosines, the highest first
   * @throws IllegalArgumentException if n is not positive, or the model has no such column
   */
  public List<Named> similarColumns(String column, int n) {
    return named(
        similarColumns(place("column", column, model.column(column)), n), model.columnLabels());
  }

  private static List<Scored> similar(HeapMatrix lines, int line, int n) {
    Best best = new Best(n);
    double[] wanted = direction(lines, Objects.checkIndex(line, lines.rows()));
    for (int other = 0; other < lines.rows(); other++) {
      if (other != line) {
        best.offer(other, cosine(wanted, direction(lines, other)));
      }
    }
    return best.sorted();
  }

  /** A line divided by its length; NaN for one of zeros. */
  private static double[] direction(HeapMatrix lines, int line) {
    double[] numbers = new double[lines.columns()];
    lines.read(line, numbers);
    double largest = Arrays.stream(numbers).map(Math::abs).max().orElseThrow();
    double squares = 0;
    for (int c = 0; c < numbers.length; c++) {
      // Squares of numbers around 1 neither overflow nor vanish.
      numbers[c] /= largest;
      squares += numbers[c] * numbers[c];
    }
    double length = Math.sqrt(squares);
    for (int c = 0; c < numbers.length; c++) {
      numbers[c] /= length;
    }
    return numbers;
  }

  private static double cosine(double[] a, double[] b) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      sum += a[c] * b[c];
    }
    return Math.min(Math.max(sum, -1), 1);
  }
}
