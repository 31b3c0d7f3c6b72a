package org.nmf4j.select;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** How far a search is, and whether it has time left. */
final class RankProgress {

  private final long started = System.nanoTime();
  private final int fits;
  private final Optional<Duration> budget;
  private final Consumer<RankSearch.Progress> listener;
  private int done;

  RankProgress(int fits, Optional<Duration> budget, Consumer<RankSearch.Progress> listener) {
    this.fits = fits;
    this.budget = budget;
    this.listener = listener;
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  boolean isOver() {
    return budget.isPresent() && elapsed().compareTo(budget.get()) >= 0;
  }

  /** What has ended a search that is not whole. */
  String end() {
    return isOver() ? "the time budget was over" : "the interrupt";
  }

  synchronized boolean isWhole() {
    return done == fits;
  }

  /** For people. */
  @Override
  public synchronized String toString() {
    return String.format(Locale.ROOT, "%d of %d fits were done before %s", done, fits, end());
  }

  /** From any thread; the listener is told by one at a time. */
  synchronized void done(int more) {
    done += more;
    listener.accept(new RankSearch.Progress(done, fits, elapsed()));
  }
}
