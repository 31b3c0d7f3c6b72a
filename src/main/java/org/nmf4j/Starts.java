package org.nmf4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.rows.OpenRows;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Offsets;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.StopReason;

/** The fits of one matrix that differ by their seeds: the best of them, or their mean. */
final class Starts {

  private final Fit fit;
  private final NmfOptions options;
  private final List<FitReport.Start> done = new ArrayList<>();

  /** Those that the mean is of. */
  private final List<NmfModel> models = new ArrayList<>();

  private NmfModel best;
  private double seconds;

  Starts(Fit fit, NmfOptions options) {
    this.fit = fit;
    this.options = options;
  }

  /** Refuses a mean whose factors no array could hold. */
  static void requireRoom(MaskedMatrix a, NmfOptions options) {
    long components = options.isAveraged ? (long) options.rank * options.starts : options.rank;
    long most = (Integer.MAX_VALUE - 8L) / Math.max(a.rows(), a.columns());
    if (components > most) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the mean of %d starts of rank %d has %d components, for A of shape (%d×%d) it can"
                  + " have %d",
              options.starts,
              options.rank,
              components,
              a.rows(),
              a.columns(),
              most));
    }
  }

  NmfModel run() {
    do {
      add(fit.run(options.seed + done.size()));
    } while (done.size() < options.starts && !Thread.currentThread().isInterrupted());
    NmfModel model = models.size() > 1 ? mean() : best;
    return model.with(
        report(model)
            .with(
                facts -> {
                  facts.starts = List.copyOf(done);
                  facts.fitSeconds = seconds;
                }));
  }

  private void add(NmfModel model) {
    FitReport report = report(model);
    FitReport.Start start =
        new FitReport.Start(options.seed + done.size(), report.objective(), report.heldOutLoss());
    if (done.stream().allMatch(other -> start.measure() < other.measure())) {
      best = model;
    }
    done.add(start);
    seconds += report.fitSeconds();
    // What was broken off early is no better than chance.
    if (options.isAveraged
        && (models.isEmpty() || !report.stopReason().equals(StopReason.INTERRUPTED))) {
      models.add(model);
    }
  }

  private static FitReport report(NmfModel model) {
    return model.report().orElseThrow();
  }

  private NmfModel mean() {
    ModelTerms terms = terms();
    Offsets offsets = terms.offsets();
    double partOfW = partOfW(terms.objective());
    INDArray w = stacked(NmfModel::w, Nd4j::hstack, Math.pow(models.size(), -partOfW));
    INDArray h = stacked(NmfModel::h, Nd4j::vstack, Math.pow(models.size(), partOfW - 1));
    Factors extended =
        offsets.present()
            ? new Factors(
                offsets.extendW(w, mean(model -> model.rowOffsets().orElseThrow())),
                offsets.extendH(h, mean(model -> model.columnOffsets().orElseThrow())))
            : new Factors(w, h);
    return new NmfModel(
        HeapMatrix.of(extended.w()),
        HeapMatrix.of(extended.h()).transpose(),
        terms,
        null,
        best.rowLines(),
        best.columnLines(),
        report(best)
            .with(
                facts -> {
                  facts.rank = offsets.rank();
                  facts.penalised = false;
                  facts.averaged = true;
                  facts.objective = fit.loss(extended);
                  facts.heldOutLoss = fit.heldOutLoss(extended);
                  facts.deadComponents = deadComponents();
                }),
        options.threads);
  }

  /**
   * Of 1/n, the part that W is multiplied by, as a power: half leaves squared penalties of new rows
   * what they were; sums that a constraint keeps are kept.
   */
  private static double partOfW(Objective objective) {
    Constraint w = objective.constraintW();
    Constraint h = objective.constraintH();
    if (w.rowSum().isPresent()) {
      return 1;
    }
    if (h.columnSum().isPresent() || w.columnSum().isPresent()) {
      return 0;
    }
    return h.rowSum().isPresent() ? 1 : 0.5;
  }

  private INDArray stacked(
      Function<NmfModel, INDArray> factor, Function<INDArray[], INDArray> stack, double scale) {
    return stack.apply(models.stream().map(factor).toArray(INDArray[]::new)).muli(scale).dup('c');
  }

  private INDArray mean(Function<NmfModel, INDArray> numbers) {
    BinaryOperator<INDArray> sum = (a, b) -> a.add(b);
    return models.stream().map(numbers).reduce(sum).orElseThrow().div(models.size());
  }

  private ModelTerms terms() {
    ModelTerms terms = best.terms();
    return new ModelTerms(
        terms.objective(),
        terms.offsets().ofRank(terms.offsets().rank() * models.size()),
        terms.background(),
        models.stream().mapToDouble(model -> model.terms().multiplier()).average().orElseThrow(),
        terms.units(),
        terms.mean(),
        terms.range(),
        // Without priors a row of few entries would be open among so many components.
        best.knowsUncertainty() ? OpenRows.MOST_RIDGE : terms.openRidge());
  }

  private List<Integer> deadComponents() {
    return IntStream.range(0, models.size())
        .boxed()
        .flatMap(
            i ->
                report(models.get(i)).deadComponents().stream()
                    .map(component -> i * best.rank() + component))
        .toList();
  }
}
