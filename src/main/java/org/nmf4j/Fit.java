package org.nmf4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.evaluation.PenaltyGradient;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Penalties;
import org.nmf4j.objective.Penalty;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.FitLoop;
import org.nmf4j.solver.FitResult;
import org.nmf4j.solver.Problem;
import org.nmf4j.solver.Solver;

/**
 * One fit: from a matrix and what is asked for to a model.
 *
 * <p>Offsets are two more components: {@code A − μ ≈ [W, b, 1]·[H; 1; c]}, so that every solver
 * that takes their bounds can find them.
 */
final class Fit {

  private final MaskedMatrix train;
  private final Optional<MaskedMatrix> heldOut;
  private final NmfOptions options;
  private final Solver solver;

  private Fit(MaskedMatrix train, Optional<MaskedMatrix> heldOut, NmfOptions options) {
    this.train = train;
    this.heldOut = heldOut;
    this.options = options;
    this.solver = options.solver();
  }

  static NmfModel run(MaskedMatrix a, NmfOptions options) {
    Validation.check(a, options.rank, options.objective, options.hasOffsets);
    if (options.holdOut == 0) {
      return new Fit(a, Optional.empty(), options).run();
    }
    MaskedMatrix.Split split = a.split(options.holdOut, options.seed);
    return new Fit(split.train(), Optional.of(split.test()), options).run();
  }

  private NmfModel run() {
    double shift = options.hasOffsets ? train.mean() : 0;
    Factors initial = initial();
    FitLoop loop =
        new FitLoop(
            new Problem(centred(train, shift), options.extendedObjective(), options.seed),
            heldOut.map(test -> centred(test, shift)),
            options.stoppings(),
            options.listeners,
            Optional.ofNullable(options.store),
            options.threads);
    FitResult result = loop.run(solver, initial);
    Factors factors = result.factors();
    List<Integer> rows = train.unobservedRows();
    List<Integer> columns = train.unobservedColumns();
    Objective objective = options.extendedObjective();
    if (!rows.isEmpty()) {
      useMeanForRows(factors.w(), rows);
      objective.constraintW().project(factors.w());
    }
    if (!columns.isEmpty()) {
      useMeanForRows(factors.h().transpose(), columns);
      objective.constraintH().project(factors.h());
    }
    FitReport report = report(result, rows, columns);
    NmfModel model = model(factors, 0, report);
    if (needsMultiplier()) {
      double slope = objective.loss().link().derivative(mean(model, factors));
      model = model(factors, slope == 0 ? 0 : train.totalWeight() / slope, report);
    }
    return options.range == null
        ? model
        : model.clippedTo(options.range.smallest(), options.range.largest());
  }

  /** What the link is taken of: the mean of squared errors and of penalties per observation. */
  private double mean(NmfModel model, Factors factors) {
    Objective objective = options.extendedObjective();
    INDArray rows = Nd4j.createFromArray(train.rowWeights()).reshape(train.rows(), 1);
    INDArray columns = Nd4j.createFromArray(train.columnWeights()).reshape(1, train.columns());
    double penalty =
        insideMean(objective.penaltyW(), factors.w(), rows)
            + insideMean(objective.penaltyH(), factors.h(), columns);
    return Math.pow(model.rmse(train), 2) + penalty / train.totalWeight();
  }

  private static double insideMean(Penalty penalty, INDArray factor, INDArray observed) {
    return PenaltyGradient.insideMean(penalty, factor, observed.castTo(factor.dataType())).value();
  }

  /**
   * The model.
   *
   * @param multiplier of penalties outside the mean, as they stand beside the sum of a new row's
   *     squared errors
   */
  private NmfModel model(Factors factors, double multiplier, FitReport report) {
    Objective objective = options.objective;
    ModelTerms terms =
        new ModelTerms(
            objective.loss(),
            !objective.constraintW().allowsNegative(),
            !objective.constraintH().allowsNegative(),
            ofNewLine(objective.penaltyW(), multiplier),
            ofNewLine(objective.penaltyH(), multiplier),
            options.hasOffsets,
            options.hasOffsets ? ofNewLine(options.offsetPenalty(), multiplier) : Penalties.none(),
            train.mean(),
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY);
    return new NmfModel(factors, terms, train.rowLabels(), train.columnLabels(), report);
  }

  private static ElasticNet ofNewLine(Penalty penalty, double multiplier) {
    ElasticNet net = penalty.ofComponent(0).orElseGet(Penalties::none);
    return new ElasticNet(
        net.l1() * multiplier,
        net.l2() * multiplier,
        net.l1PerObservation(),
        net.l2PerObservation());
  }

  /** Whether there is a penalty outside the mean that new rows or columns have to keep. */
  private boolean needsMultiplier() {
    Objective extended = options.extendedObjective();
    return extended.loss().isSquaredError()
        && !(extended.penaltyW().isNone() && extended.penaltyH().isNone());
  }

  private static MaskedMatrix centred(MaskedMatrix a, double shift) {
    return shift == 0 ? a : a.plus(-shift);
  }

  private Factors initial() {
    if (!options.hasOffsets) {
      Factors initial = options.initializer.initialize(train, options.rank, options.seed);
      Validation.check(initial, options.objective);
      return initial;
    }
    // W·H stands for what the offsets leave: it starts as large as the entries' deviations.
    MaskedMatrix deviations = train.plus(train.standardDeviation() - train.mean());
    Factors initial = options.initializer.initialize(deviations, options.rank, options.seed);
    Validation.check(initial, options.objective);
    INDArray w = initial.w();
    INDArray h = initial.h();
    return new Factors(
        Nd4j.hstack(w, Nd4j.zeros(w.dataType(), w.rows(), 1), Nd4j.ones(w.dataType(), w.rows(), 1))
            .dup('c'),
        Nd4j.vstack(
                h,
                Nd4j.ones(h.dataType(), 1, h.columns()),
                Nd4j.zeros(h.dataType(), 1, h.columns()))
            .dup('c'));
  }

  private static void useMeanForRows(INDArray factor, List<Integer> rows) {
    INDArray sum = factor.sum(0);
    for (int row : rows) {
      sum.subi(factor.getRow(row));
    }
    INDArray mean = sum.divi(factor.rows() - rows.size());
    for (int row : rows) {
      factor.putRow(row, mean);
    }
  }

  private FitReport report(FitResult result, List<Integer> rows, List<Integer> columns) {
    return new FitReport(
        train.rows(),
        train.columns(),
        train.observed(),
        options.rank,
        solver.name() + (options.hasOffsets ? " with offsets" : ""),
        options.objective.loss().name(),
        isPenalised(),
        result.iterations(),
        result.objective(),
        result.heldOutLoss(),
        result.seconds(),
        result.stopReason(),
        result.kktResidual(),
        deadComponents(result.factors()),
        rows,
        columns,
        DoubleStream.of(result.history()).boxed().toList(),
        DoubleStream.of(result.heldOutHistory()).boxed().toList());
  }

  private boolean isPenalised() {
    Objective extended = options.extendedObjective();
    return Stream.of(extended.penaltyW(), extended.penaltyH())
        .anyMatch(penalty -> !penalty.isNone() || penalty.insideMean().isPresent());
  }

  private List<Integer> deadComponents(Factors factors) {
    List<Integer> dead = new ArrayList<>();
    for (int c = 0; c < options.rank; c++) {
      if (factors.w().getColumn(c).norm1Number().doubleValue() == 0
          || factors.h().getRow(c).norm1Number().doubleValue() == 0) {
        dead.add(c);
      }
    }
    return dead;
  }
}
