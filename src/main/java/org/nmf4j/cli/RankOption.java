package org.nmf4j.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** How many components a fit has. */
final class RankOption {

  private static final String AUTO = "auto";

  /**
   * A number of components, or none where it is to be found.
   *
   * @param number nothing for auto
   */
  record Rank(Optional<Integer> number) {

    static Rank of(String text) {
      return new Rank(
          text.equals(AUTO) ? Optional.empty() : Optional.of(OptionValues.integer(text)));
    }
  }

  @Option(
      names = {"-k", "--rank"},
      paramLabel = "K|auto",
      description =
          "Number of components; bayes uses as many of them as the entries support; auto: as many, up"
              + " to 12, as predict held-out entries best, see ranks --help (default: 10 of a table"
              + " that complete fits by itself; any other fit needs it).")
  private Rank rank;

  /** Nothing if none is named, or it is to be found. */
  Optional<Integer> number() {
    return rank == null ? Optional.empty() : rank.number();
  }

  boolean isAuto() {
    return rank != null && rank.number().isEmpty();
  }
}
