package org.nmf4j.plot;

import java.util.Objects;
import java.util.function.Consumer;
import org.nmf4j.objective.Objective;
import org.nmf4j.solver.FitListener;
import org.nmf4j.solver.FitProgress;
import org.nmf4j.solver.StopReason;
import org.slf4j.LoggerFactory;

/**
 * Shows the loss while a fit runs: {@code nmf.listener(new LiveLoss())}. In a notebook of the
 * kernels JJava and IJava it is a picture that changes, twice a second; elsewhere a line every five
 * seconds. For one fit at a time.
 */
public final class LiveLoss implements FitListener {

  private static final long NANOS_BETWEEN_PICTURES = 500_000_000L;
  private static final long NANOS_BETWEEN_LINES = 5_000_000_000L;

  /** For each second of drawing the fit has as many, however long it is. */
  private static final long TIME_OF_FIT = 20;

  private final LossHistory history = new LossHistory();
  private final Consumer<String> lines;

  /** Null where there is no notebook. */
  private final Notebook notebook;

  private String objectiveName = "objective";

  /** Of the picture that changes; null before there is one. */
  private String picture;

  /** When to show it again. */
  private long next;

  /** In a notebook as a picture, elsewhere as lines of the log, at its level "info". */
  public LiveLoss() {
    this(LoggerFactory.getLogger(LiveLoss.class)::info);
  }

  /**
   * In a notebook as a picture, elsewhere as lines.
   *
   * @param lines takes them, as in {@code System.out::println}
   */
  public LiveLoss(Consumer<String> lines) {
    this(lines, Notebook.running().orElse(null));
  }

  LiveLoss(Consumer<String> lines, Notebook notebook) {
    this.lines = Objects.requireNonNull(lines, "lines");
    this.notebook = notebook;
  }

  @Override
  public void onStart(FitProgress progress) {
    history.onStart(progress);
    objectiveName = name(progress);
    picture = null;
    next = System.nanoTime() + pause();
  }

  /** As the report will call it; a fit of what passes by, without a solver, has no problem. */
  private static String name(FitProgress progress) {
    if (progress.solver() == null) {
      return "objective";
    }
    Objective objective = progress.problem().objective();
    return (objective.isPenalised() ? "penalised " : "") + objective.loss().name();
  }

  @Override
  public void onIteration(FitProgress progress) {
    history.onIteration(progress);
    long now = System.nanoTime();
    if (now >= next) {
      show();
      long took = System.nanoTime() - now;
      next = now + Math.max(pause(), TIME_OF_FIT * took);
    }
  }

  private long pause() {
    return notebook == null ? NANOS_BETWEEN_LINES : NANOS_BETWEEN_PICTURES;
  }

  @Override
  public void onEnd(FitProgress progress, StopReason reason) {
    show();
  }

  /**
   * {@return the loss so far at each iteration, as {@link Plots#loss} draws it}
   *
   * @throws IllegalArgumentException if no iteration was seen yet
   */
  public Plot plot() {
    return new LineChart(
            "Loss", "iteration", objectiveName, history.isLong(), history.byIteration())
        .plot();
  }

  private void show() {
    if (notebook == null) {
      lines.accept(history.toString());
      return;
    }
    // Whom the stop button interrupts can't talk to the kernel: its channel would close.
    boolean isInterrupted = Thread.interrupted();
    try {
      if (picture == null) {
        picture = notebook.display(plot());
      } else {
        notebook.update(picture, plot());
      }
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
