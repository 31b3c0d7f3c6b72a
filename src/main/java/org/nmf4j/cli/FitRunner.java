package org.nmf4j.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.nmf4j.FitReport;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.format.FileFormatException;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Objective;
import org.nmf4j.select.RankSearch;
import org.nmf4j.select.RankSurvey;
import org.nmf4j.solver.StopReason;

/** Runs a fit and shows how it goes. */
final class FitRunner {

  private final FitOptions options;
  private final PrintWriter out;
  private final Progress progress;

  /**
   * What a fit has given.
   *
   * @param split the parts that the matrix was parted into, if it was
   * @param heldOut how good the model is on the part that was set aside, if one was
   */
  record Fitted(NmfModel model, Optional<MaskedMatrix.Split> split, Optional<Evaluation> heldOut) {}

  FitRunner(FitOptions options, PrintWriter out, Progress progress) {
    this.options = options;
    this.out = out;
    this.progress = progress;
  }

  /**
   * Fits a model to a matrix, or to what is left of it when a test set is parted off, and prints
   * how good it is on that.
   *
   * @param specification made of the options
   * @param input the matrix's file, for messages
   */
  Fitted fit(Nmf specification, MaskedMatrix a, Path input) throws IOException {
    try {
      Nmf nmf = options.initial().withFactorsOfFiles(specification);
      Optional<MaskedMatrix.Split> split = options.split(a);
      MaskedMatrix train = split.map(MaskedMatrix.Split::train).orElse(a);
      NmfModel model = run(options.findsRank() ? nmf.rank(rank(nmf, train)) : nmf, train);
      Optional<Evaluation> heldOut =
          split.map(parts -> Evaluation.of(model, parts, options.ranking()));
      heldOut.ifPresent(evaluation -> evaluation.print(out, "held-out "));
      out.flush();
      return new Fitted(model, split, heldOut);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw FileFormatException.of(input.toString(), e.getMessage());
    }
  }

  /** Found by a search, and told. */
  private int rank(Nmf nmf, MaskedMatrix a) throws IOException {
    RankSurvey survey = survey(options.rankSearch(nmf), a, progress);
    progress.err().println(survey.words());
    progress.err().flush();
    return survey.choice();
  }

  /** Surveys, and tells how it goes. */
  static RankSurvey survey(RankSearch search, MaskedMatrix a, Progress progress)
      throws IOException {
    progress.begin("survey of ranks");
    try {
      return search
          .listener(
              done ->
                  progress.say(
                      String.format(
                          Locale.ROOT, "survey of ranks: fit %d of %d", done.fits(), done.all())))
          .survey(a);
    } catch (IllegalStateException e) {
      throw new InterruptedIOException(e.getMessage());
    }
  }

  private NmfModel run(Nmf nmf, MaskedMatrix a) throws IOException {
    NmfModel model = withProgress(nmf, a);
    FitReport report = model.report().orElseThrow();
    if (report.iterations() == 0 && report.stopReason().equals(StopReason.INTERRUPTED)) {
      // Also of a fit whose search was broken off: what is written could only be worse.
      throw new InterruptedIOException("interrupted before the first step, nothing is written");
    }
    progress.begin("writing");
    PrintWriter err = progress.err();
    report.regularization().ifPresent(found -> err.println("l2 " + found));
    err.println(report);
    err.flush();
    return model;
  }

  private NmfModel withProgress(Nmf nmf, MaskedMatrix a) {
    progress.begin("preparing the fit");
    boolean[] hasBegun = {false};
    return nmf.listener(
            fit -> {
              if (!hasBegun[0]) {
                hasBegun[0] = true;
                progress.begin("fit");
                tellResumed(fit.iteration());
              }
              progress.say(
                  String.format(
                      Locale.ROOT,
                      "iteration %d/%s: %s %.6g",
                      fit.iteration(),
                      options.stopping().limit(),
                      measure(fit.problem().objective()),
                      fit.objective()));
            })
        .fit(a);
  }

  private static String measure(Objective objective) {
    return (objective.isPenalised() ? "penalised " : "") + objective.loss().name();
  }

  private void tellResumed(int iteration) {
    if (iteration > 0) {
      progress.err().printf(Locale.ROOT, "goes on from iteration %d%n", iteration);
      progress.err().flush();
    }
  }
}
