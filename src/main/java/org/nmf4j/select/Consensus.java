package org.nmf4j.select;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.compute.Trials;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.Objective;

/**
 * The components that a factorization finds again and again: those of many starts are put into
 * clusters, one of each start in each, and the median of a cluster stands for it, as in cNMF
 * (Kotliar et al. 2019, doi:10.7554/eLife.43803) and SigProfiler (Alexandrov et al. 2020,
 * doi:10.1038/s41586-020-1943-3). Immutable: each option method returns a changed copy.
 *
 * <pre>{@code
 * Consensus.Result stable = Consensus.of(Nmf.ofRank(5), 20).fit(a);
 * stable.stabilities(); // of each component, 1 if all starts agree on it
 * stable.model();       // of the medians, with W found anew
 * }</pre>
 *
 * <p>A component is a row of H, of norm 1. Components of a start are matched with the clusters'
 * means such that the sum of cosines is largest, in turn until none moves, from the start with the
 * lowest objective on. H is then the clusters' medians, of the size that the best start's
 * components have, and W is found for it by the fit's own objective.
 */
public final class Consensus {

  private final Nmf nmf;
  private final int starts;
  private final double outliers;
  private final long seed;
  private final int threads;

  private Consensus(Nmf nmf, int starts, double outliers, long seed, int threads) {
    this.nmf = nmf;
    this.starts = starts;
    this.outliers = outliers;
    this.seed = seed;
    this.threads = threads;
  }

  /**
   * The consensus of fits.
   *
   * @param nmf what to fit, but for the seed, the starts and the threads; its initializer must make
   *     use of the seed
   * @param starts how many fits, ≥ 2
   * @return a consensus that leaves out no start
   * @throws IllegalArgumentException if they are fewer than two
   */
  public static Consensus of(Nmf nmf, int starts) {
    Objects.requireNonNull(nmf, "nmf");
    if (starts < 2) {
      throw new IllegalArgumentException("starts must be ≥ 2, got " + starts);
    }
    return new Consensus(nmf, starts, 0, 0, Runtime.getRuntime().availableProcessors());
  }

  /**
   * Leaves out the starts with the highest objectives, which have ended in poor minima.
   *
   * @param part of all, in [0, 1); 0 by default. Two at least stay
   * @return a changed copy
   * @throws IllegalArgumentException if it is out of range
   */
  public Consensus leaveOutWorst(double part) {
    if (!(part >= 0 && part < 1)) {
      throw new IllegalArgumentException("part must be in [0, 1), got " + part);
    }
    return new Consensus(nmf, starts, part, seed, threads);
  }

  /**
   * The seed of the first start; the others have those that follow it. 0 by default.
   *
   * @param seed any number
   * @return a changed copy
   */
  public Consensus seed(long seed) {
    return new Consensus(nmf, starts, outliers, seed, threads);
  }

  /**
   * The number of threads, by default that of the processors. The result does not depend on it.
   *
   * @param threads ≥ 1
   * @return a changed copy
   * @throws IllegalArgumentException if the number is not positive
   */
  public Consensus threads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be ≥ 1, got " + threads);
    }
    return new Consensus(nmf, starts, outliers, seed, threads);
  }

  /**
   * What came of it.
   *
   * @param model of the median components, the most stable first
   * @param stabilities of each component the mean cosine of those in its cluster with their mean,
   *     in [0, 1]
   * @param silhouettes of each component the mean silhouette of those in its cluster, by cosine
   *     distance, in [−1, 1]: near 1 if they are like each other and unlike those of all other
   *     clusters; 1 of a single component
   * @param best the start with the lowest objective
   * @param starts how many were taken
   */
  public record Result(
      NmfModel model,
      List<Double> stabilities,
      List<Double> silhouettes,
      NmfModel best,
      int starts) {

    /** {@return how stable each component is, in one line for people} */
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d components of %d starts, with stabilities %s",
          stabilities.size(),
          starts,
          stabilities.stream().map(s -> String.format(Locale.ROOT, "%.3f", s)).toList());
    }
  }

  /**
   * Fits from all starts, and finds what they have in common.
   *
   * @param a m×n, NaN where missing; not changed
   * @return the stable components, and their model
   * @throws IllegalArgumentException as {@link #fit(MaskedMatrix)}
   */
  public Result fit(INDArray a) {
    return fit(MaskedMatrix.of(a));
  }

  /**
   * Fits from all starts, side by side, and finds what they have in common.
   *
   * @param a m×n
   * @return the stable components, and their model
   * @throws IllegalArgumentException if the matrix doesn't suit the fit, or components are not all
   *     there is of it: with offsets, columns in units of their own, or variational Bayes
   * @throws IllegalStateException if an interrupt left fewer than two starts; the thread's flag
   *     stays set
   */
  public Result fit(MaskedMatrix a) {
    Objects.requireNonNull(a, "a");
    Nmf settled = nmf.threads(threads).settledFor(a).forTrials();
    List<NmfModel> models =
        Trials.run(
                starts, threads, (start, ofOne) -> settled.threads(ofOne).seed(seed + start).fit(a))
            .stream()
            .flatMap(Optional::stream)
            .sorted((one, other) -> Double.compare(objective(one), objective(other)))
            .toList();
    if (models.size() < 2) {
      throw new IllegalStateException("fewer than two starts were done before the interrupt");
    }
    int kept = Math.max((int) Math.ceil((1 - outliers) * models.size()), 2);
    return result(settled, models.subList(0, kept), a);
  }

  private static double objective(NmfModel model) {
    return model.report().orElseThrow().objective();
  }

  private static Result result(Nmf settled, List<NmfModel> models, MaskedMatrix a) {
    NmfModel best = models.get(0);
    if (best.rowOffsets().isPresent()
        || best.columnUnits().isPresent()
        || best.knowsUncertainty()) {
      throw new IllegalArgumentException(
          "a consensus is of components alone: fit without offsets, scaled columns and variational"
              + " Bayes, as by Nmf.penalty(Penalties.none())");
    }
    ComponentClusters clusters = ComponentClusters.of(models);
    double[] stabilities = clusters.stabilities();
    double[] silhouettes = clusters.silhouettes();
    int[] order =
        IntStream.range(0, stabilities.length)
            .boxed()
            .sorted((one, other) -> Double.compare(stabilities[other], stabilities[one]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[][] medians = clusters.medians();
    double[][] h = Arrays.stream(order).mapToObj(c -> medians[c]).toArray(double[][]::new);
    return new Result(
        refitted(settled, best, Nd4j.create(h).castTo(best.dataType()), a),
        Arrays.stream(order).mapToObj(c -> stabilities[c]).toList(),
        Arrays.stream(order).mapToObj(c -> silhouettes[c]).toList(),
        best,
        models.size());
  }

  /** A fit of W alone. */
  private static NmfModel refitted(Nmf settled, NmfModel best, INDArray h, MaskedMatrix a) {
    Objective objective = best.objective();
    int[] all = IntStream.range(0, best.rank()).toArray();
    Constraint kept = objective.constraintH().and(Constraints.fixedRows(h, all));
    return settled
        .initial(best.w(), h)
        .constraint(objective.constraintW(), kept)
        .fit(a)
        .withObjective(objective);
  }
}
