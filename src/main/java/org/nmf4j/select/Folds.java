package org.nmf4j.select;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.Splitter;

/**
 * How entries are held out by turns, to see how well a fit to the others predicts them. No row or
 * column is emptied: one that would be keeps an entry, which is then never held out. The same seed
 * gives the same folds.
 */
@FunctionalInterface
public interface Folds {

  /**
   * The folds of a matrix.
   *
   * @param a m×n
   * @param seed of the random choice
   * @return a splitter for each fold, of this matrix alone
   * @throws IllegalArgumentException if the matrix has too few entries, rows or columns
   */
  List<Splitter> of(MaskedMatrix a, long seed);

  /**
   * Single entries, each in one fold, such that the folds take nearly as much of each row and of
   * each column (Wold 1978, doi:10.1080/00401706.1978.10489693, with entries at random).
   *
   * @param count of folds, ≥ 2
   * @return such folds
   * @throws IllegalArgumentException if there are fewer than two
   */
  static Folds ofEntries(int count) {
    if (count < 2) {
      throw new IllegalArgumentException("folds must be ≥ 2, got " + count);
    }
    return (a, seed) -> new FoldOfEntries(a, count, seed).splitters();
  }

  /**
   * Blocks of whole stretches of rows and columns, chosen at random: bi-cross-validation (Owen and
   * Perry 2009, doi:10.1214/08-AOAS227). As missing entries are no obstacle here, the fit is to all
   * entries outside the block, and not to those alone that share neither a row nor a column with
   * it.
   *
   * @param ofRows how many parts rows are in, ≥ 2
   * @param ofColumns how many parts columns are in, ≥ 2
   * @return {@code ofRows · ofColumns} such folds
   * @throws IllegalArgumentException if there are fewer than two parts
   */
  static Folds ofBlocks(int ofRows, int ofColumns) {
    if (ofRows < 2 || ofColumns < 2) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "blocks must be ≥ 2 by ≥ 2, got %d by %d", ofRows, ofColumns));
    }
    return (a, seed) -> {
      Random random = new Random(seed);
      int[] rows = parts("rows", a.rows(), ofRows, random);
      int[] columns = parts("columns", a.columns(), ofColumns, random);
      FoldOfEntries folds =
          new FoldOfEntries(a, ofRows * ofColumns, (i, j) -> rows[i] * ofColumns + columns[j]);
      return folds.splitters();
    };
  }

  private static int[] parts(String name, int lines, int count, Random random) {
    if (count > lines) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "blocks must be at most one a line, got %d of %d %s",
              count,
              lines,
              name));
    }
    List<Integer> parts = new ArrayList<>();
    IntStream.range(0, lines).forEach(line -> parts.add(line % count));
    Collections.shuffle(parts, random);
    return parts.stream().mapToInt(Integer::intValue).toArray();
  }
}
