package org.nmf4j.solver;

import java.time.Duration;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where a fit stands. Valid only during the call that it is passed to. */
public interface FitProgress {

  /**
   * What is solved: the matrix as it was given, but for held-out entries, and the objective of W
   * and H.
   *
   * @return the problem
   */
  Problem problem();

  /**
   * What solves it.
   *
   * @return the solver
   */
  Solver solver();

  /**
   * The steps taken so far.
   *
   * @return their number
   */
  int iteration();

  /**
   * The objective at the present factors.
   *
   * @return link of the mean loss, plus the penalties
   */
  double objective();

  /**
   * The objective after a number of steps.
   *
   * @param iteration in [0, {@link #iteration()}]
   * @return the objective then
   * @throws IndexOutOfBoundsException if there is no such iteration yet
   */
  double objective(int iteration);

  /**
   * The loss on the held-out part at the present factors, without penalties.
   *
   * @return the loss, NaN if nothing is held out
   */
  double heldOutLoss();

  /**
   * When the held-out loss was lowest so far.
   *
   * @return the iteration
   */
  int bestHeldOutIteration();

  /**
   * The time since the fit began.
   *
   * @return with that of fits that it goes on from
   */
  Duration elapsed();

  /**
   * The present W, without offsets.
   *
   * @return a copy, m×k
   */
  INDArray w();

  /**
   * The present H, without offsets.
   *
   * @return a copy, k×n
   */
  INDArray h();

  /**
   * What the step subtracted from W and H before it projected them. To be asked for in {@link
   * FitListener#afterStep} only.
   *
   * @return m×k and k×n, in arrays of their own; nothing if the solver takes no such steps
   */
  Optional<Factors> update();

  /**
   * Ends the fit before the next step.
   *
   * @param why in words, for the report
   */
  void requestStop(String why);
}
