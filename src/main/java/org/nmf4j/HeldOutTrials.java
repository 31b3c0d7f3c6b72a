package org.nmf4j;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.nmf4j.internal.compute.Trials;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;

/**
 * Tells specifications apart by their errors on a tenth of a matrix's entries, held out. Of a
 * matrix with few entries it is the mean over several tenths; of a very large one some rows, chosen
 * at random, stand for all.
 */
final class HeldOutTrials {

  private static final double HELD_OUT = 0.1;
  private static final int MOST_SPLITS = 5;

  private final MaskedMatrix a;
  private final List<MaskedMatrix.Split> parts;

  /**
   * Trials.
   *
   * @param enough so many held-out entries tell one specification from another
   * @param most of more entries than these some rows stand for all
   */
  HeldOutTrials(MaskedMatrix all, int enough, int most) {
    a = someRows(all, most);
    double heldOutOfOne = HELD_OUT * a.observed();
    int splits = (int) Math.min(MOST_SPLITS, Math.ceil(enough / heldOutOfOne));
    parts = IntStream.range(0, splits).mapToObj(seed -> a.split(HELD_OUT, seed)).toList();
  }

  /** The matrix that stands for all. */
  MaskedMatrix a() {
    return a;
  }

  /**
   * The root-mean-square error on entries that the fit has not seen, in the units of the fit; NaN
   * after an interrupt, which no trial is begun after.
   */
  double error(Nmf nmf) {
    Nmf trial = nmf.forTrials();
    return Trials.run(parts.size(), nmf.threads(), (i, threads) -> error(trial.threads(threads), i))
        .stream()
        .flatMap(Optional::stream)
        .mapToDouble(Double::doubleValue)
        .average()
        .orElse(Double.NaN);
  }

  private double error(Nmf trial, int part) {
    return trial.fit(parts.get(part).train()).scaledRmse(parts.get(part).test());
  }

  /** The matrix itself unless it is very large. */
  private static MaskedMatrix someRows(MaskedMatrix a, int most) {
    double share = (double) most / a.observed();
    if (share >= 1) {
      return a;
    }
    Random random = new Random(0);
    boolean[] chosen = new boolean[a.rows()];
    IntStream.range(0, chosen.length).forEach(row -> chosen[row] = random.nextDouble() < share);
    SparseBuilder builder = MaskedMatrix.sparse(a.dataType());
    a.forEachObserved(
        (row, column, value, weight) -> {
          if (chosen[row]) {
            builder.add(row, column, value, weight);
          }
        });
    return builder.build(a.rows(), a.columns());
  }
}
