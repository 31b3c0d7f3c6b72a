package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nmf4j.internal.compute.Workers;
import org.nmf4j.internal.evaluation.ObjectiveEvaluation;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Offsets;
import org.nmf4j.objective.Penalties;
import org.nmf4j.objective.Penalty;

/** New rows and columns minimise what the fit minimised, each by itself. */
class FoldInTest {

  private static final int RANK = 3;
  private static final INDArray A = TestMatrices.withHoles(DataType.DOUBLE, 25, 12, RANK, 0.2, 1);
  private static final INDArray NEW = TestMatrices.withHoles(DataType.DOUBLE, 40, 12, RANK, 0.3, 9);
  private static final Loss LOG_COSH =
      (sd, prediction, target, weight) ->
          sd.math().log(sd.math().cosh(prediction.sub(target))).mul(weight).sum();
  private static final Penalty CUBES = (sd, x) -> sd.math().abs(x).mul(x).mul(x).sum().mul(0.01);

  static Stream<Arguments> specifications() {
    Nmf nmf = Nmf.ofRank(RANK).iterations(60);
    return Stream.of(
        Arguments.of("rmse", nmf),
        Arguments.of("penalised rmse", nmf.penalty(Penalties.elasticNet(0.01, 0.4))),
        Arguments.of("rmse, upper bound", nmf.constraint(Constraints.upperBound(0.6))),
        Arguments.of(
            "rmse, simplex", nmf.constraint(Constraints.simplexRows(), Constraints.none())),
        Arguments.of("rmse, lambda penalty", nmf.penalty(CUBES)),
        Arguments.of("kl", nmf.loss(Losses.kullbackLeibler())),
        Arguments.of(
            "kl per observation",
            nmf.loss(Losses.kullbackLeibler()).penalty(Penalties.l1(0.02).perObservation())),
        Arguments.of("beta", nmf.loss(Losses.beta(0.5)).constraint(Constraints.upperBound(2))),
        Arguments.of("huber with offsets", nmf.loss(Losses.huber(0.1)).offsets(Penalties.l2(0.1))),
        Arguments.of("log cosh", nmf.loss(LOG_COSH).penalty(Penalties.l2(0.05))));
  }

  /** No step along a single component, or between two, lowers a row's objective. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("specifications")
  void eachRowIsAtItsMinimum(String name, Nmf nmf) {
    NmfModel model = nmf.fit(A);
    INDArray w = extended(model.withRows(MaskedMatrix.of(NEW)));
    Constraint constraint = ofNewRows(model).constraintW();
    for (int row = 0; row < 5; row++) {
      INDArray x = row(w, row);
      try (Workers workers = new Workers(1)) {
        DoubleSupplier objective = objective(model, row, x, workers);
        double lowest = objective.getAsDouble();
        INDArray minimum = x.dup('c');
        for (int p = 0; p < x.columns(); p++) {
          for (int q = -1; q < x.columns(); q++) {
            for (double step : new double[] {1e-3, -1e-3}) {
              x.assign(minimum);
              x.putScalar(p, x.getDouble(p) + step);
              if (q >= 0 && q != p) {
                x.putScalar(q, x.getDouble(q) - step);
              }
              constraint.project(x);
              assertThat(objective.getAsDouble()).isGreaterThan(lowest - 1e-8);
            }
          }
        }
      }
    }
  }

  private static Offsets offsets(NmfModel model) {
    return model
        .offsetPenalty()
        .map(penalty -> Offsets.of(RANK, penalty, model.mean()))
        .orElse(Offsets.none(RANK));
  }

  private static Objective ofNewRows(NmfModel model) {
    return offsets(model).extend(model.objective().forNewLines());
  }

  private static INDArray extended(NmfModel model) {
    return offsets(model).extendW(model.w(), model.rowOffsets().orElse(null));
  }

  /** The sum of a new row's losses and of what its penalties count beside it, at x. */
  private static DoubleSupplier objective(NmfModel model, int row, INDArray x, Workers workers) {
    Offsets offsets = offsets(model);
    Objective ofRow = ofNewRows(model).withPenalties(ofNewRows(model).penaltyW(), Penalties.none());
    Objective objective = ofRow.loss().isSquaredError() ? ofRow.withLoss(Losses.mse()) : ofRow;
    INDArray h = offsets.extendH(model.h(), model.columnOffsets().orElse(null));
    MaskedMatrix a = MaskedMatrix.of(row(NEW, row)).plus(-offsets.shift());
    ObjectiveEvaluation evaluation = ObjectiveEvaluation.of(a, objective, x, h, workers);
    return () -> {
      double inside = evaluation.mean(1);
      return inside + model.penaltyMultiplier() * (evaluation.value(1) - inside);
    };
  }

  private static INDArray row(INDArray matrix, int row) {
    return matrix.get(NDArrayIndex.interval(row, row + 1), NDArrayIndex.all()).dup('c');
  }

  /** Alone, among others, from a sparse matrix and on other threads. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("specifications")
  void rowsDoNotDependOnTheirNeighbours(String name, Nmf nmf) {
    NmfModel model = nmf.fit(A);
    INDArray together = model.threads(3).transform(NEW);
    INDArray sparse = model.transform(TestMatrices.sparse(MaskedMatrix.of(NEW)));
    TestMatrices.assertSameBits(sparse, together);
    for (int row : new int[] {0, 1, 17, 39}) {
      TestMatrices.assertSameBits(model.threads(1).transform(row(NEW, row)), row(together, row));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("specifications")
  void columnsAreRowsOfTheTransposedModel(String name, Nmf nmf) {
    Nmf turned =
        name.contains("simplex")
            ? nmf.constraint(Constraints.none(), Constraints.simplexColumns())
            : nmf;
    INDArray h = turned.fit(A.transpose().dup('c')).transformColumns(NEW.transpose().dup('c'));
    assertThat(h.shape()).containsExactly(RANK, 40);
    Constraint constraint = turned.fit(A.transpose().dup('c')).objective().constraintH();
    INDArray projected = h.dup('c');
    constraint.forNewColumns().project(projected);
    assertThat(projected.distance2(h)).isLessThan(1e-9);
  }

  @Test
  void sharesOfNewRowsSumToOne() {
    Nmf simplex = Nmf.ofRank(RANK).constraint(Constraints.simplexRows(), Constraints.none());
    INDArray w = simplex.iterations(50).fit(A).transform(NEW);
    assertThat(w.sum(1).sub(1).norm2Number().doubleValue()).isLessThan(1e-9);
    assertThat(w.minNumber().doubleValue()).isNotNegative();
  }

  /** Of a saved model all but what is code is there again, and that can be given again. */
  @Test
  void survivesBeingSaved(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("model.npz");
    Nmf bounded =
        Nmf.ofRank(RANK)
            .iterations(30)
            .loss(Losses.huber(0.2))
            .constraint(Constraints.upperBound(0.7), Constraints.simplexColumns())
            .penalty(Penalties.l1(0.01));
    NmfModel model = bounded.fit(A);
    model.save(file);
    TestMatrices.assertSameBits(NmfModel.load(file).transform(NEW), model.transform(NEW));
    assertThat(NmfModel.load(file).objective().constraintH())
        .isEqualTo(Constraints.simplexColumns());

    NmfModel own = bounded.loss(new NamedLoss("mse")).penalty(CUBES).fit(A);
    own.save(file);
    NmfModel loaded = NmfModel.load(file);
    assertThat(loaded.reconstruct()).isEqualTo(own.reconstruct());
    assertThat(loaded.objective().loss().name()).isEqualTo("mse");
    assertThat(loaded.objective().loss().isSquaredError()).isFalse();
    assertThatThrownBy(() -> loaded.transform(NEW))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("withObjective gives it again");
    TestMatrices.assertSameBits(
        loaded.withObjective(own.objective()).transform(NEW), own.transform(NEW));
  }

  /** A loss of a user's own that calls itself as one of ours. */
  private record NamedLoss(String name) implements Loss {
    @Override
    public SDVariable total(SameDiff sd, SDVariable p, SDVariable a, SDVariable weight) {
      return LOG_COSH.total(sd, p, a, weight);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rmse", "kl", "huber:1", "beta:0.5"})
  void takesARowWithoutEntriesForTheAverageOneAloneAndInABatch(String loss) {
    INDArray a = Nd4j.createFromArray(new double[][] {{1, 2, 3}, {2, 4, 7}, {3, 5, 9}});
    NmfModel model = Nmf.ofRank(2).loss(Losses.named(loss)).fit(a);
    double none = Double.NaN;
    INDArray batch = Nd4j.createFromArray(new double[][] {{1, none, 3}, {none, none, none}});
    INDArray alone = Nd4j.createFromArray(new double[][] {{none, none, none}});
    assertThat(model.transform(batch).getRow(1)).isEqualTo(model.w().mean(0));
    assertThat(model.transform(alone).getRow(0)).isEqualTo(model.transform(batch).getRow(1));
  }
}
