package org.nmf4j.internal.evaluation;

import java.util.stream.DoubleStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.CompressedLines;
import org.nmf4j.objective.Loss;
import org.nmf4j.parallel.Threads;

/**
 * The evaluation of a sparse matrix: the predictions of its entries, then the loss on blocks of
 * them, then the two gradients, each on several threads. Of a background, the sum over all places
 * is added and that over the listed ones subtracted. Nothing of size m×n is held: 12 bytes an
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

  /** Null if what is not listed is missing. */
  private final BackgroundLoss background;

  /** What one thread's block is predicted as, beside the derivatives. */
  private final double[][] ofBlocks;

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
      Background background,
      Loss loss,
      INDArray w,
      INDArray h,
      Threads workers) {
    this(byRows.entries(), background, loss, w, h, workers);
    show(byRows, byColumns);
  }

  /**
   * An evaluation that has to be shown its entries first.
   *
   * @param usual about how many entries there will be
   */
  SparseEvaluation(
      long usual, Background background, Loss loss, INDArray w, INDArray h, Threads workers) {
    super(w, h);
    this.rank = h.rows();
    this.workers = workers;
    linesW = new FactorLines(NativeArray.of(w), gradientW, false);
    linesH = new FactorLines(NativeArray.of(h), gradientH, true);
    this.loss = new EntryLoss(loss, w.dataType(), usual, workers.count());
    this.background = background.isMissing() ? null : new BackgroundLoss(background, loss);
    ofBlocks = new double[background.isMissing() ? 0 : workers.count()][this.loss.blockSize()];
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
    double ofAll = background == null ? 0 : background.total(linesW, linesH, workers);
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
    return ofAll + DoubleStream.of(blockTotals).sum();
  }

  private void predict(int from, int to) {
    linesW.load(from, to);
    EntryProducts.multiply(byRows, from, to, linesW.numbers(), linesH.numbers(), rank, predictions);
  }

  private double blockTotal(int worker, int block, boolean withDerivative) {
    int from = block * loss.blockSize();
    int count = Math.min(loss.blockSize(), byRows.entries() - from);
    if (background == null) {
      return loss.total(worker, byRows, from, count, predictions, withDerivative);
    }
    double[] ofBlock = ofBlocks[worker];
    System.arraycopy(predictions, from, ofBlock, 0, count);
    double total = loss.total(worker, byRows, from, count, predictions, withDerivative);
    Loss.Parabola ofEntry = background.ofEntry();
    for (int i = 0; i < count; i++) {
      total -= ofEntry.at(ofBlock[i]);
      predictions[from + i] -= withDerivative ? ofEntry.slopeAt(ofBlock[i]) : 0;
    }
    return total;
  }

  private void computeGradientW(int from, int to) {
    EntryProducts.accumulate(
        byRows, from, to, predictions, null, linesH.numbers(), rank, linesW.gradients());
    if (background != null) {
      background.addGradientW(linesW, from, to);
    }
    linesW.storeGradient(from, to);
  }

  private void computeGradientH(int from, int to) {
    int[] places = numbersByRows;
    EntryProducts.accumulate(
        byColumns, from, to, predictions, places, linesW.numbers(), rank, linesH.gradients());
    if (background != null) {
      background.addGradientH(linesH, from, to);
    }
    linesH.storeGradient(from, to);
  }
}
