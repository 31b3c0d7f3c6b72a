package org.nmf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nmf4j.matrix.Background;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.matrix.SparseBuilder;
import org.nmf4j.matrix.SparseMatrix;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.Loss;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;
import org.nmf4j.objective.Penalty;
import org.nmf4j.solver.initial.Initializers;

/** Fits in which what is not listed counts, beside what solvers have in common. */
class BackgroundFitTest {

  /** Counts of words, most of which are 0 and not listed. */
  private static SparseMatrix counts(DataType type, int rows, int columns, long seed) {
    Random random = new Random(seed);
    INDArray means =
        TestMatrices.random(DataType.DOUBLE, rows, 3, seed)
            .mmul(TestMatrices.random(DataType.DOUBLE, 3, columns, seed + 1));
    SparseBuilder builder = MaskedMatrix.sparse(type);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        if (random.nextDouble() < 0.2 * means.getDouble(i, j)) {
          builder.add(i, j, 1 + random.nextInt(4));
        }
      }
    }
    return builder.build(rows, columns);
  }

  private static void assertClose(INDArray actual, INDArray expected, double part) {
    assertThat(actual.distance2(expected))
        .isLessThanOrEqualTo(part * expected.norm2Number().doubleValue());
  }

  private static FitReport report(NmfModel model) {
    return model.report().orElseThrow();
  }

  /** At a minimum of the divergence the sums of rows are those of the counts. */
  @ParameterizedTest
  @ValueSource(strings = {"FLOAT", "DOUBLE"})
  void keepsTheSumsOfCounts(String type) {
    SparseMatrix a = counts(DataType.valueOf(type), 60, 50, 1).background(Background.zeros());
    NmfModel model =
        Nmf.ofRank(4).loss(Losses.kullbackLeibler()).iterations(300).tolerance(1e-9).fit(a);
    INDArray predictions = model.reconstruct();
    for (int i = 0; i < 60; i++) {
      double[] sum = {0};
      a.forEachObserved(i, (row, column, value, weight) -> sum[0] += value);
      assertThat(predictions.getRow(i).sumNumber().doubleValue())
          .isCloseTo(sum[0], within(1e-3 * (1 + sum[0])));
    }
    assertThat(report(model).solver()).isEqualTo("reweighted least squares");
    assertThat(report(model).background()).isEqualTo(Background.zeros());
    assertThat(report(model)).asString().contains("; what is not listed counts as zeros");
  }

  /** By default neither offsets nor a penalty are looked for, nor are rows held to a mean. */
  @Test
  void isNoMatrixOfRatings() {
    SparseMatrix a = counts(DataType.FLOAT, 60, 50, 1);
    FitReport report = report(Nmf.ofRank(4).fit(a.background(Background.zeros())));
    assertThat(report.solver()).isEqualTo("alternating least squares");
    assertThat(report.penalised()).isFalse();
    assertThat(report.openRows()).isEmpty();
    assertThat(report(Nmf.ofRank(4).fit(a)).solver()).startsWith("variational Bayes");
  }

  @ParameterizedTest
  @CsvSource({"rmse, 0, 1", "rmse, 0.5, 0.2", "kl, 0, 1"})
  void isKeptInItsFile(String loss, double value, double weight, @TempDir Path folder)
      throws Exception {
    SparseMatrix a = counts(DataType.DOUBLE, 40, 30, 1);
    NmfModel model =
        Nmf.ofRank(3).loss(Losses.named(loss)).iterations(30).fit(a.background(value, weight));
    model.save(folder.resolve("m.npz"));
    NmfModel loaded = NmfModel.load(folder.resolve("m.npz"));
    assertThat(loaded.background()).isEqualTo(new Background(value, weight));
    assertThat(report(loaded).background()).isEqualTo(new Background(value, weight));
    SparseMatrix rows = counts(DataType.DOUBLE, 10, 30, 7);
    TestMatrices.assertSameBits(loaded.transform(rows), model.transform(rows));
    assertClose(
        loaded.transform(rows), model.transform(TestMatrices.filled(rows, value, weight)), 1e-6);
    TestMatrices.assertSameBits(
        loaded.transform(rows.background(value, weight)), model.transform(rows));
  }

  @ParameterizedTest
  @ValueSource(strings = {"FLOAT", "DOUBLE"})
  void errorsAreThoseOfAllEntries(String type) {
    SparseMatrix a = counts(DataType.valueOf(type), 40, 30, 1);
    for (Nmf nmf : List.of(Nmf.ofRank(3), Nmf.ofRank(3).offsets(), Nmf.ofRank(3).clip(0.1, 3))) {
      NmfModel model = nmf.penalty(Penalties.none()).iterations(20).fit(a.background(0, 0.5));
      MaskedMatrix listed = TestMatrices.filled(a, 0, 0.5);
      assertThat(model.rmse(a.background(0, 0.5)))
          .isCloseTo(model.rmse(listed), withinPercentage(1e-3));
      assertThat(model.mae(a.background(0, 0.5)))
          .isCloseTo(model.mae(listed), withinPercentage(1e-3));
      assertThat(model.rmse(a)).isNotCloseTo(model.rmse(listed), withinPercentage(10));
    }
  }

  /** A start by the decomposition of the matrix with its zeros, which are not held. */
  @Test
  void startsByTheDecompositionWithZeros() {
    SparseMatrix a = counts(DataType.DOUBLE, 60, 50, 1);
    for (double value : new double[] {0, 0.5}) {
      MaskedMatrix listed = TestMatrices.filled(a, value, 1);
      var expected = Initializers.nndsvd().initialize(listed, 4, 3);
      for (MaskedMatrix form : List.of(a, MaskedMatrix.of(a.toArray()))) {
        var found = Initializers.nndsvd().initialize(form.background(value, 1), 4, 3);
        assertClose(found.w(), expected.w(), 1e-8);
        assertClose(found.h(), expected.h(), 1e-8);
      }
    }
  }

  /** An update with the old entries is a fit to all; without them it comes near. */
  @ParameterizedTest
  @ValueSource(strings = {"rmse", "kl"})
  void isKeptByUpdates(String loss) {
    SparseMatrix all = counts(DataType.DOUBLE, 60, 50, 1);
    SparseBuilder first = MaskedMatrix.sparse(DataType.DOUBLE);
    SparseBuilder rest = MaskedMatrix.sparse(DataType.DOUBLE);
    all.forEachObserved(
        (row, column, value, weight) ->
            (row < 50 && column < 45 ? first : rest).add(row, column, value));
    SparseMatrix old = first.build(50, 45).background(Background.zeros());
    SparseMatrix added = rest.build(60, 50);
    Nmf nmf = Nmf.ofRank(3).loss(Losses.named(loss));
    NmfModel model = nmf.fit(old);
    NmfModel updated = model.update(added, old);
    MaskedMatrix counted = all.background(Background.zeros());
    assertThat(updated.background()).isEqualTo(Background.zeros());
    assertThat(updated.rmse(counted)).isLessThan(1.03 * nmf.fit(counted).rmse(counted));
    if (loss.equals("rmse")) {
      NmfModel alone = model.update(added);
      assertThat(alone.rmse(counted)).isLessThan(1.1 * nmf.fit(counted).rmse(counted));
    }
  }

  /** A penalty of the caller's own, for which rows are found by descent. */
  @Test
  void isHonouredByDescents() {
    SparseMatrix a = counts(DataType.DOUBLE, 40, 30, 1);
    Penalty smooth = (sd, factor) -> sd.math().square(factor).sum().mul(1e-3);
    Nmf nmf = Nmf.ofRank(3).loss(Losses.mse()).penalty(smooth, smooth).iterations(200);
    NmfModel model = nmf.fit(a.background(Background.zeros()));
    NmfModel listed = nmf.fit(TestMatrices.filled(a, 0, 1));
    assertThat(report(model).objective())
        .isCloseTo(report(listed).objective(), withinPercentage(0.1));
    assertClose(model.transform(a), model.transform(TestMatrices.filled(a, 0, 1)), 1e-4);
  }

  /** Any loss takes the zeros of a dense matrix. */
  @ParameterizedTest
  @ValueSource(strings = {"huber:0.5", "mae", "beta:1.5"})
  void denseMatricesTakeAnyLoss(String name) {
    SparseMatrix a = counts(DataType.DOUBLE, 40, 30, 1);
    Loss loss = Losses.named(name);
    Nmf nmf = Nmf.ofRank(3).loss(loss).iterations(10);
    NmfModel model = nmf.fit(MaskedMatrix.of(a.toArray()).background(Background.zeros()));
    TestMatrices.assertSameBits(model.w(), nmf.fit(TestMatrices.filled(a, 0, 1)).w());
    assertThatThrownBy(() -> nmf.fit(a.background(Background.zeros())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a sparse matrix whose other entries are zeros needs the loss rmse, mse, beta:2 or, if"
                + " they are zeros, kl, got %s: a dense one takes any",
            name);
  }

  /**
   * Rows of many components over zeros are multiplied by what they are made of: that neither leaves
   * the range of the type nor does it depend on how large components are beside one another.
   */
  @ParameterizedTest
  @CsvSource({
    "FLOAT, 1e-20, 0",
    "FLOAT, 1e-30, 0",
    "FLOAT, 1e15, 0",
    "FLOAT, 1, 3",
    "DOUBLE, 1, 3"
  })
  void manyComponentsMayHaveAnySize(String name, double size, int powers) {
    DataType type = DataType.valueOf(name);
    SparseBuilder clicks = MaskedMatrix.sparse(type);
    counts(type, 60, 50, 1)
        .forEachObserved((row, column, r, weight) -> clicks.add(row, column, r * size, 1 + 9 * r));
    SparseMatrix a = clicks.build(60, 50).background(Background.zeros());
    INDArray w = TestMatrices.random(type, 60, 34, 2).muli(Math.sqrt(size));
    INDArray h = TestMatrices.random(type, 34, 50, 3).muli(Math.sqrt(size) / 34);
    for (int c = 0; c < 34; c++) {
      double factor = Math.pow(10, powers * (c % 3 - 1));
      w.getColumn(c).muli(factor);
      h.getRow(c).divi(factor);
    }
    Nmf nmf = Nmf.ofRank(34).penalty(Penalties.none()).initial(w, h).iterations(60);
    double listed = report(nmf.fit(TestMatrices.filled(a, 0, 1))).objective();
    assertThat(report(nmf.fit(a)).objective()).isLessThan(1.2 * listed);
  }

  @Test
  void refusesWhatALossIsNotFor() {
    SparseMatrix a = counts(DataType.DOUBLE, 40, 30, 1);
    refuses(
        Nmf.ofRank(2).loss(Losses.itakuraSaito()),
        a.background(Background.zeros()),
        "A must be > 0 for the loss is, but entries that are not listed are zeros (missing ones"
            + " would count for nothing)");
    refuses(
        Nmf.ofRank(2).loss(Losses.kullbackLeibler()),
        a.background(-1, 1),
        "A must be ≥ 0 for the loss kl, but entries that are not listed are entries of -1 (missing"
            + " ones would count for nothing)");
    refuses(
        Nmf.ofRank(2),
        a.background(-1, 1),
        "A must be ≥ 0 for non-negative factors without offsets (--offsets, Nmf.offsets), but"
            + " entries that are not listed are entries of -1 (missing ones would count for nothing)");
    refuses(
        Nmf.ofRank(2).searchPenalty(),
        a.background(Background.zeros()),
        "a search for the penalty holds entries out, which then would be zeros: name a penalty"
            + " (--l2, Nmf.penalty)");
    NmfModel model = Nmf.ofRank(2).iterations(3).fit(a.background(Background.zeros()));
    assertThatThrownBy(() -> model.transform(a.background(Background.weak(0.1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "new entries' background must be that of the fit, zeros, or not be named, got zeros of"
                + " weight 0.1");
    Nmf free = Nmf.ofRank(2).constraint(Constraints.none()).iterations(3);
    assertThat(report(free.fit(a.background(-1, 1))).iterations()).isEqualTo(3);
  }

  private static void refuses(Nmf nmf, MaskedMatrix a, String message) {
    assertThatThrownBy(() -> nmf.fit(a))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
