package org.nmf4j.internal.rows;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.compute.Workers;
import org.nmf4j.matrix.MaskedMatrix;

/**
 * Finds the rows of a factor X for new data while the other factor Y is kept: {@code min Σ
 * weight·(a_ij − x_i·y_j)² + penalty}. Each row is found to the last digits and by itself: to the
 * last bit it is the same whatever rows stand beside it, and however they are held. Any number of
 * threads may use it at once.
 *
 * <p>A row is open if its entries leave some direction of x next to undetermined: if along it their
 * predictions move by less than a small part τ of what those of all entries would, {@code G −
 * τ·w·YᵀY} not being positive definite, w the mean weight. Such a row may be held to a mean μ by a
 * ridge, {@code τ·w·‖Y(x − μ)‖²}, as if its other entries were observed at the mean's predictions
 * with a small weight. It depends neither on the unit of the entries nor on that of the components.
 */
public final class FoldIn {

  private static final int MAX_ROUNDS = 10_000;
  private static final double PRECISION = 1e-10;

  /** τ. */
  private static final double LEAST_PART = 0.03;

  private static final double DIAGONAL = 1e-4;

  /** Multiplications up to which waking a thread takes longer than it saves. */
  private static final long SMALL = 1 << 20;

  /** What may be left of a sum by subtraction before too many of its digits are lost. */
  private static final double LEAST_LEFT = 1e-6;

  private final HeapMatrix y;
  private final RowTerms terms;
  private final double[] start;
  private final double precision;

  /** μ, or null if open rows are not to be held. */
  private final double[] mean;

  /** {@code Σ y_j·y_jᵀ} over all rows of Y; made by the first who needs it. */
  private volatile double[] allGram;

  /**
   * A fold-in.
   *
   * @param y n×k: the transpose of H, or W
   * @param terms of each row of X
   * @param start of each row of X, k numbers; where a component is fixed, its value
   */
  public FoldIn(HeapMatrix y, RowTerms terms, double[] start) {
    this(y, terms, start, PRECISION);
  }

  /** As above, with the part of x that a last round of descent moves it by at most. */
  public FoldIn(HeapMatrix y, RowTerms terms, double[] start, double precision) {
    this(y, terms, start, precision, null);
  }

  private FoldIn(HeapMatrix y, RowTerms terms, double[] start, double precision, double[] mean) {
    this.y = y;
    this.terms = terms;
    this.start = start.clone();
    this.precision = precision;
    this.mean = mean;
  }

  /** The same, which holds open rows to a mean, k numbers. */
  public FoldIn towards(double[] mean) {
    return new FoldIn(y, terms, start, precision, mean.clone());
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
    forEachRow(a, threads, (line, row) -> x.write(row, line.solve()));
    return x;
  }

  /**
   * Finds the open rows of X again, held to the mean of those that are not.
   *
   * @param a what X was found by
   * @param x p×k, which is changed
   * @param isFixed whether a row is to stay
   * @return the open rows
   */
  public List<Integer> holdOpenRows(
      MaskedMatrix a, HeapMatrix x, IntPredicate isFixed, int threads) {
    boolean[] isOpen = new boolean[a.rows()];
    boolean[] isSure = new boolean[a.rows()];
    forEachRow(
        a,
        threads,
        (line, row) -> {
          isOpen[row] = !isFixed.test(row) && line.isOpen();
          isSure[row] = line.count > 0 && !isOpen[row];
          line.clear();
        });
    List<Integer> open = IntStream.range(0, isOpen.length).filter(i -> isOpen[i]).boxed().toList();
    if (open.isEmpty()) {
      return open;
    }
    List<Integer> sure = IntStream.range(0, isSure.length).filter(i -> isSure[i]).boxed().toList();
    FoldIn held = towards(mean(x, sure.isEmpty() ? open : sure));
    held.forEachRow(
        a,
        threads,
        (line, row) -> {
          if (isOpen[row]) {
            x.read(row, line.solver.x);
            x.write(row, line.solveFromPresent());
          } else {
            line.clear();
          }
        });
    return open;
  }

  private static double[] mean(HeapMatrix x, List<Integer> rows) {
    double[] mean = new double[x.columns()];
    rows.forEach(row -> x.addRowTo(mean, row, 1.0 / rows.size()));
    return mean;
  }

  private void forEachRow(MaskedMatrix a, int threads, ObjIntConsumer<Line> task) {
    long work = (a.observed() + 10L * a.rows()) * y.columns() * y.columns();
    try (Workers workers = Workers.forJava(work <= SMALL ? 1 : Math.min(threads, a.rows()))) {
      Line[] lines = new Line[workers.count()];
      workers.forEach(
          a.rows(),
          (worker, row) -> {
            if (lines[worker] == null) {
              lines[worker] = line();
            }
            Line line = lines[worker];
            a.forEachObserved(row, (i, j, value, weight) -> line.add(j, value, weight));
            task.accept(line, row);
          });
    }
  }

  /** For rows that are not in a matrix. */
  public Line line() {
    return new Line();
  }

  private double[] allGram() {
    double[] gram = allGram;
    if (gram == null) {
      gram = new double[y.columns() * y.columns()];
      GramSum sum = new GramSum(y, gram);
      for (int row = 0; row < y.rows(); row++) {
        sum.add(row, 1);
      }
      sum.finish();
      allGram = gram;
    }
    return gram;
  }

  /** Takes a row's entries one by one, solves it, and takes the next. For one thread. */
  public final class Line {

    private final RowSolver solver = new RowSolver(terms);
    private final GramSum sum = new GramSum(y, solver.gram);
    private final Cholesky cholesky = new Cholesky(terms.rank());
    private int[] places = new int[16];
    private double[] weights = new double[16];
    private int count;
    private double totalWeight;

    /**
     * Adds an observed entry.
     *
     * @param place of its row of Y, larger than the last one's
     * @param weight > 0
     */
    public void add(int place, double value, double weight) {
      if (count == places.length) {
        places = Arrays.copyOf(places, 2 * count);
        weights = Arrays.copyOf(weights, 2 * count);
      }
      y.addRowTo(solver.right, place, weight * value);
      places[count] = place;
      weights[count++] = weight;
      totalWeight += weight;
    }

    /** The row's x: k numbers in an array that the next row overwrites. */
    public double[] solve() {
      System.arraycopy(start, 0, solver.x, 0, start.length);
      return solveFromPresent();
    }

    private double[] solveFromPresent() {
      setGram();
      if (mean != null && isTooFlat()) {
        hold();
      }
      solver.prepare(totalWeight);
      solver.solve(MAX_ROUNDS, precision);
      clear();
      return solver.x;
    }

    private void clear() {
      Arrays.fill(solver.right, 0);
      count = 0;
      totalWeight = 0;
    }

    private void setGram() {
      if (!takeMissingFromAll()) {
        Arrays.fill(solver.gram, 0);
        for (int i = 0; i < count; i++) {
          sum.add(places[i], weights[i]);
        }
        sum.finish();
      }
    }

    private boolean isOpen() {
      setGram();
      return isTooFlat();
    }

    /** A row of all entries is as determined as it can be, one of none not determined at all. */
    private boolean isTooFlat() {
      if (count == 0 || count == y.rows()) {
        return false;
      }
      double[] all = allGram();
      double[] left = solver.gram.clone();
      for (int i = 0; i < left.length; i++) {
        left[i] -= ridge() * all[i];
      }
      int rank = y.columns();
      boolean[] held = new boolean[rank];
      for (int c = 0; c < rank; c++) {
        held[c] = solver.fixed[c] || all[c * rank + c] == 0;
      }
      return !cholesky.factorize(left, new double[rank], held);
    }

    private double ridge() {
      return LEAST_PART * totalWeight / count;
    }

    private void hold() {
      double[] all = allGram();
      int rank = y.columns();
      for (int i = 0; i < all.length; i++) {
        // The diagonal also holds what no row of Y says anything of.
        double added = ridge() * all[i] * (i % (rank + 1) == 0 ? 1 + DIAGONAL : 1);
        solver.gram[i] += added;
        solver.right[i / rank] += added * mean[i % rank];
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

    /** The inverse of G and the terms' part in it, of the row solved last; k×k. */
    public double[][] inverse() {
      return solver.inverse();
    }
  }
}
