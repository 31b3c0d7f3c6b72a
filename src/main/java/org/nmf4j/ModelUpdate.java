package org.nmf4j;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.nmf4j.internal.compute.NativeThreads;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.ColumnUnits;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;
import org.nmf4j.matrix.SparseMatrix;
import org.nmf4j.solver.FitLoop;
import org.nmf4j.solver.Stopping;
import org.nmf4j.solver.als.AlternatingLeastSquares;
import org.nmf4j.solver.bayes.VariationalBayes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a model becomes by new entries: rows and columns that they touch, and new ones. */
final class ModelUpdate {

  private static final Logger LOG = LoggerFactory.getLogger(ModelUpdate.class);

  private static final int MOST_ITERATIONS = 20;

  /** Besides those that variational Bayes begins with. */
  private static final int MOST_OF_BAYES = 5;

  private static final double TOLERANCE = 1e-3;

  private final NmfModel model;
  private final ModelTerms terms;
  private final Lines rows;
  private final Lines columns;
  private final ColumnUnits units;

  /** The new entries, in A, among all rows and columns. */
  private final MaskedMatrix added;

  private final int threads;

  private ModelUpdate(NmfModel model, Lines ofRows, Lines ofColumns, MaskedMatrix a, int threads) {
    this.model = model;
    this.threads = threads;
    terms = model.terms();
    MaskedMatrix counted = terms.onBackground(a);
    Validation.requireDomain(counted, terms.objective().loss());
    Validation.requireBackground(SparseMatrix.from(counted), terms.objective().loss());
    Lines.Joined rows = ofRows.join(a.rowLabels(), a.rows(), listed(a).rowWeights());
    Lines.Joined columns = ofColumns.join(a.columnLabels(), a.columns(), listed(a).columnWeights());
    this.rows = rows.all();
    this.columns = columns.all();
    SparseBuilder builder = MaskedMatrix.sparse(model.dataType());
    a.forEachObserved(
        (i, j, value, weight) -> builder.add(rows.places()[i], columns.places()[j], value, weight));
    added = builder.build(this.rows.count(), this.columns.count()).background(counted.background());
    units = units();
  }

  /**
   * By new entries alone: the old ones count by what the model has kept of them.
   *
   * @param added as {@link NmfModel#update(MaskedMatrix)} takes them
   */
  static NmfModel run(NmfModel model, MaskedMatrix added, int threads) {
    ModelUpdate update =
        new ModelUpdate(model, model.rowLines(), model.columnLines(), added, threads);
    boolean byLeastSquares =
        AlternatingLeastSquares.withDefaults()
            .suits(update.terms.ofNewLines(), update.terms.offsets().components());
    if (!byLeastSquares && !model.background().isMissing()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "an update by the loss %s where others count as %s needs the old entries, too"
                  + " (NmfModel.update(new, old), --old)",
              update.terms.objective().loss().name(),
              model.background()));
    }
    return byLeastSquares ? update.bySteps() : update.byFit(StandIns.of(model));
  }

  /** By new entries and the old ones. */
  static NmfModel run(NmfModel model, MaskedMatrix added, MaskedMatrix old, int threads) {
    Lines.Joined rows =
        model.rowLines().join(old.rowLabels(), old.rows(), listed(old).rowWeights());
    Lines.Joined columns =
        model.columnLines().join(old.columnLabels(), old.columns(), listed(old).columnWeights());
    return new ModelUpdate(model, rows.all(), columns.all(), added, threads).byFit(old);
  }

  private static MaskedMatrix listed(MaskedMatrix a) {
    return a.background(Background.missing());
  }

  /** Old entries and new ones, of which the new count where there are both. */
  private MaskedMatrix withAdded(MaskedMatrix old) {
    int[] oldRows = rows.find(old.rowLabels(), old.rows());
    int[] oldColumns = columns.find(old.columnLabels(), old.columns());
    SparseBuilder builder = MaskedMatrix.sparse(model.dataType());
    old.forEachObserved(
        (i, j, value, weight) -> {
          if (!added.isObserved(oldRows[i], oldColumns[j])) {
            builder.add(oldRows[i], oldColumns[j], value, weight);
          }
        });
    added.forEachObserved(builder::add);
    return builder
        .build(rows.count(), columns.count())
        .withLabels(rows.labels(), columns.labels())
        .background(terms.backgroundOfA());
  }

  /** New columns have units by their own entries. */
  private ColumnUnits units() {
    ColumnUnits old = terms.units();
    if (old.areNone()) {
      return ColumnUnits.none(columns.count());
    }
    ColumnUnits all = ColumnScaling.ofNewColumns(added, terms.objective(), old);
    double[] shifts = all.shifts();
    double[] scales = all.scales();
    boolean[] nonNegative = all.nonNegative();
    System.arraycopy(old.shifts(), 0, shifts, 0, old.columns());
    System.arraycopy(old.scales(), 0, scales, 0, old.columns());
    System.arraycopy(old.nonNegative(), 0, nonNegative, 0, old.columns());
    return ColumnUnits.of(shifts, scales).nonNegative(nonNegative);
  }

  private NmfModel bySteps() {
    UpdateSteps steps = steps();
    FitLoop.Result result =
        NativeThreads.one(
            () ->
                new FitLoop(
                        List.of(
                            Stopping.iterations(MOST_ITERATIONS), Stopping.tolerance(TOLERANCE, 1)),
                        threads)
                    .run(workers -> steps));
    FitReport.Builder report = new FitReport.Builder();
    report.rows = rows.count();
    report.columns = columns.count();
    report.observed = observed() + added.observed();
    report.rank = model.rank();
    report.solver = "update by alternating least squares";
    report.loss = terms.objective().loss().name();
    report.penalised = terms.ofNewLines().isPenalised();
    report.scaled = !units.areNone();
    report.iterations = result.iterations();
    report.objective = result.objective();
    report.fitSeconds = result.seconds();
    report.stopReason = result.stopReason();
    report.kktResidual = result.kktResidual();
    report.history = DoubleStream.of(result.history()).boxed().toList();
    FitReport done = report.build();
    LOG.info("{}", done);
    NmfModel updated = model(steps, done);
    return model.knowsUncertainty() ? updated.with(steps.posterior()) : updated;
  }

  private UpdateSteps steps() {
    MaskedMatrix scaled = added.in(units).castTo(model.dataType());
    MaskedMatrix centred =
        terms.offsets().present() ? scaled.plus(-terms.offsets().shift()) : scaled;
    return new UpdateSteps(model, centred, threads);
  }

  private NmfModel model(UpdateSteps steps, FitReport report) {
    return new NmfModel(
        steps.w(), steps.h(), terms.with(units).with(mean()), null, rows, columns, report, threads);
  }

  private long observed() {
    return model
        .report()
        .map(FitReport::observed)
        .orElseGet(() -> Math.round(Arrays.stream(model.rowLines().weights()).sum()));
  }

  private double mean() {
    double old = Arrays.stream(model.rowLines().weights()).sum();
    MaskedMatrix scaled = listed(added).in(units);
    double part = scaled.totalWeight() / (old + scaled.totalWeight());
    return (1 - part) * terms.mean() + part * scaled.mean();
  }

  private NmfModel byFit(MaskedMatrix old) {
    NmfOptions options = options();
    if (model.knowsUncertainty()) {
      boolean isPerColumn = model.posterior().isNoisePerColumn();
      options.solver = VariationalBayes.withDefaults().noisePerColumn(isPerColumn);
      options.iterations = Stopping.iterations(MOST_OF_BAYES);
    }
    NmfModel updated = Fit.run(withAdded(old), options);
    LOG.info("update: {}", updated.report().orElseThrow());
    return updated;
  }

  private NmfOptions options() {
    NmfOptions options = new NmfOptions();
    options.rank = model.rank();
    options.objective = terms.objective().forNewLines();
    options.hasOffsets = terms.offsets().present();
    options.hasRowOffsets = terms.offsets().hasRows();
    options.offsetPenalty = terms.offsets().penalty();
    options.hasPenalty = terms.openRidge() == 0;
    options.scaling = ColumnScaling.of(units);
    options.range = terms.range();
    options.start = model(steps(), null);
    options.iterations = Stopping.iterations(MOST_ITERATIONS);
    options.tolerance = TOLERANCE;
    options.threads = threads;
    return options;
  }
}
