package org.nmf4j.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.nmf4j.FitReport;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.solver.StopReason;

/** Runs a fit and shows how it goes. */
final class FitRunner {

  /** Set by the launcher: Java tells of standard input and output only. */
  private static final String TERMINAL = "nmf4j.terminal";

  private static final long NANOS_BETWEEN_LINES = 5_000_000_000L;

  private final FitOptions options;
  private final PrintWriter out;
  private final PrintWriter err;

  /**
   * What a fit has given.
   *
   * @param split the parts that the matrix was parted into, if it was
   * @param heldOut errors on the part that was set aside, if one was
   */
  record Fitted(NmfModel model, Optional<MaskedMatrix.Split> split, Optional<Errors> heldOut) {}

  FitRunner(FitOptions options, PrintWriter out, PrintWriter err) {
    this.options = options;
    this.out = out;
    this.err = err;
  }

  /**
   * Fits a model to a matrix, or to what is left of it when a test set is parted off, and prints
   * the errors on that.
   *
   * @param specification made of the options
   * @param input the matrix's file, for messages
   */
  Fitted fit(Nmf specification, MaskedMatrix a, Path input) throws IOException {
    try {
      Nmf nmf = options.initial().withFactorsOfFiles(specification);
      Optional<MaskedMatrix.Split> split = options.split(a);
      MaskedMatrix train = split.map(MaskedMatrix.Split::train).orElse(a);
      NmfModel model = run(nmf, train);
      Optional<Errors> heldOut = split.map(parts -> Errors.of(model, parts.test()));
      heldOut.ifPresent(errors -> out.println("held-out " + errors));
      out.flush();
      return new Fitted(model, split, heldOut);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw FileFormatException.of(input.toString(), e.getMessage());
    }
  }

  private NmfModel run(Nmf nmf, MaskedMatrix a) throws IOException {
    NmfModel model = Boolean.getBoolean(TERMINAL) ? withBar(nmf, a) : withLines(nmf, a);
    FitReport report = model.report().orElseThrow();
    if (report.iterations() == 0 && report.stopReason().equals(StopReason.INTERRUPTED)) {
      // Also of a fit whose search was broken off: what is written could only be worse.
      throw new InterruptedIOException("interrupted before the first step, nothing is written");
    }
    report.regularization().ifPresent(found -> err.println("l2 " + found));
    err.println(report);
    err.flush();
    return model;
  }

  private NmfModel withBar(Nmf nmf, MaskedMatrix a) {
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName("fit")
            .setStyle(ProgressBarStyle.ASCII)
            .setInitialMax(
                options.iterationLimit() == Integer.MAX_VALUE ? -1 : options.iterationLimit());
    try (ProgressBar bar = builder.build()) {
      return nmf.listener(
              progress -> {
                bar.stepTo(progress.iteration());
                bar.setExtraMessage(String.format(Locale.ROOT, "%.6g", progress.objective()));
              })
          .fit(a);
    }
  }

  private NmfModel withLines(Nmf nmf, MaskedMatrix a) {
    long[] last = {System.nanoTime()};
    return nmf.listener(
            progress -> {
              if (System.nanoTime() - last[0] > NANOS_BETWEEN_LINES) {
                last[0] = System.nanoTime();
                err.printf(
                    Locale.ROOT,
                    "iteration %d: %.6g%n",
                    progress.iteration(),
                    progress.objective());
                err.flush();
              }
            })
        .fit(a);
  }
}
