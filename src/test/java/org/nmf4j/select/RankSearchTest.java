package org.nmf4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.ColumnScaling;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.TestMatrices;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseMatrix;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;

class RankSearchTest {

  private static final INDArray A = Known.matrix(50, 40, 3, 0.1, 0.1, 1);

  private static RankSearch search() {
    return RankSearch.between(1, 5).starts(3).folds(4);
  }

  @Test
  void findsTheRankOfWhatWasMadeByIt() {
    RankSurvey survey = search().survey(A);
    assertThat(survey.choice()).isEqualTo(3);
    assertThat(survey.lowest()).isEqualTo(3);
    assertThat(survey.ranks()).extracting(RankSurvey.AtRank::rank).containsExactly(1, 2, 3, 4, 5);
    RankSurvey.AtRank chosen = survey.at(3);
    assertThat(chosen.heldOutErrors()).hasSize(4);
    assertThat(chosen.stability()).isGreaterThan(0.99);
    assertThat(chosen.rows().runs()).isEqualTo(3);
    assertThat(chosen.rows().size()).isEqualTo(50);
    assertThat(chosen.columns().size()).isEqualTo(40);
    assertThat(survey.toString().lines().filter(line -> line.endsWith("*")))
        .singleElement()
        .asString()
        .startsWith("     3 ");
    assertThat(survey.words()).startsWith("rank 3: its held-out rmse of ");
    assertThat(search().folds(Folds.ofBlocks(2, 2)).survey(A).choice()).isEqualTo(3);
  }

  /** The fits to all entries are those of {@code Nmf.starts}, and so is the model. */
  @Test
  void whatIsSeenOfARankIsTrueOfItsFit() {
    RankSearch search = search().seed(9);
    NmfModel expected = Nmf.ofRank(3).seed(9).starts(3).fit(A);
    assertThat(search.fit(A).w()).isEqualTo(expected.w());
    RankSurvey.AtRank seen = search.survey(A).at(3);
    MaskedMatrix a = MaskedMatrix.of(A);
    assertThat(seen.trainingLoss()).isEqualTo(expected.loss(a));
    assertThat(seen.trainingLoss()).isCloseTo(expected.rmse(a), within(1e-9));
    double squaredError = expected.rmse(a) * expected.rmse(a) * a.observed();
    assertThat(seen.explainedVariance()).isCloseTo(1 - squaredError / a.squares(), within(1e-9));
  }

  @Test
  void columnsMeansStandBesideTheRanks() {
    RankSurvey ofThree = search().survey(A);
    assertThat(ofThree.errorOfColumnMeans().orElseThrow())
        .isGreaterThan(ofThree.at(1).heldOutError());
    assertThat(ofThree.words()).doesNotContain("means");

    INDArray noise =
        TestMatrices.random(DataType.DOUBLE, 30, 4, 1)
            .addiRowVector(Nd4j.createFromArray(100.0, 200, 50, 300));
    for (Nmf fit : List.of(Nmf.ofRank(1), Nmf.ofRank(1).scaleColumns(ColumnScaling.columns()))) {
      RankSurvey ofNone = RankSearch.between(1, 2).starts(1).folds(4).by(fit).survey(noise);
      double ofMeans = ofNone.errorOfColumnMeans().orElseThrow();
      assertThat(ofMeans).isLessThan(ofNone.at(1).heldOutError());
      assertThat(ofNone.words()).contains("; but the columns' means alone are nearer, off by ");
      assertThat(ofNone.toString()).contains("\n means ");
    }
  }

  @Test
  void theSurveyDoesNotDependOnThreads() {
    assertThat(search().threads(3).survey(A).toMap())
        .isEqualTo(search().threads(1).survey(A).toMap());
  }

  @Test
  void upToIsNoMoreThanThereIsRoomFor() {
    INDArray small = Known.matrix(12, 4, 2, 0, 0.02, 2);
    RankSurvey survey = RankSearch.upTo(12).starts(2).folds(3).survey(small);
    assertThat(survey.ranks()).hasSize(3);
    assertThat(survey.choice()).isEqualTo(2);
  }

  @Test
  void takesWhateverCanBeFitted() {
    MaskedMatrix sparse = SparseMatrix.from(MaskedMatrix.of(A));
    assertThat(search().survey(sparse).choice()).isEqualTo(3);
    INDArray positive = A.add(0.1);
    RankSearch byKl =
        search().starts(2).by(Nmf.ofRank(1).loss(Losses.kullbackLeibler()).iterations(100));
    assertThat(byKl.survey(positive).loss()).isEqualTo(Losses.kullbackLeibler().name());
    assertThat(byKl.survey(positive).choice()).isEqualTo(3);
    Nmf withOffsets = Nmf.ofRank(1).offsets().penalty(Penalties.l2(0.01));
    assertThat(search().by(withOffsets).survey(A).choice()).isBetween(2, 3);
    assertThat(search().by(Nmf.forTables()).survey(A).effectiveRank()).isPresent();
  }

  @Test
  void goesOnFromWhatWasKept(@TempDir Path directory) throws IOException {
    RankSearch kept = search().starts(2).keepIn(directory);
    List<RankSearch.Progress> progress = Collections.synchronizedList(new ArrayList<>());
    RankSurvey survey = kept.survey(A);
    assertThat(survey.toMap()).isEqualTo(search().starts(2).survey(A).toMap());
    long files = files(directory);
    assertThat(files).isEqualTo(2 * (4 + 5));
    // Again, and with another start.
    assertThat(kept.listener(progress::add).survey(A).toMap()).isEqualTo(survey.toMap());
    assertThat(progress.get(progress.size() - 1).fits()).isEqualTo(2 * 5 * 5 + 1);
    assertThat(progress).allMatch(p -> p.all() == 2 * 5 * 5 + 1);
    assertThat(files(directory)).isEqualTo(files);
    assertThat(kept.starts(3).survey(A).toMap()).isEqualTo(search().survey(A).toMap());
    assertThat(files(directory)).isEqualTo(files + 4 + 5);
    // A damaged file is made anew, and other fits have files of their own.
    try (Stream<Path> list = Files.list(directory)) {
      Files.writeString(list.findFirst().orElseThrow(), "damaged");
    }
    assertThat(kept.survey(A).toMap()).isEqualTo(survey.toMap());
    kept.by(Nmf.ofRank(1).iterations(3)).survey(A);
    assertThat(files(directory)).isEqualTo(2 * files + 4 + 5);
  }

  private static long files(Path directory) throws IOException {
    try (Stream<Path> list = Files.list(directory)) {
      return list.count();
    }
  }

  @Test
  void endsWhenItsTimeIsOver() {
    assertThatThrownBy(() -> search().timeBudget(Duration.ofNanos(1)).survey(A))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no rank was fitted to all folds before the time budget was over");
  }

  /** After as many fits as one start has, whatever the others would add. */
  @Test
  void anInterruptLeavesWhatIsKnownByThen() {
    Thread caller = Thread.currentThread();
    int ofOneStart = 5 * 4 + 5;
    RankSurvey survey =
        search()
            .threads(1)
            .listener(progress -> interruptAt(ofOneStart, progress, caller))
            .survey(A);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(survey.ranks()).hasSize(5);
    assertThat(survey.at(3).rows().runs()).isEqualTo(1);
    assertThat(survey.choice()).isEqualTo(3);
    assertThatThrownBy(
            () -> search().listener(progress -> interruptAt(1, progress, caller)).survey(A))
        .hasMessage("no rank was fitted to all folds before the interrupt");
    assertThat(Thread.interrupted()).isTrue();
  }

  private static void interruptAt(int fits, RankSearch.Progress progress, Thread thread) {
    if (progress.fits() == fits) {
      thread.interrupt();
    }
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> RankSearch.between(3, 2))
        .hasMessage("ranks must be ≥ 1 and ascend, got 3 to 2");
    assertThatThrownBy(() -> RankSearch.upTo(0))
        .hasMessage("ranks must be ≥ 1 and ascend, got 1 to 0");
    assertThatThrownBy(() -> RankSearch.between(2, 41).survey(A))
        .hasMessage(
            "ranks must be in [1, 32] for A of shape (50×40), as folds leave no more entries of any row,"
                + " or column, that they take some of, got 41");
    assertThatThrownBy(() -> RankSearch.between(2, 31).folds(Folds.ofBlocks(4, 4)).survey(A))
        .hasMessage(
            "ranks must be in [1, 28] for A of shape (50×40), as folds leave no more entries of any row,"
                + " or column, that they take some of, got 31");
    assertThatThrownBy(() -> search().starts(0)).hasMessage("starts must be ≥ 1, got 0");
    assertThatThrownBy(() -> search().threads(0)).hasMessage("threads must be ≥ 1, got 0");
    assertThatThrownBy(() -> search().folds(1)).hasMessage("folds must be ≥ 2, got 1");
    assertThatThrownBy(() -> search().by(null)).hasMessage("nmf");
    assertThatThrownBy(() -> search().survey((MaskedMatrix) null)).hasMessage("a");
    assertThatThrownBy(() -> search().timeBudget(Duration.ZERO))
        .hasMessage("time budget must be > 0, got PT0S");
    assertThatThrownBy(() -> search().survey(A.neg()))
        .hasMessageStartingWith("A must be ≥ 0 for non-negative factors");
    INDArray one = Nd4j.create(DataType.DOUBLE, 3, 3).assign(Double.NaN).putScalar(1, 1, 2);
    assertThatThrownBy(() -> RankSearch.upTo(2).survey(one))
        .hasMessageStartingWith("folds must be so few");
    MaskedMatrix zeros = MaskedMatrix.of(A).background(Background.zeros());
    assertThatThrownBy(() -> search().survey(zeros))
        .hasMessageStartingWith(
            "a search for the rank holds entries out, which then would be zero");
    assertThatThrownBy(() -> search().survey(A).at(9))
        .hasMessage("rank must be one of [1, 2, 3, 4, 5], got 9");
  }
}
