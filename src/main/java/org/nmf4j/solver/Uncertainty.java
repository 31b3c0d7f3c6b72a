package org.nmf4j.solver;

import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How sure a solver is of the factors that it has found, and of the entries given the factors.
 *
 * @param w of each row of W: the variances of its k numbers, m×k, or the lower triangle of their
 *     covariance row by row, m×k(k+1)/2; DOUBLE, offsets among the components
 * @param h of each column of H likewise, n rows
 * @param priorW the precisions of the priors of W's components, k numbers
 * @param priorH of H's likewise
 * @param noise the variance of the entries of each column given the factors, n numbers
 * @param logEvidence a lower bound of the log of the observed entries' probability
 */
public record Uncertainty(
    INDArray w, INDArray h, INDArray priorW, INDArray priorH, INDArray noise, double logEvidence) {

  /**
   * Takes the arrays as they are, without a copy.
   *
   * @param w m rows
   * @param h n rows
   * @param priorW k numbers
   * @param priorH k numbers
   * @param noise n numbers
   * @param logEvidence any number
   * @throws NullPointerException if an array is null
   */
  public Uncertainty {
    Objects.requireNonNull(w, "w");
    Objects.requireNonNull(h, "h");
    Objects.requireNonNull(priorW, "priorW");
    Objects.requireNonNull(priorH, "priorH");
    Objects.requireNonNull(noise, "noise");
  }
}
