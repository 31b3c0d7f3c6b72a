package org.nmf4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nmf4j.solver.StopReason;

/** What happened during a fit. Immutable. */
public final class FitReport {

  private final Builder facts;

  private FitReport(Builder facts) {
    this.facts = facts;
  }

  /** The facts, each set before {@link #build}. */
  static final class Builder {
    int rows;
    int columns;
    long observed;
    int rank;
    String solver;
    String loss;
    boolean penalised;
    RegularizationSearch.Regularization regularization;
    int iterations;
    double objective;
    double heldOutLoss = Double.NaN;
    double fitSeconds;
    StopReason stopReason;
    double kktResidual;
    List<Integer> deadComponents = List.of();
    List<Integer> unobservedRows = List.of();
    List<Integer> unobservedColumns = List.of();
    List<Double> history = List.of();
    List<Double> heldOutHistory = List.of();

    /** The builder is not to be used any more. */
    FitReport build() {
      return new FitReport(this);
    }
  }

  /**
   * The number of rows.
   *
   * @return m
   */
  public int rows() {
    return facts.rows;
  }

  /**
   * The number of columns.
   *
   * @return n
   */
  public int columns() {
    return facts.columns;
  }

  /**
   * The number of entries fitted to, without the held-out ones.
   *
   * @return N
   */
  public long observed() {
    return facts.observed;
  }

  /**
   * The number of components.
   *
   * @return k
   */
  public int rank() {
    return facts.rank;
  }

  /**
   * Whether there are more components than rows or columns. W·H can then be any matrix of its
   * shape, and without a penalty or constraint the entries do not determine W and H.
   *
   * @return whether k > min(m, n)
   */
  public boolean isOvercomplete() {
    return rank() > Math.min(rows(), columns());
  }

  /**
   * The solver that ran, with its settings.
   *
   * @return its name
   */
  public String solver() {
    return facts.solver;
  }

  /**
   * The loss.
   *
   * @return its name
   */
  public String loss() {
    return facts.loss;
  }

  /**
   * Whether the objective is the loss with penalties.
   *
   * @return whether there was a penalty
   */
  public boolean penalised() {
    return facts.penalised;
  }

  /**
   * The penalty that was found by the error on held-out entries, if the fit looked for one.
   *
   * @return what was found
   */
  public Optional<RegularizationSearch.Regularization> regularization() {
    return Optional.ofNullable(facts.regularization);
  }

  /**
   * The steps taken.
   *
   * @return their number
   */
  public int iterations() {
    return facts.iterations;
  }

  /**
   * The objective at the model's factors.
   *
   * @return link of the mean loss, plus penalties
   */
  public double objective() {
    return facts.objective;
  }

  /**
   * What the objective is: the loss, or more than that.
   *
   * @return its name
   */
  public String objectiveName() {
    return penalised() ? "penalised " + loss() : loss();
  }

  /**
   * The loss on the held-out part at the model's factors.
   *
   * @return the loss, NaN if nothing was held out
   */
  public double heldOutLoss() {
    return facts.heldOutLoss;
  }

  /**
   * The time from the first initial number to the last step.
   *
   * @return seconds
   */
  public double fitSeconds() {
    return facts.fitSeconds;
  }

  /**
   * Why the fit ended.
   *
   * @return a code and words
   */
  public StopReason stopReason() {
    return facts.stopReason;
  }

  /**
   * Whether the fit came as near to a minimum as its tolerance asks for; a fit that ended at a
   * number of iterations, or was stopped, did not.
   *
   * @return whether the tolerance was met
   */
  public boolean converged() {
    return stopReason().converged();
  }

  /**
   * How far the last factors are from a stationary point: {@code ‖X − P(X − ∇f(X))‖} over both
   * factors X, divided by the same at the initial ones (Lin 2007,
   * doi:10.1162/neco.2007.19.10.2756).
   *
   * @return 0 at a stationary point
   */
  public double kktResidual() {
    return facts.kktResidual;
  }

  /**
   * Components whose column of W or row of H is all 0.
   *
   * @return their indices
   */
  public List<Integer> deadComponents() {
    return facts.deadComponents;
  }

  /**
   * Rows of A without an observed entry: their row of W is the mean of the others.
   *
   * @return their indices
   */
  public List<Integer> unobservedRows() {
    return facts.unobservedRows;
  }

  /**
   * Columns of A without an observed entry: their column of H is the mean of the others.
   *
   * @return their indices
   */
  public List<Integer> unobservedColumns() {
    return facts.unobservedColumns;
  }

  /**
   * The objective before each step, and at the end.
   *
   * @return {@code iterations + 1} numbers; none for a model that was loaded
   */
  public List<Double> history() {
    return facts.history;
  }

  /**
   * The held-out loss before each step, and at the end.
   *
   * @return as many numbers as {@link #history}, none if nothing was held out
   */
  public List<Double> heldOutHistory() {
    return facts.heldOutHistory;
  }

  /**
   * All of it under the names of its methods, as numbers, texts and lists, such as JSON has. What
   * is not there is null.
   *
   * @return a new map
   */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("rows", rows());
    map.put("columns", columns());
    map.put("observed", observed());
    map.put("rank", rank());
    map.put("solver", solver());
    map.put("loss", loss());
    map.put("penalised", penalised());
    map.put("iterations", iterations());
    map.put("objective", objective());
    map.put("heldOutLoss", Double.isNaN(heldOutLoss()) ? null : heldOutLoss());
    map.put("fitSeconds", fitSeconds());
    map.put("stopCode", stopReason().code().toString());
    map.put("stopReason", stopReason().words());
    map.put("converged", converged());
    map.put("kktResidual", kktResidual());
    map.put("deadComponents", deadComponents());
    map.put("unobservedRows", unobservedRows());
    map.put("unobservedColumns", unobservedColumns());
    map.put("history", history());
    map.put("heldOutHistory", heldOutHistory());
    return map;
  }

  /** One line for people. */
  @Override
  public String toString() {
    return "%s: %s %.6g after %d iterations in %.2f s; %s%s"
        .formatted(
            solver(),
            objectiveName(),
            objective(),
            iterations(),
            fitSeconds(),
            stopReason(),
            isOvercomplete()
                ? "; rank %d is above min(%d, %d)".formatted(rank(), rows(), columns())
                : "");
  }
}
