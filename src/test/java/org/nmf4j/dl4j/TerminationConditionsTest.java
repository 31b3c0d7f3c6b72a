package org.nmf4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.deeplearning4j.earlystopping.termination.BestScoreEpochTerminationCondition;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.termination.MaxScoreIterationTerminationCondition;
import org.deeplearning4j.earlystopping.termination.MaxTimeIterationTerminationCondition;
import org.deeplearning4j.earlystopping.termination.ScoreImprovementEpochTerminationCondition;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.FitReport;
import org.nmf4j.Nmf;
import org.nmf4j.TestMatrices;
import org.nmf4j.objective.Penalties;
import org.nmf4j.solver.Stopping;

class TerminationConditionsTest {

  private static final INDArray A = TestMatrices.withHoles(DataType.DOUBLE, 20, 15, 4, 0.2, 4);

  private static FitReport fit(Stopping stopping) {
    return Nmf.ofRank(4)
        .penalty(Penalties.none())
        .holdOut(0.2)
        .iterations(3_000)
        .stopping(stopping)
        .fit(A)
        .report()
        .orElseThrow();
  }

  @Test
  void countIterationsAsEpochs() {
    Stopping rule = TerminationConditions.byObjective(new MaxEpochsTerminationCondition(7));
    assertThat(fit(rule).iterations()).isEqualTo(7);
    assertThat(fit(rule).stopReason().words()).contains("MaxEpochsTerminationCondition(7)");
  }

  /** Until it is initialized, this one's time is up. */
  @Test
  void areInitializedWhenTheFitBegins() {
    Stopping rule =
        TerminationConditions.byObjective(
            new MaxTimeIterationTerminationCondition(1, TimeUnit.HOURS));
    assertThat(fit(rule).iterations()).isEqualTo(3_000);
  }

  @Test
  void lookAtTheObjective() {
    FitReport epochs =
        fit(TerminationConditions.byObjective(new BestScoreEpochTerminationCondition(0.1)));
    assertThat(epochs.objective()).isLessThan(epochs.history().get(0));
    assertThat(epochs.history().get(epochs.iterations())).isLessThan(0.1);
    assertThat(epochs.history().get(epochs.iterations() - 1)).isGreaterThanOrEqualTo(0.1);
    FitReport iterations =
        fit(TerminationConditions.byObjective(new MaxScoreIterationTerminationCondition(1e-9)));
    assertThat(iterations.iterations()).isEqualTo(1);
  }

  @Test
  void lookAtWhatIsHeldOut() {
    Stopping rule =
        TerminationConditions.byHeldOut(new ScoreImprovementEpochTerminationCondition(10));
    FitReport report = fit(rule);
    int best = report.heldOutHistory().indexOf(report.heldOutLoss());
    assertThat(report.iterations()).isEqualTo(best + 10).isLessThan(3_000);
    assertThatThrownBy(() -> Nmf.ofRank(4).stopping(rule).fit(A))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holdOut");
  }
}
