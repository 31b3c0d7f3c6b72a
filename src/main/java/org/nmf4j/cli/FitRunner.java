package org.nmf4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.format.FileFormatException;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.solver.FitProgress;

/** Runs a fit and shows how it goes. */
final class FitRunner {

  /** Set by the launcher: Java tells of standard input and output only. */
  private static final String TERMINAL = "nmf4j.terminal";

  private static final long NANOS_BETWEEN_LINES = 5_000_000_000L;

  private final FitOptions options;
  private final PrintWriter err;

  FitRunner(FitOptions options, PrintWriter err) {
    this.options = options;
    this.err = err;
  }

  /**
   * Fits a model to a matrix.
   *
   * @param specification made of the options
   * @param input the matrix's file, for messages
   */
  NmfModel fit(Nmf specification, MaskedMatrix a, Path input) throws IOException {
    try {
      Nmf nmf = options.withInitialFactors(specification);
      NmfModel model = Boolean.getBoolean(TERMINAL) ? withBar(nmf, a) : withLines(nmf, a);
      err.println(model.report().orElseThrow());
      err.flush();
      return model;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw FileFormatException.of(input.toString(), e.getMessage());
    }
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
                err.println(line(progress));
                err.flush();
              }
            })
        .fit(a);
  }

  private static String line(FitProgress progress) {
    return String.format(
        Locale.ROOT, "iteration %d: %.6g", progress.iteration(), progress.objective());
  }
}
