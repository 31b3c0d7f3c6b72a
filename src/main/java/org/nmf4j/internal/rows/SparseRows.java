package org.nmf4j.internal.rows;

import java.util.Arrays;
import java.util.BitSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.compute.NativeArray;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.CompressedLines;
import org.nmf4j.parallel.Threads;

/**
 * Rows of which only the observed entries are held. Where the others count as v with weight ω,
 *
 * <pre>{@code
 * G = ω·YᵀY + Σ_observed (weight − ω)·y·yᵀ,  b = ω·v·Σ y + Σ_observed (weight·a − ω·v)·y
 * }</pre>
 *
 * (Hu, Koren and Volinsky 2008, doi:10.1109/ICDM.2008.22).
 */
public final class SparseRows implements LeastSquaresRows {

  /** Below, adding G up costs no more than a few products with it. */
  private static final int LOWEST_FACTORED_RANK = 32;

  private final CompressedLines lines;
  private final int length;
  private final Background background;

  /** The rows whose entries all weigh what the others do. */
  private final BitSet alike = new BitSet();

  /** The rows whose entries weigh no less than the others, and some of them more. */
  private final BitSet heavier = new BitSet();

  // As they were prepared, if there is a background.
  private HeapMatrix y;
  private double[] allGram;
  private double[] allRight;
  private NativeArray nativeGram;
  private double unit;

  /**
   * Rows.
   *
   * @param length the number of places in a row
   * @param background what those count for that are not listed
   */
  public SparseRows(CompressedLines lines, int length, Background background) {
    this.lines = lines;
    this.length = length;
    this.background = background;
    if (!background.isMissing()) {
      compareWeights();
    }
  }

  private void compareWeights() {
    for (int row = 0; row < lines.count(); row++) {
      boolean isLike = true;
      boolean isHeavier = true;
      for (int entry = lines.start(row); entry < lines.start(row + 1); entry++) {
        isLike &= lines.weight(entry) == background.weight();
        isHeavier &= lines.weight(entry) >= background.weight();
      }
      alike.set(row, isLike);
      heavier.set(row, isHeavier && !isLike);
    }
  }

  @Override
  public int count() {
    return lines.count();
  }

  @Override
  public int entries(int row) {
    return background.isMissing() ? lines.length(row) : length;
  }

  @Override
  public double weight(int row) {
    return background.totalWeight(lines.totalWeight(row), lines.length(row), length);
  }

  @Override
  public void prepare(HeapMatrix y, Threads workers) {
    if (!background.isMissing()) {
      this.y = y;
      FactorSums all = FactorSums.of(y, workers);
      allGram = times(background.weight(), all.gram());
      allRight = times(background.weight() * background.value(), all.sum());
      nativeGram = NativeArray.of(Nd4j.create(y.dataType(), y.columns(), y.columns()));
      unit = FactoredGram.unit(Arrays.stream(allGram).max().orElse(0));
      nativeGram.put(0, times(1 / unit / unit, allGram.clone()), 0, allGram.length);
    }
  }

  private static double[] times(double factor, double[] numbers) {
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] *= factor;
    }
    return numbers;
  }

  @Override
  public void load(int row, HeapMatrix y, RowSums sums, RowSolver problem) {
    problem.clear();
    sums.clear();
    if (background.isMissing()) {
      for (int entry = lines.start(row); entry < lines.start(row + 1); entry++) {
        sums.add(y, lines.index(entry), lines.value(entry), lines.weight(entry));
      }
    } else {
      System.arraycopy(allGram, 0, problem.gram, 0, allGram.length);
      System.arraycopy(allRight, 0, problem.right, 0, allRight.length);
      for (int entry = lines.start(row); entry < lines.start(row + 1); entry++) {
        double more = lines.weight(entry) - background.weight();
        if (more == 0) {
          y.addRowTo(problem.right, lines.index(entry), right(entry));
        } else {
          sums.add(y, lines.index(entry), right(entry) / more, more);
        }
      }
    }
    sums.addTo(problem.gram, problem.right);
  }

  @Override
  public boolean isFactored(int row, int rank) {
    return heavier.get(row)
        && rank >= LOWEST_FACTORED_RANK
        && lines.length(row) <= FactoredGram.mostRows(rank);
  }

  @Override
  public void load(int row, HeapMatrix y, FactoredGram gram, RowSolver problem) {
    gram.clear(nativeGram, unit);
    System.arraycopy(allRight, 0, problem.right, 0, allRight.length);
    double weight = background.weight() * length;
    for (int entry = lines.start(row); entry < lines.start(row + 1); entry++) {
      double more = lines.weight(entry) - background.weight();
      weight += more;
      if (more == 0) {
        y.addRowTo(problem.right, lines.index(entry), right(entry));
      } else {
        gram.add(y, lines.index(entry), right(entry) / more, more);
      }
    }
    gram.finish(problem.right);
    // Roughly: as if the entries that are listed were like all.
    double factor = weight / (background.weight() * length);
    for (int i = 0; i < allGram.length; i += y.columns() + 1) {
      problem.gram[i] = allGram[i] * factor;
    }
  }

  @Override
  public double squaredError(int row, double[] x, HeapMatrix y) {
    double sum = squaredErrorOfBackground(x);
    for (int entry = lines.start(row); entry < lines.start(row + 1); entry++) {
      double prediction = 0;
      for (int c = 0; c < x.length; c++) {
        prediction += x[c] * y.get(lines.index(entry), c);
      }
      double error = prediction - lines.value(entry);
      double other = prediction - background.value();
      sum += lines.weight(entry) * error * error - background.weight() * other * other;
    }
    return sum;
  }

  /** Of all places, as if none was listed. */
  private double squaredErrorOfBackground(double[] x) {
    if (background.isMissing()) {
      return 0;
    }
    double sum = background.weight() * background.value() * background.value() * length;
    for (int c = 0; c < x.length; c++) {
      double product = -2 * allRight[c];
      for (int q = 0; q < x.length; q++) {
        product += allGram[c * x.length + q] * x[q];
      }
      sum += x[c] * product;
    }
    return sum;
  }

  private double right(int entry) {
    return lines.weight(entry) * lines.value(entry) - background.weight() * background.value();
  }

  @Override
  public boolean isComplete(int row) {
    return alike.get(row);
  }

  @Override
  public void loadRight(int row, double[] right) {
    System.arraycopy(allRight, 0, right, 0, right.length);
    for (int entry = lines.start(row); entry < lines.start(row + 1); entry++) {
      y.addRowTo(right, lines.index(entry), right(entry));
    }
  }
}
