package org.nmf4j.internal.rows;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.objective.Bounds;
import org.nmf4j.parallel.Threads;

/** The rows of a factor as least squares problems, for {@code Σ weight·(x·y − a)²}. */
public final class LeastSquaresFactor extends FactorRows {

  /** The most rounds of coordinate descent in a fit's update of a row, unless others are named. */
  public static final int ROUNDS_IN_FITS = 12;

  /** In a fit a row's rounds end when one moves it by less than this part of the first. */
  public static final double PRECISION_IN_FITS = 0.1;

  /** How many rows are a block. */
  public static final int BLOCK_ROWS = RowBlock.MOST_ROWS;

  // Where rows with Gram matrices of their own are better solved together than one after another:

  /** With fewer, most of the work side by side would be for nobody. */
  private static final int FEWEST_TOGETHER = 32;

  /**
   * Together they go on until the last is done: at a high precision that takes few of them long.
   */
  private static final int MOST_ROUNDS_TOGETHER = 50;

  /** The Gram matrices of a block then take up a megabyte, which the second cache still holds. */
  private static final int LARGEST_RANK_TOGETHER = 64;

  /**
   * As many rounds of coordinate descent as lower the objective by what a step by products does.
   */
  private static final int ROUNDS_OF_STEP = 3;

  private final LeastSquaresRows rows;
  private final int maxRounds;
  private final double precision;
  private final RowBlock[] blocks;
  private final RowSums[] sums;

  /** Made when they are first needed. */
  private final FactoredGram[] grams;

  private final ConjugateGradients[] gradients;

  /**
   * A factor.
   *
   * @param rows the matrix whose rows are the problems
   * @param x the factor, which the updates change
   * @param terms of every row
   * @param rowBounds what the numbers of each row are allowed besides
   * @param maxRounds of coordinate descent in an update of a row
   * @param precision the part of what a row's first round moves it by that its last may
   */
  public LeastSquaresFactor(
      LeastSquaresRows rows,
      HeapMatrix x,
      RowTerms terms,
      IntFunction<Bounds> rowBounds,
      int maxRounds,
      double precision,
      Threads workers) {
    super(x, terms, rowBounds, BLOCK_ROWS, workers);
    this.rows = rows;
    this.maxRounds = maxRounds;
    this.precision = precision;
    blocks = new RowBlock[workers.count()];
    Arrays.setAll(blocks, worker -> new RowBlock(x.columns()));
    grams = new FactoredGram[workers.count()];
    gradients = new ConjugateGradients[workers.count()];
    Arrays.setAll(gradients, worker -> new ConjugateGradients(x.columns()));
    sums = new RowSums[workers.count()];
    Arrays.setAll(sums, worker -> new RowSums(x.dataType(), x.columns()));
  }

  @Override
  protected double weight(int row) {
    return rows.weight(row);
  }

  /** {@inheritDoc} Gives {@code Σ weight·(x·y − a)²} less {@code Σ weight·a²}. */
  @Override
  public double[] update(HeapMatrix y, double multiplier, boolean withLoss) {
    return update(y, multiplier, maxRounds);
  }

  @Override
  public double[] loss(HeapMatrix y) {
    return update(y, 0, 0);
  }

  @Override
  public double[] exactLoss(HeapMatrix y) {
    return forEachRow(
        (worker, row) -> {
          x.read(row, solver(worker).x);
          return rows.squaredError(row, solver(worker).x, y);
        });
  }

  private double[] update(HeapMatrix y, double multiplier, int maxRounds) {
    prepare(y, multiplier);
    return forEachBlock(
        (worker, from, to) -> {
          boolean byProducts = goByProducts(from, to, maxRounds);
          if (!byProducts && goTogether(from, to, maxRounds)) {
            fill(worker, from, to, y);
            return updateTogether(worker, from, maxRounds);
          }
          double sum = 0;
          for (int row = from; row < to; row++) {
            sum +=
                byProducts && rows.isFactored(row, x.columns())
                    ? updateByProducts(worker, row, y, maxRounds)
                    : updateAlone(worker, row, y, maxRounds);
          }
          return sum;
        });
  }

  private double updateAlone(int worker, int row, HeapMatrix y, int maxRounds) {
    RowSolver problem = start(worker, row, y);
    problem.descend(maxRounds, precision);
    x.write(row, problem.x);
    return problem.squaredErrorLessSquares();
  }

  private void prepare(HeapMatrix y, double multiplier) {
    rows.prepare(y, workers);
    use(multiplier);
  }

  private boolean goTogether(int from, int to, int maxRounds) {
    boolean isWorthwhile =
        to - from >= FEWEST_TOGETHER
            && maxRounds <= MOST_ROUNDS_TOGETHER
            && x.columns() <= LARGEST_RANK_TOGETHER;
    return haveSameBox(from, to) && (isWorthwhile || areComplete(from, to));
  }

  private boolean goByProducts(int from, int to, int maxRounds) {
    return maxRounds <= MOST_ROUNDS_TOGETHER
        && haveSameBox(from, to)
        && isParabolaInside(from)
        && IntStream.range(from, to).anyMatch(row -> rows.isFactored(row, x.columns()));
  }

  private double updateByProducts(int worker, int row, HeapMatrix y, int maxRounds) {
    RowSolver problem = loadFactored(worker, row, y);
    int steps = (maxRounds + ROUNDS_OF_STEP - 1) / ROUNDS_OF_STEP;
    double errorLessSquares = gradients[worker].descend(problem, grams[worker], steps, precision);
    x.write(row, problem.x);
    return errorLessSquares;
  }

  private boolean areComplete(int from, int to) {
    for (int row = from; row < to; row++) {
      if (!rows.isComplete(row)) {
        return false;
      }
    }
    return true;
  }

  /** Puts the problems of some rows side by side; if nothing is missing, G is that of all. */
  private void fill(int worker, int from, int to, HeapMatrix y) {
    RowBlock block = blocks[worker];
    if (!areComplete(from, to)) {
      block.clear();
      for (int row = from; row < to; row++) {
        block.add(load(worker, row, y));
      }
      return;
    }
    RowSolver problem = load(worker, from, y);
    block.clear(problem.gram);
    for (int row = from; row < to; row++) {
      x.read(row, problem.x);
      rows.loadRight(row, problem.right);
      block.add(problem);
    }
  }

  private double updateTogether(int worker, int from, int maxRounds) {
    RowBlock block = blocks[worker];
    block.descend(maxRounds, precision);
    double[] row = solver(worker).x;
    double sum = 0;
    for (int place = 0; place < block.count(); place++) {
      block.get(place, row);
      x.write(from + place, row);
      sum += block.squaredErrorLessSquares(place);
    }
    return sum;
  }

  /**
   * Finds again the rows that their entries leave open, held to the mean of those that they don't.
   *
   * @param ridge of {@link OpenRows}
   * @return the open rows
   */
  public List<Integer> holdOpenRows(HeapMatrix y, double ridge) {
    prepare(y, 0);
    double[] all = GramSum.of(y);
    OpenRows[] openRows = new OpenRows[workers.count()];
    Arrays.setAll(openRows, worker -> new OpenRows(x.columns(), ridge));
    boolean[] isOpen = new boolean[x.rows()];
    forEachRow(
        (worker, row) -> {
          int entries = rows.entries(row);
          isOpen[row] =
              entries > 0
                  && entries < y.rows()
                  && openRows[worker].contain(load(worker, row, y), all, meanWeight(row));
          return 0;
        });
    List<Integer> open = rows(row -> isOpen[row]);
    if (open.isEmpty()) {
      return open;
    }
    List<Integer> sure = rows(row -> !isOpen[row] && rows.entries(row) > 0);
    double[] mean = mean(sure.isEmpty() ? open : sure);
    forEachRow(
        (worker, row) -> {
          if (isOpen[row]) {
            RowSolver problem = load(worker, row, y);
            openRows[worker].hold(problem, all, meanWeight(row), mean);
            prepare(problem, row);
            problem.solve(FoldIn.MAX_ROUNDS, FoldIn.PRECISION);
            x.write(row, problem.x);
          }
          return 0;
        });
    return open;
  }

  private double meanWeight(int row) {
    return rows.weight(row) / rows.entries(row);
  }

  private List<Integer> rows(IntPredicate chosen) {
    return IntStream.range(0, x.rows()).filter(chosen).boxed().toList();
  }

  private double[] mean(List<Integer> rows) {
    double[] mean = new double[x.columns()];
    rows.forEach(row -> x.addRowTo(mean, row, 1.0 / rows.size()));
    return mean;
  }

  @Override
  public double[] residual(HeapMatrix y, double multiplier, double scale) {
    prepare(y, multiplier);
    return forEachRow(
        (worker, row) -> {
          if (rows.isFactored(row, x.columns())) {
            RowSolver problem = loadFactored(worker, row, y);
            double[] product = problem.before();
            grams[worker].multiply(problem.x, product);
            problem.start(product);
            return problem.residual(2 * scale);
          }
          return start(worker, row, y).residual(2 * scale);
        },
        Math::hypot);
  }

  private RowSolver load(int worker, int row, HeapMatrix y) {
    RowSolver problem = solver(worker);
    rows.load(row, y, sums[worker], problem);
    x.read(row, problem.x);
    prepare(problem, row);
    return problem;
  }

  private RowSolver loadFactored(int worker, int row, HeapMatrix y) {
    if (grams[worker] == null) {
      grams[worker] = new FactoredGram(x.dataType(), x.columns());
    }
    RowSolver problem = solver(worker);
    rows.load(row, y, grams[worker], problem);
    x.read(row, problem.x);
    prepare(problem, row);
    return problem;
  }

  private RowSolver start(int worker, int row, HeapMatrix y) {
    RowSolver problem = load(worker, row, y);
    problem.start();
    return problem;
  }
}
