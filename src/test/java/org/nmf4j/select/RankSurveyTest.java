package org.nmf4j.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nmf4j.Nmf;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Losses;

class RankSurveyTest {

  private static final ConsensusMatrix ALONE = ConsensusMatrix.of(List.of(new int[] {0, 1, 1}));

  /** Of ranks from 1 on, of one start but for their stabilities. */
  private static RankSurvey survey(double explained, double... stabilities) {
    return RankSurvey.of(
        "rmse",
        IntStream.range(0, stabilities.length)
            .mapToObj(
                i ->
                    new RankSurvey.AtRank(
                        i + 1,
                        List.of(1.0, 1.1),
                        1,
                        explained,
                        List.of(stabilities[i]),
                        ALONE,
                        ALONE))
            .toList(),
        OptionalInt.empty());
  }

  @Test
  void whatIsStableAgainBeyondARankThatIsNotHasNoVote() {
    assertThat(survey(1, 1, 0.95, 0.949, 1).votes())
        .contains(new RankSurvey.Vote("stability of components", OptionalInt.of(2)));
    assertThat(survey(1, 0.9, 1).votes())
        .contains(new RankSurvey.Vote("stability of components", OptionalInt.empty()));
  }

  @Test
  void aSingleStartAgreesWithNobody() {
    RankSurvey survey = survey(1, 1, 1, 1);
    assertThat(survey.votes())
        .filteredOn(vote -> vote.rank().isPresent())
        .extracting(RankSurvey.Vote::witness)
        .containsExactly("lowest held-out error", "stability of components");
    assertThat(survey.toString().lines().skip(1)).allMatch(line -> line.contains("- / -"));
    assertThat(atFirst(survey)).containsEntry("rowDispersion", null);
    assertThat(atFirst(survey)).containsEntry("columnCopheneticCorrelation", null);
  }

  /** As the explained variance of a matrix of zeros. */
  @Test
  void whatIsNoNumberIsLeftOpen() {
    RankSurvey survey = survey(Double.NaN, 1);
    assertThat(survey.toString()).doesNotContain("NaN");
    assertThat(atFirst(survey)).containsEntry("explainedVariance", null);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> atFirst(RankSurvey survey) {
    return ((List<Map<String, Object>>) survey.toMap().get("ranks")).get(0);
  }

  @Test
  void tellsWhenItIsNotWhole() {
    MaskedMatrix a = MaskedMatrix.of(Known.matrix(20, 15, 2, 0, 0.1, 1));
    RankSearch search = RankSearch.between(1, 3).starts(2).folds(2).threads(1);
    assertThat(search.survey(a).brokenOff()).isEmpty();
    assertThat(search.survey(a).words()).doesNotContain("not all");
    // Without variational Bayes, too, which has no fit by another loss.
    assertThat(search.by(Nmf.ofRank(1).loss(Losses.huber(1))).survey(a).brokenOff()).isEmpty();
    Thread caller = Thread.currentThread();
    RankSurvey part =
        search
            .listener(
                progress -> {
                  if (progress.fits() == 2 * 3 + 1) {
                    caller.interrupt();
                  }
                })
            .survey(a);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(part.brokenOff()).hasValue("7 of 19 fits were done before the interrupt");
    assertThat(part.words())
        .endsWith("; not all was looked at: 7 of 19 fits were done before the interrupt");
    assertThat(part.toMap())
        .containsEntry("brokenOff", "7 of 19 fits were done before the interrupt");
  }
}
