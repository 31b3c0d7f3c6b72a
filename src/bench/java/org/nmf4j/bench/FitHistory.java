package org.nmf4j.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.solver.FitListener;
import org.nmf4j.solver.FitProgress;

/** The seconds and a figure of the model after each iteration of one fit. */
final class FitHistory implements FitListener {

  /** By then the compiler has come to its last word. */
  private static final long WARM_UP_NANOS = 10_000_000_000L;

  private static final int FITS = 3;

  private final ToDoubleFunction<FitProgress> figure;
  private final List<Double> seconds = new ArrayList<>();
  private final List<Double> figures = new ArrayList<>();
  private final long started = System.nanoTime();
  private long judging;

  private FitHistory(ToDoubleFunction<FitProgress> figure) {
    this.figure = figure;
  }

  /**
   * Fits once, and for ten seconds more, as a warm-up, then three times, and prints a line an
   * iteration: its number, the seconds since the fit began, the median of the three, and the
   * figure. The time it takes to compute the figure doesn't count.
   */
  static NmfModel print(Nmf nmf, MaskedMatrix a, ToDoubleFunction<FitProgress> figure) {
    NmfModel model = nmf.listener(new FitHistory(figure)).fit(a);
    long warm = System.nanoTime() + WARM_UP_NANOS;
    while (System.nanoTime() < warm) {
      nmf.listener(new FitHistory(figure)).fit(a);
    }
    List<FitHistory> histories = new ArrayList<>();
    for (int fit = 0; fit < FITS; fit++) {
      FitHistory history = new FitHistory(figure);
      nmf.listener(history).fit(a);
      histories.add(history);
    }
    for (int i = 0; i < histories.get(0).figures.size(); i++) {
      int iteration = i;
      double median =
          histories.stream()
              .mapToDouble(history -> history.seconds.get(iteration))
              .sorted()
              .toArray()[FITS / 2];
      System.out.println(
          String.format(
              Locale.ROOT, "%d %.4f %.6f", i, median, histories.get(0).figures.get(iteration)));
    }
    return model;
  }

  @Override
  public void onIteration(FitProgress progress) {
    long now = System.nanoTime();
    seconds.add((now - started - judging) / 1e9);
    figures.add(figure.applyAsDouble(progress));
    judging += System.nanoTime() - now;
  }
}
