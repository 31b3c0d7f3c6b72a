package org.nmf4j;

import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.compute.NativeThreads;
import org.nmf4j.internal.compute.Workers;
import org.nmf4j.internal.evaluation.LossEvaluation;
import org.nmf4j.internal.evaluation.StartCheck;
import org.nmf4j.internal.rows.LeastSquaresFactor;
import org.nmf4j.internal.rows.LeastSquaresRows;
import org.nmf4j.internal.rows.OpenRows;
import org.nmf4j.internal.rows.RowTerms;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.ColumnUnits;
import org.nmf4j.matrix.DenseMatrix;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Offsets;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.FitLoop;
import org.nmf4j.solver.Problem;
import org.nmf4j.solver.Solver;
import org.nmf4j.solver.Uncertainty;
import org.nmf4j.solver.als.AlternatingLeastSquares;

/** One fit: from a matrix and what is asked for to a model. */
final class Fit {

  /** 2⁶⁴ divided by the golden ratio: seeds of starts are far from those of other fits' starts. */
  private static final long SEEDS_APART = 0x9E3779B97F4A7C15L;

  /** Whose background, if there is one, is observed where it is dense. */
  private final MaskedMatrix train;

  /** What is not observed in the matrix given, in the units of the fit. */
  private final Background background;

  private final long observed;
  private final Optional<MaskedMatrix> heldOut;
  private final NmfOptions options;
  private final ColumnUnits units;
  private final Solver solver;
  private final Offsets offsets;
  private final Objective extended;

  private Fit(
      MaskedMatrix train, Optional<MaskedMatrix> heldOut, ColumnUnits units, NmfOptions options) {
    MaskedMatrix scaled = train.in(units);
    background = scaled.background();
    observed = scaled.observed();
    this.train = withBackgroundObserved(scaled);
    this.heldOut = heldOut.map(a -> a.in(units));
    this.units = units;
    this.options = options;
    solver = options.solver();
    Offsets ofMean = options.offsets(this.train.mean());
    offsets = ofMean.present() ? ofMean.inUnitOf(this.train.standardDeviation()) : ofMean;
    extended = offsets.extend(options.objective);
  }

  /** The same, but for sums that a dense matrix can have of its entries as well. */
  static MaskedMatrix withBackgroundObserved(MaskedMatrix a) {
    return a.<MaskedMatrix>choose(DenseMatrix::withBackgroundObserved, sparse -> sparse);
  }

  static NmfModel run(MaskedMatrix a, NmfOptions options) {
    ColumnUnits units = options.scaling.units(a, options.objective);
    boolean isScaled = !units.areNone();
    Validation.check(a, options.rank, options.objective, options.hasOffsets, isScaled);
    Starts.requireRoom(a, options);
    if (options.holdOut == 0) {
      return run(new Fit(a, Optional.empty(), units, options));
    }
    MaskedMatrix.Split split = a.split(options.holdOut, options.seed);
    return run(new Fit(split.train(), Optional.of(split.test()), units, options));
  }

  private static NmfModel run(Fit fit) {
    return NativeThreads.one(new Starts(fit, fit.options)::run);
  }

  NmfModel run(long seed) {
    FitLoop loop =
        new FitLoop(
            new Problem(train, options.objective, seed),
            offsets,
            heldOut,
            options.stoppings(),
            options.listeners,
            Optional.ofNullable(options.store),
            options.threads);
    FitLoop.Result result =
        options.initializer == null && options.start == null
            ? loop.runFromChoice(solver, number -> initial(seed ^ number * SEEDS_APART))
            : loop.run(solver, initial(seed));
    Factors factors = result.factors().orElseThrow();
    List<Integer> rows = train.unobservedRows();
    List<Integer> columns = train.unobservedColumns();
    double openRidge = openRidge(factors);
    List<List<Integer>> open = holdOpenLines(factors, openRidge);
    useMean(factors.w(), rows, false, extended.constraintW());
    useMean(factors.h(), columns, true, extended.constraintH());
    HeapMatrix w = HeapMatrix.of(factors.w());
    HeapMatrix h = HeapMatrix.of(factors.h()).transpose();
    ModelTerms terms =
        new ModelTerms(
            options.objective,
            offsets.in(1),
            background,
            multiplier(result),
            units,
            train.mean(),
            options.range,
            openRidge);
    useUnitOfA(w, h);
    FitReport.Builder report = report(result, w, h, rows, columns);
    report.openRows = open.get(0);
    report.openColumns = open.get(1);
    if (!open.get(0).isEmpty() || !open.get(1).isEmpty()) {
      report.objective = loss(factors);
      report.heldOutLoss = heldOutLoss(factors);
    }
    return new NmfModel(
        w,
        h,
        terms,
        result.uncertainty().map(found -> posterior(found, w, h)).orElse(null),
        Lines.ofRows(train),
        Lines.ofColumns(train),
        report.build(),
        options.threads);
  }

  private void useUnitOfA(HeapMatrix w, HeapMatrix h) {
    for (int row = 0; offsets.present() && row < w.rows(); row++) {
      w.set(row, offsets.ofRows(), w.get(row, offsets.ofRows()) * offsets.unit());
      w.set(row, offsets.ofColumns(), 1);
    }
    for (int column = 0; offsets.present() && column < h.rows(); column++) {
      h.set(column, offsets.ofRows(), 1);
      h.set(column, offsets.ofColumns(), h.get(column, offsets.ofColumns()) * offsets.unit());
    }
  }

  /** By the link's slope where the fit ended, as the sum of losses stands there for the link. */
  private double multiplier(FitLoop.Result result) {
    double slope = extended.loss().link().derivative(result.mean());
    return slope == 0 ? 0 : train.totalWeight() / slope;
  }

  private Factors initial(long seed) {
    if (options.start != null) {
      return goneOnFrom(options.start);
    }
    // With offsets W·H stands for what they leave: it starts as large as the entries' deviations.
    MaskedMatrix left =
        offsets.present() ? train.plus(train.standardDeviation() - train.mean()) : train;
    Factors given = options.initializer().initialize(left, options.rank, seed);
    Factors valid = Validation.initial(given, train, options.rank, options.objective);
    Factors initial = SumsOfStart.applyTo(valid, options.objective);
    DataType type = train.dataType();
    Factors start =
        new Factors(
            offsets.extendW(initial.w(), Nd4j.zeros(type, train.rows())),
            offsets.extendH(initial.h(), Nd4j.zeros(type, train.columns())));
    StartCheck.run(train, offsets.shift(), extended, start.w(), start.h());
    return start;
  }

  /** The column offsets make up for another mean. */
  private Factors goneOnFrom(NmfModel model) {
    if (!offsets.present()) {
      return new Factors(model.w(), model.h());
    }
    double moved = model.terms().offsets().shift() - offsets.shift();
    return new Factors(
        offsets.extendW(model.w(), model.rowOffsets().orElseThrow()),
        offsets.extendH(model.h(), model.columnOffsets().orElseThrow().addi(moved)));
  }

  private ModelPosterior posterior(Uncertainty found, HeapMatrix w, HeapMatrix h) {
    int effectiveRank = ModelPosterior.effectiveRank(found, w, h, options.rank, entries());
    ModelPosterior posterior =
        ModelPosterior.of(found, w, h, extended, effectiveRank, ErrorQuantiles.NORMAL);
    if (offsets.present()) {
      posterior.multiply(offsets.ofRows(), offsets.unit(), 1 / offsets.unit());
      posterior.multiply(offsets.ofColumns(), 1 / offsets.unit(), offsets.unit());
    }
    return background.isMissing()
        ? posterior.with(LeftOutErrors.of(centred(train), posterior))
        : posterior;
  }

  /** The number of those that count. */
  private long entries() {
    return background.isMissing() ? observed : (long) train.rows() * train.columns();
  }

  /** Least squares without any penalty leaves lines open that have too few entries. */
  private boolean holdsOpenLines() {
    return !options.hasPenalty
        && background.isMissing()
        && !extended.isPenalised()
        && solver instanceof AlternatingLeastSquares;
  }

  /** 0 if lines are not to be held. */
  private double openRidge(Factors factors) {
    if (!holdsOpenLines()) {
      return 0;
    }
    double entries = train.observed();
    double rank = options.rank;
    double lines = (double) train.rows() + train.columns();
    double free = rank * (lines - rank) + (offsets.present() ? lines : 0);
    double meanSquare = meanLoss(train, factors);
    double deviation = train.standardDeviation();
    return OpenRows.ridge(meanSquare * entries, deviation * deviation, entries - free);
  }

  /** Gives the open rows, and the open columns. */
  private List<List<Integer>> holdOpenLines(Factors factors, double ridge) {
    boolean isComplete = train.observed() == (long) train.rows() * train.columns();
    if (isComplete || ridge == 0) {
      return List.of(List.of(), List.of());
    }
    HeapMatrix w = HeapMatrix.of(factors.w());
    HeapMatrix h = HeapMatrix.of(factors.h()).transpose();
    List<? extends LeastSquaresRows> bothWays = LeastSquaresRows.bothWays(centred(train));
    try (Workers workers = new Workers(options.threads)) {
      List<Integer> rows = leastSquares(bothWays.get(0), w, true, workers).holdOpenRows(h, ridge);
      w.copyTo(factors.w());
      List<Integer> columns =
          leastSquares(bothWays.get(1), h, false, workers).holdOpenRows(w, ridge);
      h.transpose().copyTo(factors.h());
      return List.of(rows, columns);
    }
  }

  private LeastSquaresFactor leastSquares(
      LeastSquaresRows rows, HeapMatrix x, boolean isW, Workers workers) {
    RowTerms terms = RowTerms.of(extended, isW, x.columns());
    return new LeastSquaresFactor(
        rows, x, terms, RowTerms.boundsOfRows(extended, isW), 0, 0, workers);
  }

  /** The mean loss, in the link, at factors with offsets among them. */
  double loss(Factors factors) {
    return loss(train, factors);
  }

  /** As {@link #loss}, on what is held out; NaN if nothing is. */
  double heldOutLoss(Factors factors) {
    return heldOut.map(a -> loss(a, factors)).orElse(Double.NaN);
  }

  private double heldOutLossOfMean() {
    if (heldOut.isEmpty()) {
      return Double.NaN;
    }
    DataType type = train.dataType();
    INDArray ones = Nd4j.ones(type, train.rows(), 1);
    INDArray means =
        Nd4j.valueArrayOf(new long[] {1, train.columns()}, train.mean() - offsets.shift(), type);
    return heldOutLoss(new Factors(ones, means));
  }

  private double loss(MaskedMatrix a, Factors factors) {
    return extended.loss().link().value(meanLoss(a, factors));
  }

  private double meanLoss(MaskedMatrix a, Factors factors) {
    try (Workers workers = new Workers(options.threads)) {
      Loss loss = extended.loss();
      double sum = LossEvaluation.of(centred(a), loss, factors.w(), factors.h(), workers).total();
      return sum / a.totalWeight();
    }
  }

  private MaskedMatrix centred(MaskedMatrix a) {
    return offsets.present() ? a.plus(-offsets.shift()) : a;
  }

  /** Gives lines of a factor of which nothing is observed the mean of the others. */
  private static void useMean(
      INDArray factor, List<Integer> unobserved, boolean byColumns, Constraint constraint) {
    if (unobserved.isEmpty()) {
      return;
    }
    HeapMatrix array = HeapMatrix.of(factor);
    HeapMatrix lines = byColumns ? array.transpose() : array;
    double[] mean = new double[lines.columns()];
    IntStream.range(0, lines.rows()).forEach(line -> lines.addRowTo(mean, line, 1));
    unobserved.forEach(line -> lines.addRowTo(mean, line, -1));
    int count = lines.rows() - unobserved.size();
    for (int c = 0; c < mean.length; c++) {
      mean[c] /= count;
    }
    unobserved.forEach(line -> lines.write(line, mean));
    (byColumns ? lines.transpose() : lines).copyTo(factor);
    constraint.project(factor);
  }

  private FitReport.Builder report(
      FitLoop.Result result,
      HeapMatrix w,
      HeapMatrix h,
      List<Integer> rows,
      List<Integer> columns) {
    FitReport.Builder report = new FitReport.Builder();
    report.rows = train.rows();
    report.columns = train.columns();
    report.observed = observed;
    report.background = background;
    report.rank = options.rank;
    report.solver = solver.name() + (offsets.present() ? " with offsets" : "");
    report.loss = options.objective.loss().name();
    report.penalised = extended.isPenalised() || result.uncertainty().isPresent();
    report.scaled = !units.areNone();
    report.regularization = options.regularization;
    report.iterations = result.iterations();
    report.objective = result.objective();
    report.heldOutLoss = result.heldOutLoss();
    report.heldOutLossOfMean = heldOutLossOfMean();
    report.fitSeconds = result.seconds();
    report.stopReason = result.stopReason();
    report.kktResidual = result.kktResidual();
    report.deadComponents =
        IntStream.range(0, options.rank).filter(c -> isZero(w, c) || isZero(h, c)).boxed().toList();
    report.unobservedRows = rows;
    report.unobservedColumns = columns;
    report.history = DoubleStream.of(result.history()).boxed().toList();
    report.heldOutHistory = DoubleStream.of(result.heldOutHistory()).boxed().toList();
    return report;
  }

  private static boolean isZero(HeapMatrix lines, int component) {
    return IntStream.range(0, lines.rows()).allMatch(line -> lines.get(line, component) == 0);
  }
}
