package org.nmf4j.internal.evaluation;

import java.util.stream.DoubleStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.matrix.CompressedLines;
import org.nmf4j.objective.Loss;
import org.nmf4j.parallel.Threads;

/**
 * The evaluation of a sparse matrix: the predictions of its entries, then the loss on blocks of
 * them, then the two gradients, each on several threads. Nothing of size m×n is held: 12 bytes an
 * entry, and the factors and their gradients in double precision.
 */
final class SparseEvaluation extends LossEvaluation {

  /** Fewer are not worth handing to another thread. */
  private static final int MIN_PART_ENTRIES = 1 << 12;

  private static final int MAX_PARTS = 64;

  private final int rank;
  private final Threads workers;
  private final FactorLines linesW;
  private final FactorLines linesH;
  private final EntryLoss loss;

  private CompressedLines byRows;
  private CompressedLines byColumns;
  private int[] rowParts;
  private int[] columnParts;

  /** The number by rows of each entry by columns. */
  private int[] numbersByRows;

  /** Of each entry by rows; the loss puts its derivative in their place. */
  private double[] predictions = new double[0];

  private double[] blockTotals;

  /** An evaluation of entries that are held twice, and factors as in {@link LossEvaluation#of}. */
  SparseEvaluation(
      CompressedLines byRows,
      CompressedLines byColumns,
      Loss loss,
      INDArray w,
      INDArray h,
      Threads workers) {
    this(byRows.entries(), w.dataType(), loss, w, h, workers);
    show(byRows, byColumns);
  }

  /**
   * An evaluation that has to be shown its entries first.
   *
   * @param usual about how many entries there will be
   */
  SparseEvaluation(long usual, DataType type, Loss loss, INDArray w, INDArray h, Threads workers) {
    super(w, h);
    this.rank = h.rows();
    this.workers = workers;
    linesW = new FactorLines(NativeArray.of(w), gradientW, false);
    linesH = new FactorLines(NativeArray.of(h), gradientH, true);
    this.loss = new EntryLoss(loss, type, usual, workers.count());
  }

  /**
   * Takes other entries, of a matrix of the same shape.
   *
   * @param byRows m lines
   * @param byColumns the same entries in n lines
   */
  void show(CompressedLines byRows, CompressedLines byColumns) {
    this.byRows = byRows;
    this.byColumns = byColumns;
    rowParts = parts(byRows);
    columnParts = parts(byColumns);
    numbersByRows = numbersByRows(byRows, byColumns);
    if (predictions.length < byRows.entries()) {
      predictions = new double[byRows.entries()];
    }
    blockTotals = new double[-Math.floorDiv(-byRows.entries(), loss.blockSize())];
  }

  /** Where parts of about as many entries each begin, and the last ends. */
  private static int[] parts(CompressedLines lines) {
    int count = Math.min(Math.max(lines.entries() / MIN_PART_ENTRIES, 1), MAX_PARTS);
    int[] parts = new int[count + 1];
    int line = 0;
    for (int part = 1; part < count; part++) {
      long before = (long) part * lines.entries() / count;
      while (lines.start(line) < before) {
        line++;
      }
      parts[part] = line;
    }
    parts[count] = lines.count();
    return parts;
  }

  private static int[] numbersByRows(CompressedLines byRows, CompressedLines byColumns) {
    int[] next = new int[byColumns.count()];
    for (int column = 0; column < next.length; column++) {
      next[column] = byColumns.start(column);
    }
    int[] numbers = new int[byRows.entries()];
    for (int entry = 0; entry < numbers.length; entry++) {
      numbers[next[byRows.index(entry)]++] = entry;
    }
    return numbers;
  }

  @Override
  double total(boolean withGradient) {
    int ofRows = rowParts.length - 1;
    int ofColumns = columnParts.length - 1;
    workers.forEach(
        ofColumns, (worker, part) -> linesH.load(columnParts[part], columnParts[part + 1]));
    workers.forEach(ofRows, (worker, part) -> predict(rowParts[part], rowParts[part + 1]));
    workers.forEach(
        blockTotals.length,
        (worker, block) -> blockTotals[block] = blockTotal(worker, block, withGradient));
    if (withGradient) {
      workers.forEach(
          ofRows + ofColumns,
          (worker, part) -> {
            if (part < ofRows) {
              computeGradientW(rowParts[part], rowParts[part + 1]);
            } else {
              computeGradientH(columnParts[part - ofRows], columnParts[part - ofRows + 1]);
            }
          });
    }
    return DoubleStream.of(blockTotals).sum();
  }

  private void predict(int from, int to) {
    linesW.load(from, to);
    EntryProducts.multiply(byRows, from, to, linesW.numbers(), linesH.numbers(), rank, predictions);
  }

  private double blockTotal(int worker, int block, boolean withDerivative) {
    int from = block * loss.blockSize();
    int count = Math.min(loss.blockSize(), byRows.entries() - from);
    return loss.total(worker, byRows, from, count, predictions, withDerivative);
  }

  private void computeGradientW(int from, int to) {
    EntryProducts.accumulate(
        byRows, from, to, predictions, null, linesH.numbers(), rank, linesW.gradients());
    linesW.storeGradient(from, to);
  }

  private void computeGradientH(int from, int to) {
    int[] places = numbersByRows;
    EntryProducts.accumulate(
        byColumns, from, to, predictions, places, linesW.numbers(), rank, linesH.gradients());
    linesH.storeGradient(from, to);
  }
}
