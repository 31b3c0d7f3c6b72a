package org.nmf4j.solver;

import java.time.Duration;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where a fit stands. Valid only during the call that it is passed to. */
public interface FitProgress {

  /** What is solved. */
  Problem problem();

  /** What solves it. */
  Solver solver();

  /** The number of steps taken so far. */
  int iteration();

  /** The objective at the present factors: link of the mean loss, plus the penalties. */
  double objective();

  /**
   * The objective after a number of steps.
   *
   * @param iteration in [0, {@link #iteration()}]
   */
  double objective(int iteration);

  /**
   * The loss on the held-out part at the present factors, without penalties; NaN if nothing is held
   * out.
   */
  double heldOutLoss();

  /** The iteration at which the held-out loss was lowest so far. */
  int bestHeldOutIteration();

  /** The time since the fit began. */
  Duration elapsed();

  /** A copy of W, m×k. */
  INDArray w();

  /** A copy of H, k×n. */
  INDArray h();

  /**
   * What the step subtracted from W and H before it projected them, m×k and k×n, in arrays of their
   * own; nothing if the solver takes no such steps. To be asked for in {@link
   * FitListener#afterStep} only.
   */
  Optional<Factors> update();

  /**
   * Ends the fit before the next step.
   *
   * @param why in words, for the report
   */
  void requestStop(String why);
}
