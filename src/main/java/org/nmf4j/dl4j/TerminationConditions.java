package org.nmf4j.dl4j;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.earlystopping.termination.EpochTerminationCondition;
import org.deeplearning4j.earlystopping.termination.IterationTerminationCondition;
import org.nmf4j.solver.FitProgress;
import org.nmf4j.solver.StopReason;
import org.nmf4j.solver.Stopping;

/**
 * DL4J's conditions of early stopping as rules that end a fit, by the objective or by the loss on
 * what is held out. An iteration counts as an epoch. The conditions keep a state of their own, so a
 * rule is for one fit at a time; each fit initializes them.
 */
public final class TerminationConditions {

  private TerminationConditions() {}

  /**
   * Stops by the objective.
   *
   * @param condition asked after each step
   * @return the rule, for one fit at a time
   */
  public static Stopping byObjective(EpochTerminationCondition condition) {
    return rule(condition, FitProgress::objective, false);
  }

  /**
   * Stops by the objective.
   *
   * @param condition asked after each step
   * @return the rule, for one fit at a time
   */
  public static Stopping byObjective(IterationTerminationCondition condition) {
    return rule(condition, FitProgress::objective, false);
  }

  /**
   * Stops by the loss on the held-out entries, of which there must be some.
   *
   * @param condition asked after each step
   * @return the rule, for one fit at a time
   */
  public static Stopping byHeldOut(EpochTerminationCondition condition) {
    return rule(condition, FitProgress::heldOutLoss, true);
  }

  /**
   * Stops by the loss on the held-out entries, of which there must be some.
   *
   * @param condition asked after each step
   * @return the rule, for one fit at a time
   */
  public static Stopping byHeldOut(IterationTerminationCondition condition) {
    return rule(condition, FitProgress::heldOutLoss, true);
  }

  private static Stopping rule(
      EpochTerminationCondition condition, ToDoubleFunction<FitProgress> score, boolean heldOut) {
    Objects.requireNonNull(condition, "condition");
    return new Rule(
        condition::initialize,
        progress ->
            condition.terminate(progress.iteration() - 1, score.applyAsDouble(progress), true),
        heldOut,
        condition.toString());
  }

  private static Stopping rule(
      IterationTerminationCondition condition,
      ToDoubleFunction<FitProgress> score,
      boolean heldOut) {
    Objects.requireNonNull(condition, "condition");
    return new Rule(
        condition::initialize,
        progress -> condition.terminate(score.applyAsDouble(progress)),
        heldOut,
        condition.toString());
  }

  /** DL4J asks after each step, so not before the first. */
  private record Rule(
      Runnable initialize, Predicate<FitProgress> terminates, boolean needsHeldOut, String words)
      implements Stopping {

    @Override
    public Optional<StopReason> check(FitProgress progress) {
      if (progress.iteration() == 0) {
        initialize.run();
        return Optional.empty();
      }
      return terminates.test(progress)
          ? Optional.of(new StopReason(StopReason.Code.REQUESTED, words))
          : Optional.empty();
    }
  }
}
