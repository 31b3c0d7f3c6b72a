package org.nmf4j.select;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.internal.compute.Trials;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.Splitter;
import org.nmf4j.objective.Objective;
import org.nmf4j.recommend.Baselines;
import org.nmf4j.solver.bayes.VariationalBayes;

/**
 * The fits of a search and what they come to. Start by start there is a trial for each fold, in
 * which ranks are fitted in turn, each from the last one's model, and one for each rank's fit to
 * all entries, by its start alone, as consensus asks for; at last one by variational Bayes.
 */
final class RankTrials {

  /** More lines are no more than a time and a memory that grow with their square. */
  static final int MOST_LINES = 2000;

  private final MaskedMatrix a;
  private final Nmf nmf;
  private final int[] ranks;
  private final int starts;
  private final long seed;
  private final List<Splitter> folds;
  private final RankProgress progress;
  private final TrialStore store;

  private final FoldTrial[][] ofFolds;
  private final StartTrial[][] ofStarts;
  private volatile OptionalInt effectiveRank = OptionalInt.empty();

  /**
   * @param nmf settled, of any rank
   */
  RankTrials(
      MaskedMatrix a,
      Nmf nmf,
      int[] ranks,
      int starts,
      long seed,
      List<Splitter> folds,
      RankProgress progress,
      TrialStore store) {
    this.a = a;
    this.nmf = nmf.forTrials();
    this.ranks = ranks;
    this.starts = starts;
    this.seed = seed;
    this.folds = folds;
    this.progress = progress;
    this.store = store;
    ofFolds = new FoldTrial[starts][folds.size()];
    ofStarts = new StartTrial[starts][ranks.length];
  }

  /** The number of fits. */
  static int fits(int ranks, int starts, int folds) {
    return ranks * starts * (folds + 1) + 1;
  }

  RankSurvey run(int threads) {
    int ofStart = folds.size() + ranks.length;
    Trials.run(
        starts * ofStart + 1,
        threads,
        (index, ofOne) -> {
          Nmf fit = nmf.threads(ofOne).seed(seed + index / ofStart);
          if (index == starts * ofStart) {
            effectiveRank = effectiveRank(nmf.threads(ofOne).seed(seed));
          } else if (index % ofStart < folds.size()) {
            ofFolds[index / ofStart][index % ofStart] =
                foldTrial(fit, index / ofStart, index % ofStart);
          } else {
            int rank = index % ofStart - folds.size();
            ofStarts[index / ofStart][rank] = startTrial(fit, index / ofStart, rank);
          }
          return index;
        });
    return survey();
  }

  private boolean goesOn() {
    return !progress.isOver() && !Thread.currentThread().isInterrupted();
  }

  private FoldTrial foldTrial(Nmf fit, int start, int fold) {
    String name = String.format(Locale.ROOT, "start%d-fold%d", start, fold);
    Optional<FoldTrial> kept = store.read(name).map(FoldTrial::of);
    if (kept.isPresent()) {
      progress.done(ranks.length);
      return kept.get();
    }
    FoldTrial trial = FoldTrial.of(ranks.length);
    MaskedMatrix.Split split = a.split(folds.get(fold));
    NmfModel last = null;
    for (int i = 0; i < ranks.length && goesOn(); i++) {
      Nmf next = fit.rank(ranks[i]);
      next = last == null ? next : Growth.from(last, next, ranks[i], seed + start);
      NmfModel model = next.fit(split.train());
      if (!Thread.currentThread().isInterrupted()) {
        trial.objectives()[i] = model.report().orElseThrow().objective();
        trial.errors()[i] = model.loss(split.test());
        if (i == 0) {
          trial.ofMeans()[0] = lossOfMeans(split, model);
        }
        progress.done(1);
      }
      last = model;
    }
    if (trial.isWhole()) {
      store.keep(name, trial.toArrays());
    }
    return trial;
  }

  /** In the units that the model's loss is in. */
  private double lossOfMeans(MaskedMatrix.Split split, NmfModel model) {
    UnaryOperator<MaskedMatrix> inUnits =
        a -> model.columnUnits().map(units -> a.castTo(model.dataType()).in(units)).orElse(a);
    NmfModel means = Baselines.columnMeans(inUnits.apply(split.train()));
    return NmfModel.builder(means.w(), means.h())
        .objective(Objective.of(nmf.objective().loss()))
        .build()
        .loss(inUnits.apply(split.test()));
  }

  /** Null if it was not made. */
  private StartTrial startTrial(Nmf fit, int start, int rank) {
    String name = String.format(Locale.ROOT, "start%d-rank%d", start, ranks[rank]);
    Optional<StartTrial> kept = store.read(name).map(StartTrial::of);
    if (kept.isEmpty() && goesOn()) {
      NmfModel model = fit.rank(ranks[rank]).fit(a);
      if (!Thread.currentThread().isInterrupted()) {
        kept = Optional.of(StartTrial.of(model, a));
        store.keep(name, kept.get().toArrays());
      }
    }
    if (kept.isPresent()) {
      progress.done(1);
    }
    return kept.orElse(null);
  }

  private OptionalInt effectiveRank(Nmf fit) {
    VariationalBayes bayes = VariationalBayes.withDefaults();
    if (!goesOn()) {
      return OptionalInt.empty();
    }
    OptionalInt kept =
        fit.isFor(bayes)
            ? OptionalInt.of(fit.solver(bayes).rank(ranks[ranks.length - 1]).fit(a).effectiveRank())
            : OptionalInt.empty();
    if (Thread.currentThread().isInterrupted()) {
      return OptionalInt.empty();
    }
    progress.done(1);
    return kept;
  }

  private RankSurvey survey() {
    List<RankSurvey.AtRank> seen = new ArrayList<>();
    for (int rank = 0; rank < ranks.length; rank++) {
      int i = rank;
      List<Integer> done =
          IntStream.range(0, starts).filter(start -> isDone(start, i)).boxed().toList();
      if (!done.isEmpty()) {
        seen.add(atRank(rank, done));
      }
    }
    if (seen.isEmpty()) {
      throw new IllegalStateException("no rank was fitted to all folds before " + progress.end());
    }
    RankSurvey survey =
        RankSurvey.of(nmf.objective().loss().name(), seen, effectiveRank).besideMeans(ofMeans());
    return progress.isWhole() ? survey : survey.brokenOff(progress.toString());
  }

  /** As any start that went through all folds has them; the first need not have. */
  private List<Double> ofMeans() {
    FoldTrial[] whole =
        Arrays.stream(ofFolds)
            .filter(
                trials -> Arrays.stream(trials).allMatch(trial -> trial != null && trial.has(0)))
            .findFirst()
            .orElseThrow();
    return Arrays.stream(whole).map(trial -> trial.ofMeans()[0]).toList();
  }

  private boolean isDone(int start, int rank) {
    return ofStarts[start][rank] != null
        && Arrays.stream(ofFolds[start]).allMatch(trial -> trial != null && trial.has(rank));
  }

  private RankSurvey.AtRank atRank(int rank, List<Integer> done) {
    List<StartTrial> all = done.stream().map(start -> ofStarts[start][rank]).toList();
    StartTrial best =
        all.stream().min(Comparator.comparingDouble(StartTrial::objective)).orElseThrow();
    List<Double> errors =
        IntStream.range(0, folds.size()).mapToObj(fold -> error(rank, fold, done)).toList();
    return new RankSurvey.AtRank(
        ranks[rank],
        errors,
        best.loss(),
        best.explained(),
        stabilities(best, all),
        consensus(a.rowLabels(), all.stream().map(StartTrial::rows).toList()),
        consensus(a.columnLabels(), all.stream().map(StartTrial::columns).toList()));
  }

  /** Of the start with the lowest objective. */
  private double error(int rank, int fold, List<Integer> done) {
    return done.stream()
        .map(start -> ofFolds[start][fold])
        .min(Comparator.comparingDouble(trial -> trial.objectives()[rank]))
        .orElseThrow()
        .errors()[rank];
  }

  private static List<Double> stabilities(StartTrial best, List<StartTrial> all) {
    List<double[]> cosines =
        all.stream().filter(other -> other != best).map(best::matched).toList();
    return cosines.isEmpty()
        ? List.of()
        : IntStream.range(0, best.components().length)
            .mapToObj(c -> cosines.stream().mapToDouble(of -> of[c]).average().orElseThrow())
            .toList();
  }

  private static ConsensusMatrix consensus(List<String> names, List<int[]> labels) {
    int count = labels.get(0).length;
    int[] chosen = chosen(count);
    return ConsensusMatrix.of(
        Arrays.stream(chosen)
            .mapToObj(i -> names.isEmpty() ? Integer.toString(i) : names.get(i))
            .toList(),
        labels.stream().map(all -> Arrays.stream(chosen).map(i -> all[i]).toArray()).toList());
  }

  /** All, or some at random. */
  private static int[] chosen(int count) {
    if (count <= MOST_LINES) {
      return IntStream.range(0, count).toArray();
    }
    return new Random(0).ints(0, count).distinct().limit(MOST_LINES).sorted().toArray();
  }
}
