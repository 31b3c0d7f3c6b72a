package org.nmf4j.solver;

/**
 * How a fit ended.
 *
 * @param factors the model's factors
 * @param iterations steps taken
 * @param history the objective before each step, and at the end
 * @param heldOutHistory the held-out loss likewise, empty if nothing was held out
 * @param objective at the model's factors
 * @param mean what the link is taken of at the model's factors: losses and penalties per
 *     observation; NaN where the link is the identity, or there is no other penalty
 * @param heldOutLoss at the model's factors, NaN if nothing was held out
 * @param seconds time taken
 * @param stopReason why it ended
 * @param kktResidual norm of the projected gradient at the last factors over that at the first
 */
public record FitResult(
    Factors factors,
    int iterations,
    double[] history,
    double[] heldOutHistory,
    double objective,
    double mean,
    double heldOutLoss,
    double seconds,
    StopReason stopReason,
    double kktResidual) {}
