package org.nmf4j.spark;

import java.io.Serializable;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.rows.EntryRows;
import org.nmf4j.internal.rows.FactorRows;
import org.nmf4j.internal.rows.LeastSquaresFactor;
import org.nmf4j.internal.rows.ReweightedFactor;
import org.nmf4j.internal.rows.RowTerms;
import org.nmf4j.internal.rows.SparseRows;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.CompressedLines;
import org.nmf4j.objective.Bounds;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.parallel.Threads;

/** What a task has to know of a factor's rows, besides their entries. */
interface RowProblem extends Serializable {

  /** Of every row. */
  RowTerms terms();

  /** Of every row, besides. */
  Bounds bounds();

  /** What the entries count for that are not listed. */
  Background background();

  /** How many rows are a block, whose sums are added up by themselves. */
  int blockRows();

  /**
   * The rows of a factor.
   *
   * @param lines their entries
   * @param x the rows, which updates change
   * @param length the number of rows of the other factor
   */
  FactorRows rows(CompressedLines lines, HeapMatrix x, int length, Threads workers);

  /**
   * The problem of W's rows, or of Hᵀ's.
   *
   * @param objective with offsets among the components
   * @param components with offsets
   * @param count of rows
   * @param length of rows
   */
  static RowProblem of(
      Objective objective,
      boolean isW,
      int components,
      int count,
      int length,
      Background background) {
    RowTerms terms = RowTerms.of(objective, isW, components);
    Bounds bounds = RowTerms.boundsOfRows(objective, isW).apply(0);
    return objective.loss().isSquaredError()
        ? new LeastSquares(terms, bounds, background)
        : new Reweighted(
            Losses.id(objective.loss()).orElseThrow(),
            terms,
            bounds,
            background,
            ReweightedFactor.blockRows(count, length));
  }

  /**
   * For squared error.
   *
   * @serial exclude
   */
  record LeastSquares(RowTerms terms, Bounds bounds, Background background) implements RowProblem {

    @Override
    public int blockRows() {
      return LeastSquaresFactor.BLOCK_ROWS;
    }

    @Override
    public FactorRows rows(CompressedLines lines, HeapMatrix x, int length, Threads workers) {
      return new LeastSquaresFactor(
          new SparseRows(lines, length, background),
          x,
          terms,
          row -> bounds,
          LeastSquaresFactor.ROUNDS_IN_FITS,
          LeastSquaresFactor.PRECISION_IN_FITS,
          workers);
    }
  }

  /**
   * For the other losses that are known entry by entry.
   *
   * @serial exclude
   */
  record Reweighted(
      String loss, RowTerms terms, Bounds bounds, Background background, int blockRows)
      implements RowProblem {

    @Override
    public FactorRows rows(CompressedLines lines, HeapMatrix x, int length, Threads workers) {
      return new ReweightedFactor(
          new EntryRows.Sparse(lines, length, background),
          Losses.named(loss).pointwise().orElseThrow(),
          x,
          terms,
          row -> bounds,
          blockRows,
          workers);
    }
  }
}
