package org.nmf4j;

import java.util.List;
import org.nmf4j.solver.StopReason;

/**
 * What happened during a fit.
 *
 * @param rows m
 * @param columns n
 * @param observed N, the number of entries fitted to, without the held-out ones
 * @param rank k
 * @param solver the solver that ran, with its settings
 * @param loss the loss's name
 * @param penalised whether the objective is the loss with penalties
 * @param iterations steps taken
 * @param objective the objective at the model's factors
 * @param heldOutLoss the loss on the held-out part at the model's factors, NaN if nothing was held
 *     out
 * @param fitSeconds time from the first initial number to the last step, in seconds
 * @param stopReason why it ended
 * @param kktResidual {@code ‖X − P(X − ∇f(X))‖} over both factors X at the model's factors, divided
 *     by the same at the initial ones: 0 at a stationary point (Lin 2007,
 *     doi:10.1162/neco.2007.19.10.2756)
 * @param deadComponents components whose column of W or row of H is all 0
 * @param unobservedRows rows of A without an observed entry: their row of W is the mean of the
 *     others
 * @param unobservedColumns columns of A without an observed entry: their column of H is the mean of
 *     the others
 * @param history the objective before each step, and at the end: {@code iterations + 1} numbers
 * @param heldOutHistory the held-out loss likewise, empty if nothing was held out
 */
public record FitReport(
    int rows,
    int columns,
    long observed,
    int rank,
    String solver,
    String loss,
    boolean penalised,
    int iterations,
    double objective,
    double heldOutLoss,
    double fitSeconds,
    StopReason stopReason,
    double kktResidual,
    List<Integer> deadComponents,
    List<Integer> unobservedRows,
    List<Integer> unobservedColumns,
    List<Double> history,
    List<Double> heldOutHistory) {

  /** Copies the lists. */
  public FitReport {
    deadComponents = List.copyOf(deadComponents);
    unobservedRows = List.copyOf(unobservedRows);
    unobservedColumns = List.copyOf(unobservedColumns);
    history = List.copyOf(history);
    heldOutHistory = List.copyOf(heldOutHistory);
  }

  /** What the objective is: the loss, or more than that. */
  public String objectiveName() {
    return penalised ? "penalised " + loss : loss;
  }

  /** One line for people. */
  @Override
  public String toString() {
    return "%s: %s %.6g after %d iterations in %.2f s; %s"
        .formatted(solver, objectiveName(), objective, iterations, fitSeconds, stopReason);
  }
}
