package org.nmf4j;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nmf4j.internal.compute.HeapMatrix;
import org.nmf4j.internal.rows.Components;
import org.nmf4j.internal.rows.EarlierRows;
import org.nmf4j.internal.rows.Posterior;
import org.nmf4j.objective.ElasticNet;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Penalties;
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
 * @param effectiveRank the number of components, offsets aside, that the entries support
 * @param errors how large errors are beside the deviations that the posterior says
 */
record ModelPosterior(
    Posterior w,
    Posterior h,
    double[] priorW,
    double[] priorH,
    double[] noise,
    double logEvidence,
    int effectiveRank,
    ErrorQuantiles errors) {

  /**
   * What a solver knows of factors.
   *
   * @param extended the objective of the factors with offsets among their components
   */
  static ModelPosterior of(
      Uncertainty uncertainty,
      HeapMatrix w,
      HeapMatrix h,
      Objective extended,
      int effectiveRank,
      ErrorQuantiles errors) {
    return new ModelPosterior(
        posterior(w, uncertainty.w(), extended, true),
        posterior(h, uncertainty.h(), extended, false),
        uncertainty.priorW().toDoubleVector(),
        uncertainty.priorH().toDoubleVector(),
        uncertainty.noise().toDoubleVector(),
        uncertainty.logEvidence(),
        effectiveRank,
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
    return new ModelPosterior(w, h, priorW, priorH, noise, logEvidence, effectiveRank, errors);
  }

  /** The precision of each column's entries, of the mean of all; 1 for columns that are new. */
  double[] exactness(int columns) {
    double mean = meanPrecision();
    double[] exactness = new double[columns];
    Arrays.setAll(exactness, j -> j < noise.length ? 1 / (noise[j] * mean) : 1);
    return exactness;
  }

  /**
   * What holds W's rows, or H's columns, as their priors do, beside the loss {@code Σ (a − w·h)²}.
   */
  List<ElasticNet> penalties(boolean isW) {
    double variance = 1 / meanPrecision();
    return Arrays.stream(isW ? priorW : priorH)
        .mapToObj(precision -> Penalties.l2(2 * variance * precision))
        .toList();
  }

  /**
   * After new entries, with the same noise: of a row with n earlier entries and m new ones these
   * say (n + m)/n times as much, and of one without earlier ones as much as m entries say of others
   * in the mean.
   *
   * @param addedToW the sum of the weights of each row's new entries, and so on
   */
  ModelPosterior since(
      HeapMatrix newW,
      HeapMatrix newH,
      EarlierRows earlierOfW,
      EarlierRows earlierOfH,
      double[] addedToW,
      double[] addedToH,
      Objective extended) {
    double mean = meanPrecision();
    double[] theirs = Arrays.copyOf(noise, newH.rows());
    Arrays.fill(theirs, noise.length, theirs.length, 1 / mean);
    Posterior ofW = Components.of(extended, true, newW.columns()).posterior(newW);
    Posterior ofH = Components.of(extended, false, newH.columns()).posterior(newH);
    grow(w, ofW, earlierOfW, addedToW, mean, priorW);
    grow(h, ofH, earlierOfH, addedToH, mean, priorH);
    return new ModelPosterior(ofW, ofH, priorW, priorH, theirs, logEvidence, effectiveRank, errors);
  }

  private static void grow(
      Posterior old,
      Posterior all,
      EarlierRows earlier,
      double[] added,
      double precision,
      double[] priors) {
    INDArray spread = all.spread();
    int rows = old.mean().rows();
    spread.get(NDArrayIndex.interval(0, rows), NDArrayIndex.all()).assign(old.spread());
    all.restore(spread);
    for (int row = 0; row < added.length; row++) {
      double before = earlier.weights()[row];
      if (before > 0 && added[row] > 0) {
        all.multiplyExactness(row, (before + added[row]) / before, priors);
      } else if (row >= rows || added[row] > 0) {
        all.setSpread(row, earlier.gram(), added[row] * precision, priors);
      }
    }
  }

  ModelPosterior withRows(Posterior rows) {
    return new ModelPosterior(rows, h, priorW, priorH, noise, logEvidence, effectiveRank, errors);
  }

  ModelPosterior withColumns(Posterior columns) {
    double[] theirs = new double[columns.mean().rows()];
    Arrays.fill(theirs, 1 / meanPrecision());
    return new ModelPosterior(
        w, columns, priorW, priorH, theirs, logEvidence, effectiveRank, errors);
  }

  /** Whether columns have a noise of their own. */
  boolean isNoisePerColumn() {
    return Arrays.stream(noise).anyMatch(variance -> variance != noise[0]);
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

  /**
   * The number of components that add more to what is predicted than the noise alone would have:
   * than the largest singular value of a matrix of noise, {@code √noise·(√m + √n)} of an m×n one of
   * which all is observed (Marchenko and Pastur 1967, doi:10.1070/SM1967v001n04ABEH001994).
   *
   * @param rank of the components that are counted, the first
   * @param observed the number of entries
   */
  static int effectiveRank(Uncertainty found, HeapMatrix w, HeapMatrix h, int rank, long observed) {
    double noise = found.noise().meanNumber().doubleValue();
    double all = (double) w.rows() * h.rows();
    double edge = Math.pow(Math.sqrt(w.rows()) + Math.sqrt(h.rows()), 2) / observed;
    return (int)
        IntStream.range(0, rank)
            .filter(c -> square(w, c) * square(h, c) / all > noise * edge)
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
