package org.nmf4j.select;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * What factorizations of several ranks have shown, the rank that the error on held-out entries
 * chooses, and what other witnesses say. Immutable.
 */
public final class RankSurvey {

  /** What is nearer to the highest is as high. */
  private static final double AS_HIGH = 1e-4;

  /** The mean cosine from which components are the same ones. */
  private static final double STABLE = 0.95;

  private final String loss;
  private final List<AtRank> ranks;
  private final OptionalInt effectiveRank;
  private final Optional<String> brokenOff;
  private final List<Double> errorsOfMeans;

  private RankSurvey(
      String loss,
      List<AtRank> ranks,
      OptionalInt effectiveRank,
      Optional<String> brokenOff,
      List<Double> errorsOfMeans) {
    this.loss = loss;
    this.ranks = ranks;
    this.effectiveRank = effectiveRank;
    this.brokenOff = brokenOff;
    this.errorsOfMeans = errorsOfMeans;
  }

  /**
   * A survey.
   *
   * @param loss the name of the loss that errors are in
   * @param ranks what was seen of each rank, one at least, by ascending rank
   * @param effectiveRank the number of components that variational Bayes keeps, if it was asked
   * @return the survey
   * @throws IllegalArgumentException if there is no rank, or they don't ascend
   */
  public static RankSurvey of(String loss, List<AtRank> ranks, OptionalInt effectiveRank) {
    Objects.requireNonNull(loss, "loss");
    Objects.requireNonNull(ranks, "ranks");
    Objects.requireNonNull(effectiveRank, "effectiveRank");
    if (ranks.isEmpty()) {
      throw new IllegalArgumentException("ranks must be one at least, got none");
    }
    for (int i = 1; i < ranks.size(); i++) {
      if (ranks.get(i).rank() <= ranks.get(i - 1).rank()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "ranks must ascend, got %d after %d",
                ranks.get(i).rank(),
                ranks.get(i - 1).rank()));
      }
    }
    return new RankSurvey(loss, List.copyOf(ranks), effectiveRank, Optional.empty(), List.of());
  }

  /** The same, of which the words tell that ranks or starts are not in it. */
  RankSurvey brokenOff(String reason) {
    return new RankSurvey(loss, ranks, effectiveRank, Optional.of(reason), errorsOfMeans);
  }

  /** The same beside the errors of the columns' means on the same folds. */
  RankSurvey besideMeans(List<Double> errors) {
    return new RankSurvey(loss, ranks, effectiveRank, brokenOff, List.copyOf(errors));
  }

  /**
   * What was seen of a rank.
   *
   * @param rank k
   * @param heldOutErrors of each fold the loss on its entries, by the fit to the others; of several
   *     starts the one with the lowest objective counts, which has not seen the fold either
   * @param trainingLoss the loss on all entries, of the best start
   * @param explainedVariance {@code 1 − Σ weight·(prediction − A)² / Σ weight·A²} on all entries,
   *     of the best start
   * @param stabilities of each component of the best start the mean cosine of its row of H with
   *     those that it is matched with in the other starts, in [0, 1]; none of a single start
   * @param rows how often starts have rows in one cluster; of many rows, some chosen at random
   * @param columns likewise, of columns
   */
  public record AtRank(
      int rank,
      List<Double> heldOutErrors,
      double trainingLoss,
      double explainedVariance,
      List<Double> stabilities,
      ConsensusMatrix rows,
      ConsensusMatrix columns) {

    /**
     * Takes lists over as copies.
     *
     * @param rank k
     * @param heldOutErrors of each fold
     * @param trainingLoss of the best start
     * @param explainedVariance of the best start
     * @param stabilities of each component
     * @param rows consensus of rows
     * @param columns consensus of columns
     */
    public AtRank {
      heldOutErrors = List.copyOf(heldOutErrors);
      stabilities = List.copyOf(stabilities);
      Objects.requireNonNull(rows, "rows");
      Objects.requireNonNull(columns, "columns");
    }

    /** {@return the mean of the {@link #heldOutErrors}} */
    public double heldOutError() {
      return mean(heldOutErrors);
    }

    /**
     * {@return the standard error of {@link #heldOutError}: the standard deviation of the folds'
     * errors over the root of their number}
     */
    public double heldOutStandardError() {
      return standardError(heldOutErrors);
    }

    /** {@return the mean of the {@link #stabilities}; NaN of a single start} */
    public double stability() {
      return mean(stabilities);
    }

    private Map<String, Object> toMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("rank", rank);
      map.put("heldOutError", orNull(heldOutError()));
      map.put("heldOutStandardError", orNull(heldOutStandardError()));
      map.put("heldOutErrors", heldOutErrors);
      map.put("trainingLoss", trainingLoss);
      map.put("explainedVariance", orNull(explainedVariance));
      map.put("rowCopheneticCorrelation", orNull(rows.copheneticCorrelation()));
      map.put("columnCopheneticCorrelation", orNull(columns.copheneticCorrelation()));
      map.put("rowDispersion", orNull(rows.dispersion()));
      map.put("columnDispersion", orNull(columns.dispersion()));
      map.put("stability", orNull(stability()));
      map.put("stabilities", stabilities);
      return map;
    }
  }

  private static double mean(List<Double> list) {
    return numbers(list).average().orElse(Double.NaN);
  }

  private static double standardError(List<Double> list) {
    double mean = mean(list);
    double squares = numbers(list).map(e -> (e - mean) * (e - mean)).sum();
    return Math.sqrt(squares / (list.size() - 1.0) / list.size());
  }

  private static DoubleStream numbers(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue);
  }

  private static Double orNull(double number) {
    return Double.isFinite(number) ? number : null;
  }

  /**
   * What one witness says.
   *
   * @param witness what it goes by
   * @param rank that it is for; nothing if it can't tell
   */
  public record Vote(String witness, OptionalInt rank) {}

  /** {@return what was seen of each rank, by ascending rank} */
  public List<AtRank> ranks() {
    return ranks;
  }

  /**
   * What was seen of a rank.
   *
   * @param rank k
   * @return what was seen of it
   * @throws IllegalArgumentException if it is not among the {@link #ranks}
   */
  public AtRank at(int rank) {
    return ranks.stream()
        .filter(seen -> seen.rank() == rank)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        Locale.ROOT,
                        "rank must be one of %s, got %d",
                        ranks.stream().map(AtRank::rank).toList(),
                        rank)));
  }

  /** {@return the name of the loss that errors are in} */
  public String loss() {
    return loss;
  }

  /** {@return the rank with the lowest held-out error} */
  public int lowest() {
    return lowestError().rank();
  }

  private AtRank lowestError() {
    AtRank lowest = ranks.get(0);
    for (AtRank seen : ranks) {
      lowest = seen.heldOutError() < lowest.heldOutError() ? seen : lowest;
    }
    return lowest;
  }

  /**
   * {@return the rank to take: the smallest whose held-out error is within one standard error of
   * the lowest}
   */
  public int choice() {
    AtRank lowest = lowestError();
    double limit = lowest.heldOutError() + lowest.heldOutStandardError();
    return ranks.stream()
        .filter(seen -> seen == lowest || seen.heldOutError() <= limit)
        .findFirst()
        .orElseThrow()
        .rank();
  }

  /**
   * {@return why some of the ranks, or starts, that were asked for are not in the survey; nothing
   * if all are}
   */
  public Optional<String> brokenOff() {
    return brokenOff;
  }

  /**
   * {@return the mean error, on the same folds, of predicting each column's mean of the other
   * entries; nothing if it is not known} Factors that are no nearer have found nothing.
   */
  public OptionalDouble errorOfColumnMeans() {
    return errorsOfMeans.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(mean(errorsOfMeans));
  }

  /** {@return the number of components that variational Bayes keeps, if it was asked} */
  public OptionalInt effectiveRank() {
    return effectiveRank;
  }

  /**
   * {@return what others say than the {@link #choice}} Cophenetic correlation and dispersion, of
   * rows and of columns, are for the largest rank above 1 where they are highest, to within 0.0001;
   * stability for the largest up to which components of all starts have a mean cosine of 0.95 at
   * least; variational Bayes for as many components as it keeps.
   */
  public List<Vote> votes() {
    List<Vote> votes = new ArrayList<>();
    votes.add(new Vote("lowest held-out error", OptionalInt.of(lowest())));
    votes.add(highest("cophenetic correlation of rows", at -> at.rows().copheneticCorrelation()));
    votes.add(
        highest("cophenetic correlation of columns", at -> at.columns().copheneticCorrelation()));
    votes.add(highest("dispersion of rows", at -> at.rows().dispersion()));
    votes.add(highest("dispersion of columns", at -> at.columns().dispersion()));
    votes.add(new Vote("stability of components", stable()));
    votes.add(new Vote("variational Bayes", effectiveRank));
    return List.copyOf(votes);
  }

  /** Of a single component all is one cluster. */
  private Vote highest(String witness, ToDoubleFunction<AtRank> measure) {
    double highest =
        ranks.stream()
            .filter(at -> at.rank() > 1)
            .mapToDouble(measure)
            .filter(Double::isFinite)
            .max()
            .orElse(Double.POSITIVE_INFINITY);
    return new Vote(
        witness, largest(at -> at.rank() > 1 && measure.applyAsDouble(at) >= highest - AS_HIGH));
  }

  /** What is stable again beyond a rank that is not is so by chance. */
  private OptionalInt stable() {
    return ranks.stream().takeWhile(at -> at.stability() >= STABLE).mapToInt(AtRank::rank).max();
  }

  private OptionalInt largest(Predicate<AtRank> isMeant) {
    return ranks.stream().filter(isMeant).mapToInt(AtRank::rank).max();
  }

  /**
   * {@return the choice, and who agrees with it and who doesn't, in a sentence or two for people}
   */
  public String words() {
    AtRank lowest = lowestError();
    int choice = choice();
    StringBuilder words = new StringBuilder();
    words.append(
        String.format(
            Locale.ROOT,
            "rank %d: its held-out %s of %.4g is %s",
            choice,
            loss,
            at(choice).heldOutError(),
            choice == lowest.rank()
                ? "the lowest, and none below is within one standard error of it"
                : String.format(
                    Locale.ROOT,
                    "within one standard error (%.2g) of the lowest, %.4g at rank %d",
                    lowest.heldOutStandardError(),
                    lowest.heldOutError(),
                    lowest.rank())));
    Map<Boolean, List<Vote>> others =
        votes().stream()
            .skip(1)
            .filter(vote -> vote.rank().isPresent())
            .collect(Collectors.partitioningBy(vote -> vote.rank().getAsInt() == choice));
    if (!others.get(true).isEmpty()) {
      words.append("; so say ");
      words.append(others.get(true).stream().map(Vote::witness).collect(Collectors.joining(", ")));
    }
    if (!others.get(false).isEmpty()) {
      words.append("; others: ");
      words.append(
          others.get(false).stream()
              .map(vote -> vote.witness() + " " + vote.rank().getAsInt())
              .collect(Collectors.joining(", ")));
    }
    double ofMeans = errorOfColumnMeans().orElse(Double.POSITIVE_INFINITY);
    if (ofMeans < at(choice).heldOutError()) {
      words.append(
          String.format(
              Locale.ROOT, "; but the columns' means alone are nearer, off by %.4g", ofMeans));
    }
    brokenOff.ifPresent(reason -> words.append("; not all was looked at: ").append(reason));
    return words.toString();
  }

  /**
   * {@return a new map of all but the consensus, with numbers, texts and lists such as JSON has}
   */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("choice", choice());
    map.put("lowest", lowest());
    map.put("effectiveRank", effectiveRank.isPresent() ? effectiveRank.getAsInt() : null);
    map.put("loss", loss);
    map.put("errorOfColumnMeans", orNull(errorOfColumnMeans().orElse(Double.NaN)));
    map.put("folds", ranks.get(0).heldOutErrors().size());
    map.put("starts", ranks.get(0).rows().runs());
    map.put("brokenOff", brokenOff.orElse(null));
    map.put("words", words());
    Map<String, Object> votes = new LinkedHashMap<>();
    votes().forEach(v -> votes.put(v.witness(), v.rank().isPresent() ? v.rank().getAsInt() : null));
    map.put("votes", votes);
    map.put("ranks", ranks.stream().map(AtRank::toMap).toList());
    return map;
  }

  /**
   * {@return a table with a line for the columns' means and for each rank, the choice marked by a
   * star}
   */
  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%6s %20s %12s %9s %15s %15s %9s",
            "rank",
            "held-out " + loss,
            "training",
            "explained",
            "cophenetic r/c",
            "dispersion r/c",
            "stability"));
    if (!errorsOfMeans.isEmpty()) {
      lines.add(String.format(Locale.ROOT, "%6s %20s", "means", error(errorsOfMeans)));
    }
    int choice = choice();
    ranks.forEach(at -> lines.add(line(at) + (at.rank() == choice ? " *" : "")));
    return String.join("\n", lines);
  }

  private static String line(AtRank at) {
    return String.format(
        Locale.ROOT,
        "%6d %20s %12.5g %9s %15s %15s %9s",
        at.rank(),
        error(at.heldOutErrors()),
        at.trainingLoss(),
        known("%.4f", at.explainedVariance()),
        both(at.rows().copheneticCorrelation(), at.columns().copheneticCorrelation()),
        both(at.rows().dispersion(), at.columns().dispersion()),
        known("%.3f", at.stability()));
  }

  private static String error(List<Double> errors) {
    return String.format(Locale.ROOT, "%.5g ± %.2g", mean(errors), standardError(errors));
  }

  private static String both(double rows, double columns) {
    return known("%.3f", rows) + " / " + known("%.3f", columns);
  }

  private static String known(String format, double number) {
    return Double.isFinite(number) ? String.format(Locale.ROOT, format, number) : "-";
  }
}
