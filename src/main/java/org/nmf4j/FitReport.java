package org.nmf4j;

import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.nmf4j.matrix.Background;
import org.nmf4j.solver.StopReason;

/** What happened during a fit. Immutable. */
public final class FitReport {

  private final Builder facts;

  private FitReport(Builder facts) {
    this.facts = facts;
  }

  /** The facts, each set before {@link #build}. */
  static final class Builder implements Cloneable {
    int rows;
    int columns;
    long observed;
    Background background = Background.missing();
    int rank;
    String solver;
    String loss;
    boolean penalised;
    boolean scaled;
    RegularizationSearch.Regularization regularization;
    int iterations;
    double objective;
    double heldOutLoss = Double.NaN;
    double heldOutLossOfMean = Double.NaN;
    double fitSeconds;
    StopReason stopReason;
    double kktResidual;
    List<Integer> deadComponents = List.of();
    List<Integer> unobservedRows = List.of();
    List<Integer> unobservedColumns = List.of();
    List<Integer> openRows = List.of();
    List<Integer> openColumns = List.of();
    List<Double> history = List.of();
    List<Double> heldOutHistory = List.of();
    List<Start> starts = List.of();
    boolean averaged;

    private Builder copy() {
      try {
        return (Builder) clone();
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
    }

    /** The builder is not to be used any more. */
    FitReport build() {
      return new FitReport(this);
    }
  }

  /**
   * One of several fits that differ by their seeds.
   *
   * @param seed of all its random choices
   * @param objective at its model's factors
   * @param heldOutLoss the loss on the held-out part there; NaN if nothing was held out
   */
  public record Start(long seed, double objective, double heldOutLoss) {

    /** What the best has least of. */
    double measure() {
      return Double.isNaN(heldOutLoss) ? objective : heldOutLoss;
    }
  }

  /** A copy in which some facts are others. */
  FitReport with(Consumer<Builder> change) {
    Builder changed = facts.copy();
    change.accept(changed);
    return changed.build();
  }

  /** {@return the number of rows, m} */
  public int rows() {
    return facts.rows;
  }

  /** {@return the number of columns, n} */
  public int columns() {
    return facts.columns;
  }

  /** {@return the number of entries fitted to, without the held-out ones, N} */
  public long observed() {
    return facts.observed;
  }

  /** {@return what other entries counted for, in the units of the fit; nothing by default} */
  public Background background() {
    return facts.background;
  }

  /** {@return the number of components, k} */
  public int rank() {
    return facts.rank;
  }

  /**
   * {@return whether there are more components than rows or columns} W·H can then be any matrix of
   * its shape, and without a penalty or constraint the entries do not determine W and H.
   */
  public boolean isOvercomplete() {
    return rank() > Math.min(rows(), columns());
  }

  /** {@return the name of the solver that ran, with its settings} */
  public String solver() {
    return facts.solver;
  }

  /** {@return the name of the loss} */
  public String loss() {
    return facts.loss;
  }

  /** {@return whether the objective has penalties beside the loss, or priors and their like} */
  public boolean penalised() {
    return facts.penalised;
  }

  /**
   * {@return the penalty that was found by the error on held-out entries, if the fit looked for
   * one}
   */
  public Optional<RegularizationSearch.Regularization> regularization() {
    return Optional.ofNullable(facts.regularization);
  }

  /**
   * {@return whether the fit counted columns in units of their own} The objective, the losses and
   * all that the fit saw are then in these units.
   */
  public boolean scaled() {
    return facts.scaled;
  }

  /** {@return the number of steps taken} */
  public int iterations() {
    return facts.iterations;
  }

  /** {@return the objective at the model's factors: the link of the mean loss, plus penalties} */
  public double objective() {
    return facts.objective;
  }

  /**
   * {@return the name of the objective: that of the loss, after "penalised" if there are penalties
   * and "scaled" if it is one of columns in units of their own}
   */
  public String objectiveName() {
    return (penalised() ? "penalised " : "") + (scaled() ? "scaled " : "") + loss();
  }

  /** {@return the loss on the held-out part at the model's factors; NaN if nothing was held out} */
  public double heldOutLoss() {
    return facts.heldOutLoss;
  }

  /**
   * {@return the loss on the held-out part of the mean of what was fitted to, which a model should
   * be below; NaN if nothing was held out, or the mean is outside the loss' domain}
   */
  public double heldOutLossOfMean() {
    return facts.heldOutLossOfMean;
  }

  /**
   * {@return the time from the first initial number to the last step, in seconds; that of all
   * starts together}
   */
  public double fitSeconds() {
    return facts.fitSeconds;
  }

  /** {@return why the fit ended: a code and words} */
  public StopReason stopReason() {
    return facts.stopReason;
  }

  /**
   * {@return whether the fit came as near to a minimum as its tolerance asks for; a fit that ended
   * at a number of iterations, or was stopped, did not}
   */
  public boolean converged() {
    return stopReason().converged();
  }

  /**
   * {@return how far the last factors are from a stationary point, where it is 0: {@code ‖X − P(X −
   * ∇f(X))‖} over both factors X, divided by the same at the initial ones (Lin 2007,
   * doi:10.1162/neco.2007.19.10.2756)}
   */
  public double kktResidual() {
    return facts.kktResidual;
  }

  /** {@return the indices of components whose column of W or row of H is all 0} */
  public List<Integer> deadComponents() {
    return facts.deadComponents;
  }

  /**
   * {@return the indices of rows of A without an observed entry: their row of W is the mean of the
   * others}
   */
  public List<Integer> unobservedRows() {
    return facts.unobservedRows;
  }

  /**
   * {@return the indices of columns of A without an observed entry: their column of H is the mean
   * of the others}
   */
  public List<Integer> unobservedColumns() {
    return facts.unobservedColumns;
  }

  /**
   * {@return the indices of rows of A whose entries alone do not determine their row of W, in a fit
   * by least squares without any penalty} After the last step those are found again, held to the
   * mean of the others by a small ridge, so that what is predicted in them stays within reach.
   * {@link #objective} and {@link #heldOutLoss} are those of the model, a little above the last of
   * their histories.
   */
  public List<Integer> openRows() {
    return facts.openRows;
  }

  /** {@return as {@link #openRows}, of columns of A and of H} */
  public List<Integer> openColumns() {
    return facts.openColumns;
  }

  /**
   * {@return the objective before each step and at the end, {@code iterations + 1} numbers; none
   * for a model that an earlier version saved}
   */
  public List<Double> history() {
    return facts.history;
  }

  /**
   * {@return the held-out loss before each step and at the end, as many numbers as {@link
   * #history}; none if nothing was held out}
   */
  public List<Double> heldOutHistory() {
    return facts.heldOutHistory;
  }

  /**
   * {@return the fits that the model is the best of, or the mean, in the order of their seeds: one
   * unless {@link Nmf#starts} asked for more, and fewer than it asked for after an interrupt; none
   * for a model that was loaded}
   */
  public List<Start> starts() {
    return facts.starts;
  }

  /**
   * {@return the one of {@link #starts} with the lowest held-out loss, or objective if nothing was
   * held out; nothing for a model that was loaded}
   */
  public Optional<Start> bestStart() {
    return starts().stream().min(Comparator.comparingDouble(Start::measure));
  }

  /**
   * {@return whether the model is the mean of several starts} {@link #objective} is then its mean
   * loss, in the link, without penalties, and {@link #heldOutLoss} its own too; steps, histories,
   * residual and the reason for the end are those of the best start.
   */
  public boolean averaged() {
    return facts.averaged;
  }

  /**
   * {@return a new map of the report by the names of its methods, with numbers, texts, lists and
   * maps such as JSON has} What is not there is null.
   */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("rows", rows());
    map.put("columns", columns());
    map.put("observed", observed());
    map.put("background", background().toString());
    map.put("rank", rank());
    map.put("solver", solver());
    map.put("loss", loss());
    map.put("penalised", penalised());
    map.put("scaled", scaled());
    map.put("iterations", iterations());
    map.put("objective", objective());
    map.put("heldOutLoss", Double.isNaN(heldOutLoss()) ? null : heldOutLoss());
    map.put("heldOutLossOfMean", Double.isNaN(heldOutLossOfMean()) ? null : heldOutLossOfMean());
    map.put("fitSeconds", fitSeconds());
    map.put("stopCode", stopReason().code().toString());
    map.put("stopReason", stopReason().words());
    map.put("converged", converged());
    map.put("kktResidual", kktResidual());
    map.put("deadComponents", deadComponents());
    map.put("unobservedRows", unobservedRows());
    map.put("unobservedColumns", unobservedColumns());
    map.put("openRows", openRows());
    map.put("openColumns", openColumns());
    map.put("averaged", averaged());
    map.put("starts", starts().stream().map(FitReport::toMap).toList());
    map.put("history", history());
    map.put("heldOutHistory", heldOutHistory());
    return map;
  }

  private static Map<String, Object> toMap(Start start) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("seed", start.seed());
    map.put("objective", start.objective());
    map.put("heldOutLoss", Double.isNaN(start.heldOutLoss()) ? null : start.heldOutLoss());
    return map;
  }

  private String ofHeldOut() {
    return Double.isNaN(heldOutLoss())
        ? ""
        : String.format(
            Locale.ROOT,
            "; held-out loss %.6g, that of the mean %.6g",
            heldOutLoss(),
            heldOutLossOfMean());
  }

  private String ofStarts() {
    if (starts().size() < 2) {
      return "";
    }
    DoubleSummaryStatistics measures =
        starts().stream().mapToDouble(Start::measure).summaryStatistics();
    return String.format(
        Locale.ROOT,
        "; %s of %d starts, the best of seed %d, with %s from %.6g to %.6g",
        averaged() ? "mean" : "best",
        starts().size(),
        bestStart().orElseThrow().seed(),
        Double.isNaN(heldOutLoss()) ? "objectives" : "held-out losses",
        measures.getMin(),
        measures.getMax());
  }

  /** One line for people. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %s %.6g after %d iterations in %.2f s; %s%s%s%s%s%s",
        solver(),
        objectiveName(),
        objective(),
        iterations(),
        fitSeconds(),
        stopReason(),
        ofHeldOut(),
        ofStarts(),
        isOvercomplete() && !averaged()
            ? String.format(
                Locale.ROOT, "; rank %d is above min(%d, %d)", rank(), rows(), columns())
            : "",
        background().isMissing() ? "" : "; what is not listed counts as " + background(),
        openRows().isEmpty() && openColumns().isEmpty()
            ? ""
            : String.format(
                Locale.ROOT,
                "; %d rows and %d columns that their entries leave open are held to the mean",
                openRows().size(),
                openColumns().size()));
  }
}
