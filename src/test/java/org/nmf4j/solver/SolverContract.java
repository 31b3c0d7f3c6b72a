package org.nmf4j.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.FitReport;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.TestMatrices;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraint;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Objective;
import org.nmf4j.objective.Penalties;
import org.nmf4j.objective.Penalty;

/** What a fit finds, whatever solver finds it. */
public abstract class SolverContract extends FitContract {

  /** Steps after which it has all but settled on a matrix of a thousand entries. */
  protected abstract int manySteps();

  /** How near it comes in those to a minimum at which nothing is left, as a part of the entries. */
  protected abstract double precision();

  /** Whether the objective is one for this solver. */
  protected boolean suits(Objective objective) {
    return true;
  }

  /** Whether there may be penalties. */
  protected boolean takesPenalties() {
    return true;
  }

  private Nmf penalised(Nmf nmf, Penalty w, Penalty h) {
    return takesPenalties() ? nmf.penalty(w, h) : nmf;
  }

  /** Whether it takes the length of its steps from the problem, not from the caller. */
  protected boolean choosesItsSteps() {
    return true;
  }

  /** Whether an entry of weight 3 is as good as three, wherever others' weights are. */
  protected boolean takesWeightsForRepeats() {
    return true;
  }

  /** Whether steps of factors with offsets are no longer or shorter by what is rounded. */
  protected boolean keepsRoundingSmall() {
    return true;
  }

  /** Whether a step looks at all rows at once. */
  protected boolean seesAllRows() {
    return true;
  }

  @Test
  void givesOneModelForDenseAndSparse() {
    INDArray holes = TestMatrices.withHoles(DataType.DOUBLE, 40, 30, 3, 0.4, 1);
    holes.getRow(4).assign(Double.NaN);
    holes.getColumn(7).assign(Double.NaN);
    MaskedMatrix a =
        MaskedMatrix.weighted(holes, TestMatrices.random(DataType.DOUBLE, 40, 30, 5).addi(0.5));
    Nmf nmf = nmf(3, 40).holdOut(0.1).iterations(12);
    Penalty ridge = Penalties.l2(1e-3).perObservation();
    for (Nmf each : List.of(nmf, nmf.offsets(), penalised(nmf, ridge, ridge))) {
      NmfModel dense = each.fit(a);
      NmfModel sparse = each.fit(TestMatrices.sparse(a));
      assertClose(sparse.w(), dense.w(), 1e-8);
      assertClose(sparse.h(), dense.h(), 1e-8);
      assertThat(report(sparse).objective())
          .isCloseTo(report(dense).objective(), withinPercentage(1e-6));
      assertThat(report(sparse).heldOutLoss())
          .isCloseTo(report(dense).heldOutLoss(), withinPercentage(1e-6));
      assertThat(report(sparse).kktResidual()).isCloseTo(report(dense).kktResidual(), within(1e-6));
      assertThat(report(sparse).unobservedRows()).containsExactly(4);
      assertThat(report(sparse).unobservedColumns()).containsExactly(7);
    }
  }

  /** Zeros, and other numbers, that are not listed count as those that are. */
  @ParameterizedTest
  @CsvSource({
    "rmse, 0, 1",
    "mse, 0, 0.2",
    "mse, 0, 1",
    "rmse, 0.3, 0.7",
    "kl, 0, 1",
    "kl, 0, 0.2",
    "beta:2, 0, 1",
    "beta:2, 0.3, 0.5"
  })
  void countsABackgroundAsEntriesThatAreListed(String loss, double value, double weight) {
    assumeTrue(suits(Objective.of(Losses.named(loss))));
    INDArray holes = TestMatrices.withHoles(DataType.DOUBLE, 40, 30, 3, 0.8, 1);
    holes.getRow(4).assign(Double.NaN);
    INDArray weights = TestMatrices.random(DataType.DOUBLE, 40, 30, 5).addi(weight == 1 ? 1 : 0.5);
    Nmf nmf = nmf(3, 40).loss(Losses.named(loss)).iterations(8);
    Penalty ridge = Penalties.l2(1e-3).perObservation();
    boolean hasOffsets =
        Losses.named(loss).domain().equals(Loss.Domain.ALL) && keepsRoundingSmall();
    assertBackgroundCounts(hasOffsets ? nmf.offsets() : nmf, MaskedMatrix.of(holes), value, weight);
    MaskedMatrix weighted = MaskedMatrix.weighted(holes, weights);
    assertBackgroundCounts(penalised(nmf, ridge, ridge), weighted, value, weight);
  }

  private static void assertBackgroundCounts(Nmf nmf, MaskedMatrix a, double value, double weight) {
    NmfModel listed = nmf.fit(TestMatrices.filled(a, value, weight));
    INDArray transformed = listed.transform(TestMatrices.filled(a, value, weight));
    INDArray columns = listed.withColumns(TestMatrices.filled(a, value, weight)).h();
    for (MaskedMatrix form : List.of(a, TestMatrices.sparse(a))) {
      NmfModel model = nmf.fit(form.background(value, weight));
      assertClose(model.w(), listed.w(), 1e-7);
      assertClose(model.h(), listed.h(), 1e-7);
      assertThat(report(model).objective())
          .isCloseTo(report(listed).objective(), withinPercentage(1e-6));
      assertThat(report(model).kktResidual()).isCloseTo(report(listed).kktResidual(), within(1e-6));
      assertThat(report(model).observed()).isEqualTo(a.observed());
      assertThat(report(model).unobservedRows()).isEmpty();
      assertClose(model.transform(form), transformed, 1e-6);
      assertClose(model.withColumns(form).h(), columns, 1e-6);
      assertThat(report(nmf.holdOut(0.1).fit(form.background(value, weight))).heldOutLoss())
          .isCloseTo(
              report(nmf.holdOut(0.1).fit(a.background(value, weight))).heldOutLoss(),
              withinPercentage(1e-6));
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofWeightsTheRatiosCount(Form form) {
    INDArray a = TestMatrices.withHoles(DataType.DOUBLE, 20, 12, 5, 0.1, 3);
    INDArray weights = TestMatrices.random(DataType.DOUBLE, 20, 12, 4).addi(.1);
    MaskedMatrix once = form.of(MaskedMatrix.weighted(a, weights));
    MaskedMatrix eightfold = form.of(MaskedMatrix.weighted(a, weights.mul(8)));
    Penalty ridge = Penalties.l2(0.02).perObservation();
    Nmf nmf = penalised(nmf(3, 20), ridge, ridge).iterations(6);
    NmfModel expected = nmf.fit(once);
    NmfModel found = nmf.fit(eightfold);
    assertClose(found.w(), expected.w(), 1e-8);
    assertClose(found.h(), expected.h(), 1e-8);
    assertClose(found.transform(eightfold), expected.transform(once), 1e-8);
    assertThat(report(found).objective())
        .isCloseTo(report(expected).objective(), withinPercentage(1e-6));
  }

  /**
   * An entry of weight 3 is three columns with the same entry: with the columns' factors kept, the
   * rows' problems are the same, step by step, but for what steps take from the whole start. And so
   * with rows.
   */
  @ParameterizedTest
  @EnumSource
  void countsAWeightAsRepeatedObservations(Form form) {
    assumeTrue(takesWeightsForRepeats());
    INDArray a = TestMatrices.withHoles(DataType.DOUBLE, 20, 12, 5, 0.1, 3);
    INDArray weights = Nd4j.zeros(DataType.DOUBLE, 20, 12);
    Random random = new Random(4);
    INDArray[] copies = IntStream.range(0, 3).mapToObj(copy -> a.dup()).toArray(INDArray[]::new);
    for (int i = 0; i < 20; i++) {
      for (int j = 0; j < 12; j++) {
        int weight = random.nextInt(4);
        weights.putScalar(i, j, weight);
        for (int copy = weight; copy < 3; copy++) {
          copies[copy].putScalar(i, j, Double.NaN);
        }
      }
    }
    MaskedMatrix weighted = form.of(MaskedMatrix.weighted(a, weights));
    INDArray w = TestMatrices.random(DataType.DOUBLE, 20, 3, 5);
    INDArray h = TestMatrices.random(DataType.DOUBLE, 3, 12, 6);
    Nmf nmf =
        penalised(nmf(3, 20), Penalties.elasticNet(0.01, 0.5).perObservation(), Penalties.none())
            .iterations(6);
    INDArray wideH = Nd4j.hstack(h, h, h);
    NmfModel once = withH(nmf, w, h).fit(weighted);
    NmfModel thrice = withH(nmf, w, wideH).fit(form.of(Nd4j.hstack(copies)));
    assertClose(once.w(), thrice.w(), 1e-5);
    assertThat(report(once).objective())
        .isCloseTo(report(thrice).objective(), withinPercentage(1e-3));
    assertThat(once.w().distance2(w)).isGreaterThan(0.1);
    assertClose(once.transform(weighted), thrice.transform(form.of(Nd4j.hstack(copies))), 1e-5);
    if (seesAllRows()) {
      INDArray tallW = Nd4j.vstack(w, w, w);
      Nmf ofColumns = penalised(nmf, Penalties.none(), Penalties.l2(0.02).perObservation());
      NmfModel columns = withW(ofColumns, w, h).fit(weighted);
      NmfModel expected = withW(ofColumns, tallW, h).fit(form.of(Nd4j.vstack(copies)));
      assertClose(columns.h(), expected.h(), 1e-5);
      assertThat(report(columns).objective())
          .isCloseTo(report(expected).objective(), withinPercentage(1e-3));
    }
  }

  private static Nmf withW(Nmf nmf, INDArray w, INDArray h) {
    int[] components = IntStream.range(0, w.columns()).toArray();
    return nmf.initial(w, h)
        .constraint(Constraints.fixedColumns(w, components), Constraints.nonNegative());
  }

  private static Nmf withH(Nmf nmf, INDArray w, INDArray h) {
    int[] components = IntStream.range(0, h.rows()).toArray();
    return nmf.initial(w, h)
        .constraint(Constraints.nonNegative(), Constraints.fixedRows(h, components));
  }

  private record Sets(Constraint w, Constraint h) {}

  private Stream<Sets> constraints(int rows, int columns) {
    INDArray columnOfW = TestMatrices.random(DataType.DOUBLE, rows, 1, 2);
    INDArray rowOfW = TestMatrices.random(DataType.DOUBLE, 1, 3, 3);
    INDArray columnOfH = TestMatrices.random(DataType.DOUBLE, 3, 1, 4);
    INDArray rowOfH = TestMatrices.random(DataType.DOUBLE, 1, columns, 5);
    Constraint nonNegative = Constraints.nonNegative();
    return Stream.of(
            new Sets(nonNegative, nonNegative),
            new Sets(Constraints.upperBound(0.7), Constraints.upperBound(0.8)),
            new Sets(
                nonNegative
                    .and(Constraints.fixedColumns(columnOfW, 1))
                    .and(Constraints.fixedRows(rowOfW, 7)),
                Constraints.upperBound(0.8)
                    .and(Constraints.fixedRows(rowOfH, 2))
                    .and(Constraints.fixedColumns(columnOfH, 4))),
            new Sets(Constraints.simplexRows(), nonNegative),
            new Sets(Constraints.simplexColumns(), nonNegative),
            new Sets(nonNegative, Constraints.simplexRows()),
            new Sets(Constraints.upperBound(0.7), Constraints.simplexColumns()))
        .filter(sets -> suits(Objective.of(Losses.rmse()).withConstraints(sets.w(), sets.h())));
  }

  @ParameterizedTest
  @EnumSource
  void keepsItsConstraints(Form form) {
    for (DataType type : TYPES) {
      MaskedMatrix a = form.of(TestMatrices.withHoles(type, 30, 20, 4, 0.2, 1));
      constraints(30, 20)
          .forEach(
              sets -> {
                NmfModel model = nmf(3, 30).constraint(sets.w(), sets.h()).iterations(8).fit(a);
                assertKept(sets.w(), model.w());
                assertKept(sets.h(), model.h());
                assertThat(report(model).objective()).isLessThan(report(model).history().get(1));
              });
    }
  }

  /** Projecting it changes nothing but the last digit, which a sum to 1 depends on. */
  private static void assertKept(Constraint constraint, INDArray factor) {
    INDArray projected = factor.dup();
    constraint.project(projected);
    double digit = factor.dataType() == DataType.FLOAT ? 1e-6 : 1e-14;
    assertThat(factor.sub(projected).normmaxNumber().doubleValue())
        .as(constraint::toString)
        .isLessThanOrEqualTo(constraint.toString().contains("Simplex") ? digit : 0);
  }

  /** Semi-NMF: one factor, and the entries, of any sign. */
  @ParameterizedTest
  @EnumSource
  void leavesAFactorFreeThatIsToBe(Form form) {
    INDArray w = TestMatrices.random(DataType.DOUBLE, 30, 2, 1).subi(0.5);
    INDArray h = TestMatrices.random(DataType.DOUBLE, 2, 20, 2);
    MaskedMatrix a = form.of(w.mmul(h));
    Nmf nmf = nmf(2, 30).loss(Losses.mse()).iterations(100);
    NmfModel semi = nmf.constraint(Constraints.none(), Constraints.nonNegative()).fit(a);
    assertThat(semi.rmse(a)).isLessThan(0.5 * a.standardDeviation());
    assertThat(semi.w().minNumber().doubleValue()).isNegative();
    assertThat(semi.h().minNumber().doubleValue()).isNotNegative();
    assertThat(semi.transform(a).minNumber().doubleValue()).isNegative();
    NmfModel other =
        nmf.constraint(Constraints.nonNegative(), Constraints.none()).fit(a.transpose());
    assertThat(other.w().minNumber().doubleValue()).isNotNegative();
    assertThat(other.h().minNumber().doubleValue()).isNegative();
  }

  @ParameterizedTest
  @EnumSource
  void recoversAMatrixOfTheRank(Form form) {
    INDArray whole = TestMatrices.withHoles(DataType.DOUBLE, 40, 30, 3, 0, 1);
    MaskedMatrix a = form.of(TestMatrices.withHoles(DataType.DOUBLE, 40, 30, 3, 0.2, 1));
    NmfModel model = nmf(3, 40).loss(Losses.mse()).iterations(manySteps()).fit(a);
    assertClose(model.reconstruct(), whole, precision());
    // At a minimum each row is the best for its entries.
    assertClose(model.transform(a), model.w(), 10 * precision());
    assertClose(model.withColumns(a).h(), model.h(), 10 * precision());
  }

  /**
   * Example 3 of Laurberg et al. 2008, doi:10.1155/2008/764206: the factorization is unique up to
   * the order and scale of its components.
   */
  @ParameterizedTest
  @CsvSource({"0.1, 0", "0.1, 1", "0.3, 2", "0.3, 3"})
  void findsTheUniqueFactorization(double alpha, int seed) {
    assumeTrue(minimisesTheLoss());
    INDArray h =
        Nd4j.createFromArray(
            new double[][] {
              {alpha, 1, 1, alpha, 0, 0}, {1, alpha, 0, 0, alpha, 1}, {0, 0, alpha, 1, 1, alpha}
            });
    NmfModel model =
        nmf(3, 6).loss(Losses.mse()).iterations(manySteps()).seed(seed).fit(h.transpose().mmul(h));
    INDArray scaled = model.h().divColumnVector(model.h().max(1));
    double near = 20 * precision();
    for (int c = 0; c < 3; c++) {
      INDArray component = h.getRow(c);
      assertThat(IntStream.range(0, 3).mapToDouble(d -> scaled.getRow(d).distance2(component)))
          .as("component %d, of %s", c, scaled)
          .anyMatch(distance -> distance < near);
    }
  }

  /** A number for all entries, their mean, is a matrix of rank 1. */
  @ParameterizedTest
  @EnumSource
  void endsNotAboveItsStartNorTheBestNumberForAll(Form form) {
    assumeTrue(minimisesTheLoss());
    for (int seed = 0; seed < 3; seed++) {
      INDArray array = TestMatrices.random(DataType.DOUBLE, 20, 12, seed);
      array.putScalar(3, 4, Double.NaN);
      MaskedMatrix a = form.of(array);
      FitReport report = report(nmf(2, 20).loss(Losses.mse()).iterations(150).seed(seed).fit(a));
      assertThat(report.objective())
          .isLessThanOrEqualTo(report.history().get(0))
          .isLessThanOrEqualTo(Math.pow(a.standardDeviation(), 2));
    }
  }

  /** Several blocks of rows, under each loss that the solver takes. */
  @ParameterizedTest
  @EnumSource
  void hasTheSameBitsOnAnyNumberOfThreadsUnderEveryLoss(Form form) {
    for (String name : List.of("mse", "kl", "is", "beta:1.5", "huber:0.2", "mae")) {
      Loss loss = Losses.named(name);
      if (suits(Objective.of(loss))) {
        double missing = form == Form.DENSE ? 0 : 0.5;
        MaskedMatrix a = form.of(TestMatrices.withHoles(DataType.DOUBLE, 150, 130, 3, missing, 2));
        Nmf nmf = nmf(5, 150).loss(loss).iterations(3).seed(7);
        NmfModel one = nmf.threads(1).fit(a);
        assertSameBits(nmf.threads(2).fit(a), one);
        assertSameBits(nmf.threads(3).fit(a), one);
      }
    }
  }

  /** A row has the same factors whatever rows stand beside it, by every loss. */
  @ParameterizedTest
  @EnumSource
  void foldsARowInByItself(Form form) {
    for (DataType type : TYPES) {
      INDArray a = TestMatrices.withHoles(type, 40, 30, 3, 0.3, 1);
      INDArray rows = TestMatrices.withHoles(type, 70, 30, 4, 0.3, 8);
      for (String loss :
          type == DataType.FLOAT ? List.of("rmse", "kl", "huber:0.1") : List.of("rmse")) {
        if (suits(Objective.of(Losses.named(loss)))) {
          NmfModel model = nmf(3, 40).loss(Losses.named(loss)).iterations(20).fit(a);
          INDArray together = model.transform(form.of(rows));
          for (int row : new int[] {0, 33, 69}) {
            INDArray alone = model.transform(form.of(rows.getRow(row, true).dup()));
            TestMatrices.assertSameBits(alone, together.getRow(row, true));
          }
        }
      }
    }
  }

  /** Constraints of a row by itself are those of new rows too, and so with columns. */
  @ParameterizedTest
  @EnumSource
  void keepsItsConstraintsInNewRowsAndColumns(Form form) {
    MaskedMatrix a = form.of(TestMatrices.withHoles(DataType.DOUBLE, 30, 20, 4, 0.2, 1));
    INDArray rows = TestMatrices.random(DataType.DOUBLE, 5, 20, 8).muli(3);
    INDArray columns = TestMatrices.random(DataType.DOUBLE, 30, 4, 9).muli(3);
    Constraint bound = Constraints.upperBound(0.6);
    Stream.of(
            new Sets(Constraints.nonNegative(), Constraints.nonNegative()),
            new Sets(bound, bound),
            new Sets(Constraints.simplexRows(), bound),
            new Sets(bound, Constraints.simplexColumns()))
        .filter(sets -> suits(Objective.of(Losses.rmse()).withConstraints(sets.w(), sets.h())))
        .forEach(
            sets -> {
              NmfModel model = nmf(3, 30).constraint(sets.w(), sets.h()).iterations(20).fit(a);
              assertKept(sets.w(), model.transform(form.of(rows)));
              assertKept(sets.h(), model.withColumns(form.of(columns)).h());
            });
  }

  /** The predictions of A·c are those of A, times c. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 1e-3, 1e3, 1e9})
  void doesNotDependOnTheUnit(double unit) {
    assumeTrue(choosesItsSteps(), "a step that is given is in the unit of the entries");
    INDArray noise = TestMatrices.random(DataType.DOUBLE, 25, 15, 7).muli(0.3);
    INDArray a = TestMatrices.withHoles(DataType.DOUBLE, 25, 15, 2, 0.2, 1).addi(noise);
    for (Form form : Form.values()) {
      Nmf nmf = nmf(2, 25).iterations(20);
      for (Nmf each : List.of(nmf, nmf.loss(Losses.mse()), nmf.offsets())) {
        INDArray expected = each.fit(form.of(a)).reconstruct();
        INDArray found = each.fit(form.of(a.mul(unit))).reconstruct();
        assertClose(found.div(unit), expected, 1e-6);
      }
    }
  }
}
