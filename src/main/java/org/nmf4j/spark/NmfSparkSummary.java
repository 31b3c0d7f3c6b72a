package org.nmf4j.spark;

import java.util.List;
import java.util.Locale;
import org.nmf4j.solver.StopReason;

/**
 * What happened during a fit on Spark.
 *
 * @param users rows of the matrix
 * @param items columns of the matrix
 * @param ratings entries
 * @param solver that ran
 * @param isPartitioned whether the factors stayed spread over the executors
 * @param iterations steps taken
 * @param history the objective before each step, and at the end
 * @param stopReason why it ended
 * @param kktResidual norm of the projected gradient at the end over that at the start
 * @param seconds of the iterations
 */
public record NmfSparkSummary(
    int users,
    int items,
    long ratings,
    String solver,
    boolean isPartitioned,
    int iterations,
    List<Double> history,
    StopReason stopReason,
    double kktResidual,
    double seconds) {

  /**
   * Copies the history.
   *
   * @param users rows of the matrix
   * @param items columns of the matrix
   * @param ratings entries
   * @param solver that ran
   * @param isPartitioned whether the factors stayed spread over the executors
   * @param iterations steps taken
   * @param history the objective before each step, and at the end
   * @param stopReason why it ended
   * @param kktResidual norm of the projected gradient at the end over that at the start
   * @param seconds of the iterations
   */
  public NmfSparkSummary {
    history = List.copyOf(history);
  }

  /** {@return the objective at the end} */
  public double objective() {
    return history.get(history.size() - 1);
  }

  /** One line for people. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d×%d, %d ratings: %s with factors %s: objective %.6g after %d iterations in %.1f s; %s",
        users,
        items,
        ratings,
        solver,
        isPartitioned ? "spread over the executors" : "on the driver",
        objective(),
        iterations,
        seconds,
        stopReason);
  }
}
