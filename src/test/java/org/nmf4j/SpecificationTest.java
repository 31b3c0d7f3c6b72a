package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;
import org.nmf4j.matrix.SparseMatrix;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Penalties;
import org.nmf4j.objective.Penalty;
import org.nmf4j.solver.FitProgress;
import org.nmf4j.solver.StopReason;
import org.nmf4j.solver.als.AlternatingLeastSquares;
import org.nmf4j.solver.bayes.VariationalBayes;

/** What a specification promises before, during and after a fit. */
class SpecificationTest {

  private static final INDArray A = TestMatrices.withHoles(DataType.DOUBLE, 30, 12, 3, 0.2, 1);

  private static final INDArray FULL = TestMatrices.random(DataType.DOUBLE, 3, 3, 1);

  static Stream<Arguments> nulls() {
    Nmf nmf = Nmf.ofRank(2);
    return Stream.of(
        Arguments.of("loss", (Runnable) () -> nmf.loss(null)),
        Arguments.of("penalty of W", (Runnable) () -> nmf.penalty((Penalty) null)),
        Arguments.of("constraint of W", (Runnable) () -> nmf.constraint((Constraint) null)),
        Arguments.of("initializer", (Runnable) () -> nmf.initializer(null)),
        Arguments.of("solver", (Runnable) () -> nmf.solver(null)),
        Arguments.of("stopping", (Runnable) () -> nmf.stopping(null)),
        Arguments.of("listener", (Runnable) () -> nmf.listener(null)),
        Arguments.of("store", (Runnable) () -> nmf.checkpoint(null)),
        Arguments.of("a", (Runnable) () -> nmf.fit((MaskedMatrix) null)),
        Arguments.of("a", (Runnable) () -> nmf.fit((INDArray) null)),
        Arguments.of("loss", (Runnable) () -> Objective.of(null)),
        Arguments.of("w", (Runnable) () -> NmfModel.of(null, A)),
        Arguments.of("h", (Runnable) () -> NmfModel.of(FULL, null)),
        Arguments.of("w", (Runnable) () -> nmf.initial(null, FULL)),
        Arguments.of("other", (Runnable) () -> Penalties.l1(1).plus(null)),
        Arguments.of("budget", (Runnable) () -> nmf.timeBudget(null)),
        Arguments.of(
            "factors of the initializer",
            (Runnable) () -> nmf.initializer((a, rank, seed) -> null).fit(A)),
        Arguments.of("file", (Runnable) () -> load(null)));
  }

  private static void load(java.nio.file.Path file) {
    try {
      NmfModel.load(file);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nulls")
  void nullIsRefusedByName(String name, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(NullPointerException.class).hasMessage(name);
  }

  @Test
  void anotherRankIsTheSameSpecificationOtherwise() {
    Nmf nmf = Nmf.ofRank(2).penalty(Penalties.l2(0.1)).iterations(7).seed(3);
    NmfModel direct = Nmf.ofRank(4).penalty(Penalties.l2(0.1)).iterations(7).seed(3).fit(A);
    TestMatrices.assertSameBits(nmf.rank(4).fit(A).w(), direct.w());
    assertThat(nmf.fit(A).rank()).isEqualTo(2);
    assertThatThrownBy(() -> nmf.rank(0)).hasMessage("rank must be ≥ 1, got 0");
  }

  @Test
  void moreComponentsThanColumnsAreReported() {
    FitReport report = Nmf.ofRank(13).iterations(5).fit(A).report().orElseThrow();
    assertThat(report.isOvercomplete()).isTrue();
    assertThat(report.toString()).contains("; rank 13 is above min(30, 12)");
    assertThat(Nmf.ofRank(12).iterations(0).fit(A).report().orElseThrow().isOvercomplete())
        .isFalse();
  }

  @Test
  void listenersSeeTheMatrixAndTheFactorsThatWereAskedFor() {
    MaskedMatrix a = MaskedMatrix.of(A);
    List<FitProgress> seen = new ArrayList<>();
    Nmf.ofRank(2)
        .offsets(Penalties.l2(0.1))
        .loss(Losses.huber(1))
        .iterations(2)
        .listener(
            progress -> {
              seen.add(progress);
              assertThat(progress.w().shape()).containsExactly(30, 2);
              assertThat(progress.h().shape()).containsExactly(2, 12);
              assertThat(progress.problem().a()).isSameAs(a);
              assertThat(progress.problem().objective()).isEqualTo(Objective.of(Losses.huber(1)));
            })
        .fit(a);
    assertThat(seen).hasSize(3);
    INDArray[] offsets = new INDArray[1];
    NmfModel model =
        Nmf.ofRank(2)
            .offsets(Penalties.l2(0.1))
            .iterations(3)
            .listener(progress -> offsets[0] = progress.rowOffsets().orElseThrow())
            .fit(a);
    assertThat(offsets[0].distance2(model.rowOffsets().orElseThrow())).isLessThan(1e-12);
  }

  @Test
  void reportsSayWhetherAFitConverged() {
    Nmf nmf = Nmf.ofRank(3);
    FitReport met = nmf.tolerance(1e-2).fit(A).report().orElseThrow();
    assertThat(met.converged()).isTrue();
    assertThat(met.stopReason().code()).isEqualTo(StopReason.Code.TOLERANCE);
    FitReport done = nmf.iterations(3).fit(A).report().orElseThrow();
    assertThat(done.converged()).isFalse();
    assertThat(done.stopReason().code()).isEqualTo(StopReason.Code.ITERATIONS);
    FitReport limit = nmf.updater(new Sgd(0.02)).fit(A).report().orElseThrow();
    assertThat(limit.converged()).isFalse();
    assertThat(limit.stopReason().code()).isEqualTo(StopReason.Code.LIMIT);
    assertThat(limit.toMap()).containsEntry("stopCode", "LIMIT").containsEntry("converged", false);
  }

  /** Entries alone: by Bayes, unless the caller named a penalty, be it none, or a solver. */
  @Test
  void ratingsAreFittedByBayesUnlessAPenaltyOrSolverIsNamed() {
    SparseMatrix ratings = TestMatrices.sparse(MaskedMatrix.of(A));
    Nmf nmf = Nmf.ofRank(3).iterations(20);
    NmfModel model = nmf.fit(ratings);
    assertThat(model.knowsUncertainty()).isTrue();
    assertThat(report(model).regularization()).isEmpty();
    assertThat(report(model).objectiveName()).isEqualTo("penalised rmse");
    Nmf bayes = nmf.solver(VariationalBayes.withDefaults());
    boolean hasOffsets = model.rowOffsets().isPresent();
    TestMatrices.assertSameBits(model.w(), (hasOffsets ? bayes.offsets() : bayes).fit(ratings).w());
    TestMatrices.assertSameBits(nmf.offsets().fit(ratings).w(), bayes.offsets().fit(ratings).w());
    for (Nmf other :
        List.of(
            nmf.penalty(Penalties.none()),
            nmf.offsets(Penalties.l2(0.1)),
            nmf.loss(Losses.huber(1)))) {
      assertThat(other.fit(ratings).knowsUncertainty()).isFalse();
      assertThat(report(other.fit(ratings)).regularization()).isEmpty();
    }
    assertThat(report(nmf.penalty(Penalties.none()).fit(ratings)).penalised()).isFalse();
    MaskedMatrix few = TestMatrices.sparse(MaskedMatrix.of(A.getRows(0, 1, 2)));
    assertThat(nmf.fit(few).knowsUncertainty()).isFalse();
    assertThat(nmf.fit(A).knowsUncertainty()).isFalse();
  }

  @Test
  void thePenaltyIsLookedForWhereBayesIsNotMeant() {
    SparseMatrix ratings = TestMatrices.sparse(MaskedMatrix.of(A));
    Nmf nmf = Nmf.ofRank(3).iterations(20);
    NmfModel model = nmf.searchPenalty().fit(ratings);
    assertThat(report(model).regularization().orElseThrow().lambda()).isPositive();
    TestMatrices.assertSameBits(model.w(), RegularizationSearch.of(nmf).fit(ratings).w());
    NmfModel byLeastSquares = nmf.solver(AlternatingLeastSquares.withDefaults()).fit(ratings);
    TestMatrices.assertSameBits(model.w(), byLeastSquares.w());
    NmfModel bounded = nmf.constraint(Constraints.upperBound(2)).fit(ratings);
    assertThat(report(bounded).regularization()).isPresent();
  }

  /** What rows and columns have more or less of, and nothing else; and the other way round. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ratingsHaveOffsetsIfTheyHelp(boolean areOfOffsets) {
    Random random = new Random(1);
    INDArray w = TestMatrices.random(DataType.DOUBLE, 120, 3, 2);
    INDArray h = TestMatrices.random(DataType.DOUBLE, 3, 60, 3);
    SparseBuilder builder = MaskedMatrix.sparse(DataType.DOUBLE);
    INDArray products = w.mul(w).mmul(h.mul(h));
    for (int i = 0; i < 120; i++) {
      for (int j = 0; j < 60; j++) {
        double value =
            areOfOffsets ? 5 + w.getDouble(i, 0) - 2 * h.getDouble(0, j) : products.getDouble(i, j);
        if (random.nextDouble() < .3) {
          builder.add(i, j, Math.max(0, value + .1 * random.nextGaussian()));
        }
      }
    }
    NmfModel model = Nmf.ofRank(5).fit(builder.build(120, 60));
    assertThat(model.rowOffsets().isPresent()).isEqualTo(areOfOffsets);
  }

  private static FitReport report(NmfModel model) {
    return model.report().orElseThrow();
  }
}
