package org.nmf4j.internal.evaluation;

import java.util.Locale;
import java.util.Optional;
import org.nmf4j.matrix.Background;
import org.nmf4j.objective.Loss;
import org.nmf4j.parallel.Threads;

/**
 * {@code Σ ω·ℓ(p, v)} over all places of a matrix, of those that are listed too, for losses that
 * are a {@link Loss.Parabola} of p: {@code ω·(m·n·c₀ + c₁·(Σ w)·(Σ h) + c₂·⟨WᵀW, HHᵀ⟩)}. Nothing of
 * size m×n is looked at.
 */
final class BackgroundLoss {

  private static final int BLOCK_LINES = 1 << 12;

  /** Of one entry, ω in it. */
  private final Loss.Parabola ofEntry;

  private Sums ofW;
  private Sums ofH;

  /** {@code Σ x·xᵀ} and {@code Σ x} over the lines of a factor. */
  private record Sums(double[] gram, double[] sum) {}

  BackgroundLoss(Background background, Loss loss) {
    ofEntry = parabola(background, loss);
  }

  /**
   * The loss of an entry of a background, by prediction.
   *
   * @throws IllegalArgumentException if it is none of the first or second degree
   */
  static Loss.Parabola parabola(Background background, Loss loss) {
    if (background.isMissing()) {
      return new Loss.Parabola(0, 0, 0);
    }
    Optional<Loss.Parabola> parabola =
        loss.pointwise().flatMap(pointwise -> pointwise.parabola(background.value()));
    return parabola
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        Locale.ROOT,
                        "a sparse matrix whose others are %s needs the loss rmse, mse, beta:2 or, for"
                            + " zeros, kl, got %s: a dense one takes any",
                        background,
                        loss.name())))
        .times(background.weight());
  }

  /** Of one entry of the background. */
  Loss.Parabola ofEntry() {
    return ofEntry;
  }

  /** Takes the factors' present numbers; gives the sum over all places. */
  double total(FactorLines w, FactorLines h, Threads workers) {
    ofW = sums(w, workers);
    ofH = sums(h, workers);
    double total = ofEntry.constant() * w.count() * h.count();
    for (int c = 0; c < ofW.sum.length; c++) {
      total += ofEntry.slope() * ofW.sum[c] * ofH.sum[c];
    }
    for (int i = 0; i < ofW.gram.length; i++) {
      total += ofEntry.square() * ofW.gram[i] * ofH.gram[i];
    }
    return total;
  }

  private static Sums sums(FactorLines lines, Threads workers) {
    int blocks = (lines.count() + BLOCK_LINES - 1) / BLOCK_LINES;
    Sums[] ofBlocks = new Sums[blocks];
    workers.forEach(
        blocks,
        (worker, block) ->
            ofBlocks[block] =
                sums(
                    lines,
                    block * BLOCK_LINES,
                    Math.min(lines.count(), (block + 1) * BLOCK_LINES)));
    Sums all = ofBlocks[0];
    for (int block = 1; block < blocks; block++) {
      add(1, ofBlocks[block].gram, 0, all.gram, 0, all.gram.length);
      add(1, ofBlocks[block].sum, 0, all.sum, 0, all.sum.length);
    }
    return all;
  }

  private static Sums sums(FactorLines lines, int from, int to) {
    int rank = lines.rank();
    Sums sums = new Sums(new double[rank * rank], new double[rank]);
    for (int line = from; line < to; line++) {
      int start = line * rank;
      add(1, lines.numbers(), start, sums.sum, 0, rank);
      for (int c = 0; c < rank; c++) {
        add(lines.numbers()[start + c], lines.numbers(), start, sums.gram, c * rank, rank);
      }
    }
    return sums;
  }

  private static void add(
      double factor, double[] numbers, int from, double[] sums, int to, int count) {
    for (int i = 0; i < count; i++) {
      sums[to + i] += factor * numbers[from + i];
    }
  }

  /** Adds the gradient of the sum by lines of W to theirs. */
  void addGradientW(FactorLines w, int from, int to) {
    addGradient(w, ofH, from, to);
  }

  void addGradientH(FactorLines h, int from, int to) {
    addGradient(h, ofW, from, to);
  }

  private void addGradient(FactorLines x, Sums ofY, int from, int to) {
    int rank = x.rank();
    for (int line = from; line < to; line++) {
      int start = line * rank;
      add(ofEntry.slope(), ofY.sum, 0, x.gradients(), start, rank);
      for (int c = 0; c < rank && ofEntry.square() != 0; c++) {
        double twice = 2 * ofEntry.square() * x.numbers()[start + c];
        add(twice, ofY.gram, c * rank, x.gradients(), start, rank);
      }
    }
  }
}
