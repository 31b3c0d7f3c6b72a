package org.nmf4j.internal.rows;

import java.util.Arrays;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.compute.Workers;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * Finds the rows of a factor X for new data while the other factor Y is kept: {@code min Σ
 * weight·(a_ij − x_i·y_j)² + penalty} over the entries that count. Each row is found to the last
 * digits and by itself: to the last bit it is the same whatever rows stand beside it, and however
 * they are held. Any number of threads may use it at once.
 */
public final class FoldIn {

  static final int MAX_ROUNDS = 10_000;
  static final double PRECISION = 1e-10;

  /** Multiplications up to which waking a thread takes longer than it saves. */
  private static final long SMALL = 1 << 20;

  /** What may be left of a sum by subtraction before too many of its digits are lost. */
  private static final double LEAST_LEFT = 1e-6;

  private final HeapMatrix y;
  private final RowTerms terms;
  private final double[] start;

  /** μ, or null if open rows are not to be held. */
  private final double[] mean;

  private final double ridge;

  /** Null if nothing is known of the rows beforehand. */
  private final EarlierRows earlier;

  // Made by the first who needs it.

  /** {@code Σ y_j·y_jᵀ} over all rows of Y. */
  private volatile double[] allGram;

  /** {@code Σ y_j}. */
  private volatile double[] allSum;

  /**
   * A fold-in.
   *
   * @param y n×k: the transpose of H, or W
   * @param terms of each row of X
   * @param start of each row of X, k numbers; where a component is fixed, its value
   */
  public FoldIn(HeapMatrix y, RowTerms terms, double[] start) {
    this(y, terms, start, null, 0, null);
  }

  private FoldIn(
      HeapMatrix y,
      RowTerms terms,
      double[] start,
      double[] mean,
      double ridge,
      EarlierRows earlier) {
    this.y = y;
    this.terms = terms;
    this.start = start.clone();
    this.mean = mean;
    this.ridge = ridge;
    this.earlier = earlier;
  }

  /** The same, which holds {@link OpenRows} to a mean, k numbers, by a ridge; by 0 none. */
  public FoldIn towards(double[] mean, double ridge) {
    return new FoldIn(y, terms, start, ridge > 0 ? mean.clone() : null, ridge, earlier);
  }

  /**
   * The same of rows that have had entries before, or have none: without a new one they stay.
   *
   * @param earlier as many rows as the matrices that are to be folded in
   */
  public FoldIn since(EarlierRows earlier) {
    return new FoldIn(y, terms, start, mean, ridge, earlier);
  }

  /**
   * The factors of new rows.
   *
   * @param a p×n
   * @param threads to use at most
   * @return p×k, of the type of Y
   */
  public HeapMatrix rows(MaskedMatrix a, int threads) {
    HeapMatrix x = new HeapMatrix(y.dataType(), a.rows(), y.columns());
    long work = (a.observed() + 10L * a.rows()) * y.columns() * y.columns();
    try (Workers workers = Workers.forJava(work <= SMALL ? 1 : Math.min(threads, a.rows()))) {
      Line[] lines = new Line[workers.count()];
      workers.forEach(
          a.rows(),
          (worker, row) -> {
            if (lines[worker] == null) {
              lines[worker] = new Line(a.background());
            }
            Line line = lines[worker];
            a.forEachObserved(row, (i, j, value, weight) -> line.add(j, value, weight));
            x.write(row, earlier == null ? line.solve() : line.solveSince(row));
          });
    }
    return x;
  }

  private double[] allGram() {
    double[] gram = allGram;
    if (gram == null) {
      gram = GramSum.of(y);
      allGram = gram;
    }
    return gram;
  }

  private double[] allSum() {
    double[] sum = allSum;
    if (sum == null) {
      sum = new double[y.columns()];
      for (int place = 0; place < y.rows(); place++) {
        y.addRowTo(sum, place, 1);
      }
      allSum = sum;
    }
    return sum;
  }

  /** Takes a row's entries one by one, solves it, and takes the next. For one thread. */
  private final class Line {

    private final RowSolver solver = new RowSolver(terms);
    private final GramSum sum = new GramSum(y, solver.gram);
    private final OpenRows openRows = new OpenRows(terms.rank(), ridge);
    private int[] places = new int[16];
    private double[] weights = new double[16];
    private int count;
    private double totalWeight;
    private final Background background;

    Line(Background background) {
      this.background = background;
    }

    /**
     * Adds an observed entry, and takes it from the background.
     *
     * @param place of its row of Y, larger than the last one's
     * @param weight > 0
     */
    public void add(int place, double value, double weight) {
      if (count == places.length) {
        places = Arrays.copyOf(places, 2 * count);
        weights = Arrays.copyOf(weights, 2 * count);
      }
      double ofOther = background.weight();
      y.addRowTo(solver.right, place, weight * value - ofOther * background.value());
      places[count] = place;
      weights[count++] = weight - ofOther;
      totalWeight += weight - ofOther;
    }

    /** The row's x: k numbers in an array that the next row overwrites. */
    public double[] solve() {
      sumGram();
      addBackground();
      System.arraycopy(start, 0, solver.x, 0, start.length);
      if (mean != null && background.isMissing() && count > 0 && count < y.rows()) {
        openRows.holdIfOpen(solver, allGram(), totalWeight / count, mean);
      }
      return solveBesides(0);
    }

    /** As {@link #solve}, of a row that has had entries before, or has none. */
    private double[] solveSince(int row) {
      if (count > 0 && earlier.isNew(row)) {
        return solve();
      }
      earlier.x().read(row, solver.x);
      if (count == 0) {
        return solver.x;
      }
      sumGram();
      earlier.addTo(solver, row, terms);
      return solveBesides(earlier.weights()[row]);
    }

    private double[] solveBesides(double earlierWeight) {
      solver.prepare(earlierWeight + totalWeight);
      solver.solve(MAX_ROUNDS, PRECISION);
      Arrays.fill(solver.right, 0);
      count = 0;
      totalWeight = 0;
      return solver.x;
    }

    /** Of all places. */
    private void addBackground() {
      double ofOne = background.weight();
      for (int i = 0; i < solver.gram.length && ofOne != 0; i++) {
        solver.gram[i] += ofOne * allGram()[i];
      }
      for (int c = 0; c < solver.right.length && ofOne != 0; c++) {
        solver.right[c] += ofOne * background.value() * allSum()[c];
      }
      totalWeight += ofOne * y.rows();
    }

    private void sumGram() {
      if (!takeMissingFromAll()) {
        Arrays.fill(solver.gram, 0);
        for (int i = 0; i < count; i++) {
          if (weights[i] != 0) {
            sum.add(places[i], weights[i]);
          }
        }
        sum.finish();
      }
    }

    /** G by the entries that are missing, if they are few and have no large part in it. */
    private boolean takeMissingFromAll() {
      if (2 * (long) count <= y.rows() || !isUnweighted()) {
        return false;
      }
      double[] all = allGram();
      System.arraycopy(all, 0, solver.gram, 0, all.length);
      int next = 0;
      for (int place = 0; place < y.rows(); place++) {
        if (next < count && places[next] == place) {
          next++;
        } else {
          sum.add(place, -1);
        }
      }
      sum.finish();
      for (int i = 0; i < all.length; i += y.columns() + 1) {
        if (solver.gram[i] < LEAST_LEFT * all[i]) {
          return false;
        }
      }
      return true;
    }

    private boolean isUnweighted() {
      for (int i = 0; i < count; i++) {
        if (weights[i] != 1) {
          return false;
        }
      }
      return true;
    }
  }
}
