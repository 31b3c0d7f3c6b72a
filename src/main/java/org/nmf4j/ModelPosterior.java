package org.nmf4j;

import java.util.Random;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.rows.Components;
import org.nmf4j.internal.rows.Posterior;
import org.nmf4j.objective.Objective;
import org.nmf4j.solver.Uncertainty;

/**
 * How a model's factors are distributed, offsets among their components, in the units of its
 * columns.
 *
 * @param w of W's rows
 * @param h of H's columns
 * @param priorW the precisions of the priors of W's components
 * @param priorH of H's
 * @param noise the variance of each column's entries given the factors
 * @param logEvidence a lower bound of the log of the observed entries' probability
 * @param errors how large errors are beside the deviations that the posterior says
 */
record ModelPosterior(
    Posterior w,
    Posterior h,
    double[] priorW,
    double[] priorH,
    double[] noise,
    double logEvidence,
    ErrorQuantiles errors) {

  /** Of the mean noise, the mean square of what a component adds if it counts as one. */
  private static final double LEAST_PART = 1e-4;

  /**
   * What a solver knows of factors.
   *
   * @param extended the objective of the factors with offsets among their components
   */
  static ModelPosterior of(
      Uncertainty uncertainty, HeapMatrix w, HeapMatrix h, Objective extended) {
    return of(uncertainty, w, h, extended, ErrorQuantiles.NORMAL);
  }

  static ModelPosterior of(
      Uncertainty uncertainty,
      HeapMatrix w,
      HeapMatrix h,
      Objective extended,
      ErrorQuantiles errors) {
    return new ModelPosterior(
        posterior(w, uncertainty.w(), extended, true),
        posterior(h, uncertainty.h(), extended, false),
        uncertainty.priorW().toDoubleVector(),
        uncertainty.priorH().toDoubleVector(),
        uncertainty.noise().toDoubleVector(),
        uncertainty.logEvidence(),
        errors);
  }

  private static Posterior posterior(
      HeapMatrix mean, INDArray spread, Objective extended, boolean isW) {
    Posterior posterior = Components.of(extended, isW, mean.columns()).posterior(mean);
    posterior.restore(spread);
    return posterior;
  }

  /** In other units of a component: x ← factor·x in W, and in H. */
  void multiply(int component, double inW, double inH) {
    w.multiplySpread(component, inW);
    h.multiplySpread(component, inH);
    priorW[component] /= inW * inW;
    priorH[component] /= inH * inH;
  }

  ModelPosterior with(ErrorQuantiles errors) {
    return new ModelPosterior(w, h, priorW, priorH, noise, logEvidence, errors);
  }

  ModelPosterior withRows(Posterior rows) {
    return new ModelPosterior(rows, h, priorW, priorH, noise, logEvidence, errors);
  }

  ModelPosterior withColumns(Posterior columns) {
    double[] theirs = new double[columns.mean().rows()];
    java.util.Arrays.fill(theirs, 1 / meanPrecision());
    return new ModelPosterior(w, columns, priorW, priorH, theirs, logEvidence, errors);
  }

  /** Of entries of a column of which nothing is known. */
  double meanPrecision() {
    return IntStream.range(0, noise.length).mapToDouble(j -> 1 / noise[j]).average().orElseThrow();
  }

  /** The variance of {@code (W·H)_ij}, with offsets, without the noise. */
  double variance(int row, int column) {
    double[] x = new double[priorW.length];
    double[] y = new double[priorW.length];
    w.mean().read(row, x);
    h.mean().read(column, y);
    return w.variance(row, y) + h.variance(column, x) + w.jointVariance(row, h, column);
  }

  /** Of an entry, with the noise. */
  double deviation(int row, int column) {
    return Math.sqrt(variance(row, column) + noise[column]);
  }

  /** The number of components, of the first so many, that add something to what is predicted. */
  int effectiveRank(int rank) {
    double all = (double) w.mean().rows() * h.mean().rows();
    double least = LEAST_PART * IntStream.range(0, noise.length).mapToDouble(j -> noise[j]).sum();
    return (int)
        IntStream.range(0, rank)
            .filter(c -> square(w.mean(), c) * square(h.mean(), c) / all > least / noise.length)
            .count();
  }

  private static double square(HeapMatrix rows, int component) {
    return IntStream.range(0, rows.rows())
        .mapToDouble(row -> rows.get(row, component) * rows.get(row, component))
        .sum();
  }

  /** One of the factors' probable values each: W's rows, and H's columns. */
  Draw draw(Random random) {
    return new Draw(draw(w, random), draw(h, random));
  }

  private static HeapMatrix draw(Posterior posterior, Random random) {
    HeapMatrix mean = posterior.mean();
    HeapMatrix drawn = new HeapMatrix(DataType.DOUBLE, mean.rows(), mean.columns());
    double[] row = new double[mean.columns()];
    for (int i = 0; i < mean.rows(); i++) {
      posterior.draw(i, random, row);
      drawn.write(i, row);
    }
    return drawn;
  }

  /** Factors that were drawn. */
  record Draw(HeapMatrix w, HeapMatrix h) {}

  Uncertainty uncertainty() {
    return new Uncertainty(
        w.spread(),
        h.spread(),
        Nd4j.createFromArray(priorW),
        Nd4j.createFromArray(priorH),
        Nd4j.createFromArray(noise),
        logEvidence);
  }
}
