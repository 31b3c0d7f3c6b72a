package org.nmf4j.samediff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.ColumnScaling;
import org.nmf4j.Nmf;
import org.nmf4j.NmfModel;
import org.nmf4j.TestMatrices;
import org.nmf4j.matrix.MaskedMatrix;
import org.nmf4j.objective.Constraints;
import org.nmf4j.objective.Losses;
import org.nmf4j.objective.Penalties;

class PredictionGraphTest {

  private static final INDArray A = TestMatrices.withHoles(DataType.DOUBLE, 30, 12, 3, 0.2, 5);
  private static final Nmf NMF = Nmf.ofRank(3).iterations(50);

  @TempDir private Path folder;

  static Stream<NmfModel> models() {
    return Stream.of(
        NMF.fit(A),
        Nmf.ofRank(1).fit(A),
        NMF.penalty(Penalties.elasticNet(0.01, 0.02)).fit(A),
        NMF.offsets(Penalties.l2(0.02).perObservation())
            .penalty(Penalties.l1(0.005).perObservation())
            .clip(0.3, 1.2)
            .fit(A),
        NMF.offsets(Penalties.l2(0.02)).scaleColumns(ColumnScaling.columns()).fit(A),
        Nmf.ofRank(1)
            .constraint(Constraints.none())
            .scaleColumns(ColumnScaling.columns())
            .fit(A.mul(A).muli(A)),
        NMF.constraint(Constraints.none()).penalty(Penalties.l2(0.05).perObservation()).fit(A));
  }

  /** In a graph with a variable of its own, saved and loaded. */
  @ParameterizedTest
  @MethodSource("models")
  void predictsEntries(NmfModel model) {
    SameDiff sd = SameDiff.create();
    SDVariable row = sd.placeHolder("row", DataType.LONG, -1);
    SDVariable column = sd.placeHolder("column", DataType.LONG, -1);
    SDVariable scale = sd.var("scale", Nd4j.scalar(2.0));
    SDVariable value = PredictionGraph.entries(sd, model, row, column);
    value.mul(scale).rename("value");
    sd.getVariable("value").sum().rename("total").markAsLoss();
    sd.save(folder.resolve("graph.fb").toFile(), false);
    SameDiff loaded = SameDiff.load(folder.resolve("graph.fb").toFile(), false);
    long[] rows = LongStream.range(0, A.length()).map(i -> i / A.columns()).toArray();
    long[] columns = LongStream.range(0, A.length()).map(i -> i % A.columns()).toArray();
    Map<String, INDArray> pairs =
        Map.of("row", Nd4j.createFromArray(rows), "column", Nd4j.createFromArray(columns));
    INDArray expected = model.reconstruct();
    assertThat(loaded.outputSingle(pairs, "value").toDoubleVector())
        .containsExactly(expected.mul(2).ravel().toDoubleVector(), within(1e-12));
    assertThat(loaded.calculateGradients(pairs, "scale").get("scale").getDouble(0))
        .isCloseTo(expected.sumNumber().doubleValue(), within(1e-10));
  }

  @ParameterizedTest
  @MethodSource("models")
  void completesRowsAsTheModelDoes(NmfModel model) {
    INDArray unseen = TestMatrices.withHoles(DataType.DOUBLE, 8, 12, 3, 0.3, 9);
    INDArray mask = unseen.isNaN().castTo(DataType.DOUBLE).rsub(1);
    SameDiff sd = SameDiff.create();
    SDVariable rows = sd.placeHolder("rows", DataType.DOUBLE, -1, 12);
    SDVariable observed = sd.placeHolder("mask", DataType.DOUBLE, -1, 12);
    PredictionGraph.completedRows(sd, model, rows, observed, 400).rename("completed");
    INDArray completed = sd.outputSingle(Map.of("rows", unseen, "mask", mask), "completed");
    INDArray expected = model.withRows(MaskedMatrix.of(unseen)).complete(unseen);
    for (int i = 0; i < unseen.rows(); i++) {
      for (int j = 0; j < unseen.columns(); j++) {
        double tolerance = mask.getDouble(i, j) == 1 ? 0 : 1e-4;
        assertThat(completed.getDouble(i, j))
            .isCloseTo(expected.getDouble(i, j), within(tolerance));
      }
    }
  }

  @Test
  void refusesWhatItCantFoldIn() {
    SameDiff sd = SameDiff.create();
    SDVariable rows = sd.placeHolder("rows", DataType.DOUBLE, -1, 12);
    NmfModel model = NMF.loss(Losses.kullbackLeibler()).fit(A);
    assertThatThrownBy(() -> PredictionGraph.completedRows(sd, NMF.fit(A), rows, rows, 0))
        .hasMessage("steps must be ≥ 1, got 0");
    assertThatThrownBy(() -> PredictionGraph.completedRows(sd, model, rows, rows, 9))
        .hasMessageStartingWith(
            "model must be one of squared error, elastic nets and box constraints, got one of ");
  }
}
