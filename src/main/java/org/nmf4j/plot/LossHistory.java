package org.nmf4j.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nmf4j.solver.FitListener;
import org.nmf4j.solver.FitProgress;

/**
 * Keeps how the objective went down during a fit, and when: {@code nmf.listener(history)}. For
 * {@link Plots#lossBySeconds}. Of several fits it keeps the one that began last. For many threads.
 */
public final class LossHistory implements FitListener {

  /** So many iterations are drawn on a logarithmic axis. */
  static final int MANY = 500;

  private final List<Integer> iterations = new ArrayList<>();
  private final List<Double> seconds = new ArrayList<>();
  private final List<Double> objectives = new ArrayList<>();
  private final List<Double> heldOutLosses = new ArrayList<>();

  /** Keeps nothing yet. */
  public LossHistory() {}

  @Override
  public synchronized void onStart(FitProgress progress) {
    iterations.clear();
    seconds.clear();
    objectives.clear();
    heldOutLosses.clear();
  }

  @Override
  public synchronized void onIteration(FitProgress progress) {
    iterations.add(progress.iteration());
    seconds.add(progress.elapsed().toNanos() * 1e-9);
    objectives.add(progress.objective());
    if (!Double.isNaN(progress.heldOutLoss())) {
      heldOutLosses.add(progress.heldOutLoss());
    }
  }

  /** The lines of a chart. */
  synchronized Map<String, LineChart.Line> bySeconds() {
    requireSeen();
    return LineChart.ofFit(seconds, objectives, heldOutLosses);
  }

  synchronized Map<String, LineChart.Line> byIteration() {
    requireSeen();
    return LineChart.ofFit(iterations, objectives, heldOutLosses);
  }

  synchronized boolean isLong() {
    return iterations.size() > MANY;
  }

  private void requireSeen() {
    if (iterations.isEmpty()) {
      throw new IllegalArgumentException(
          "the history has seen no iteration: nmf.listener(history) lets it see a fit");
    }
  }

  /** {@return the iterations that were seen, 0 for the initial factors} */
  public synchronized List<Integer> iterations() {
    return List.copyOf(iterations);
  }

  /** {@return the seconds from the begin of the fit to each iteration} */
  public synchronized List<Double> seconds() {
    return List.copyOf(seconds);
  }

  /** {@return the objective at each iteration} */
  public synchronized List<Double> objectives() {
    return List.copyOf(objectives);
  }

  /** {@return the held-out loss at each iteration; none if nothing was held out} */
  public synchronized List<Double> heldOutLosses() {
    return List.copyOf(heldOutLosses);
  }

  /** {@return the last iteration in one line for people} */
  @Override
  public synchronized String toString() {
    int last = iterations.size() - 1;
    return last < 0
        ? "no iteration yet"
        : String.format(
            Locale.ROOT,
            "iteration %d, %.1f s: objective %.6g%s",
            iterations.get(last),
            seconds.get(last),
            objectives.get(last),
            heldOutLosses.isEmpty()
                ? ""
                : String.format(
                    Locale.ROOT,
                    ", held-out loss %.6g",
                    heldOutLosses.get(heldOutLosses.size() - 1)));
  }
}
