package org.nmf4j.solver.als;

import java.util.List;
import org.nmf4j.internal.rows.EntryRows;
import org.nmf4j.internal.rows.ReweightedFactor;
import org.nmf4j.internal.rows.RowTerms;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Objective;
import org.nmf4j.parallel.Threads;
import org.nmf4j.solver.Factors;
import org.nmf4j.solver.Problem;

/** Each row is a weighted least squares problem, with other weights at each step. */
final class ReweightedRule extends AlternatingRule {

  ReweightedRule(Problem problem, Factors initial, Threads workers, boolean extrapolation) {
    super(problem, initial, extrapolation, rows(problem, initial.rank(), workers));
    begin();
  }

  private static RowsOf rows(Problem problem, int rank, Threads workers) {
    Objective wanted = problem.objective();
    Loss.Pointwise loss = wanted.loss().pointwise().orElseThrow();
    List<EntryRows> bothWays = EntryRows.bothWays(problem.a(), loss);
    return (isW, x) ->
        new ReweightedFactor(
            bothWays.get(isW ? 0 : 1),
            loss,
            x,
            RowTerms.of(wanted, isW, rank),
            RowTerms.boundsOfRows(wanted, isW),
            ReweightedFactor.blockRows(
                bothWays.get(isW ? 0 : 1).count(), bothWays.get(isW ? 0 : 1).length()),
            workers);
  }

  @Override
  double loss(double updated) {
    return updated;
  }
}
