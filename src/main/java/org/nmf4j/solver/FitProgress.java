package org.nmf4j.solver;

import java.time.Duration;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where a fit stands. Valid only during the call that it is passed to. */
public interface FitProgress {

  /**
   * {@return the problem: the matrix as it was given, less the held-out entries, and the objective
   * of W and H}
   *
   * @throws IllegalStateException if the fit is of what passes by, without a matrix
   */
  Problem problem();

  /** {@return the solver; null in a fit without a matrix} */
  Solver solver();

  /** {@return the number of steps taken so far} */
  int iteration();

  /**
   * {@return the objective at the present factors: the link of the mean loss, plus the penalties}
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
   * {@return the loss on the held-out part at the present factors, without penalties; NaN if
   * nothing is held out}
   */
  double heldOutLoss();

  /** {@return the iteration at which the held-out loss was lowest so far} */
  int bestHeldOutIteration();

  /** {@return the time since the fit began, with that of the fits that it goes on from} */
  Duration elapsed();

  /** {@return a copy of the present W, m×k, without offsets} */
  INDArray w();

  /** {@return a copy of the present H, k×n, without offsets} */
  INDArray h();

  /** {@return the present offsets of rows, m numbers, if the fit has offsets} */
  Optional<INDArray> rowOffsets();

  /** {@return the present offsets of columns, n numbers, if the fit has offsets} */
  Optional<INDArray> columnOffsets();

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
