package org.nmf4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nmf4j.NmfModel;
import org.nmf4j.TestMatrices;

class PredictionGraphTest {

  private static final NmfModel MODEL =
      NmfModel.of(
          TestMatrices.random(DataType.DOUBLE, 30, 3, 1),
          TestMatrices.random(DataType.DOUBLE, 3, 12, 2));

  @TempDir private Path folder;

  /** In a graph with a variable of its own, saved and loaded. */
  @Test
  void predictsEntries() {
    SameDiff sd = SameDiff.create();
    SDVariable row = sd.placeHolder("row", DataType.LONG, -1);
    SDVariable column = sd.placeHolder("column", DataType.LONG, -1);
    SDVariable scale = sd.var("scale", Nd4j.scalar(2.0));
    SDVariable value = PredictionGraph.entries(sd, MODEL.w(), MODEL.h(), row, column);
    value.mul(scale).rename("value");
    sd.getVariable("value").sum().rename("total").markAsLoss();
    sd.save(folder.resolve("graph.fb").toFile(), false);
    SameDiff loaded = SameDiff.load(folder.resolve("graph.fb").toFile(), false);
    Map<String, INDArray> pairs =
        Map.of(
            "row", Nd4j.createFromArray(new long[] {0, 7, 29}),
            "column", Nd4j.createFromArray(new long[] {11, 2, 0}));
    INDArray values = loaded.outputSingle(pairs, "value");
    double sum = MODEL.predict(0, 11) + MODEL.predict(7, 2) + MODEL.predict(29, 0);
    assertThat(values.getDouble(1)).isCloseTo(2 * MODEL.predict(7, 2), within(1e-12));
    assertThat(loaded.calculateGradients(pairs, "scale").get("scale").getDouble(0))
        .isCloseTo(sum, within(1e-12));
  }

  @Test
  void completesRowsThatTheModelHasNotSeen() {
    INDArray unseen = TestMatrices.withHoles(DataType.DOUBLE, 8, 12, 3, 0.3, 9);
    INDArray mask = unseen.isNaN().castTo(DataType.DOUBLE).rsub(1);
    SameDiff sd = SameDiff.create();
    SDVariable rows = sd.placeHolder("rows", DataType.DOUBLE, -1, 12);
    SDVariable observed = sd.placeHolder("mask", DataType.DOUBLE, -1, 12);
    PredictionGraph.completedRows(sd, MODEL.h(), rows, observed, 200).rename("completed");
    INDArray completed = sd.outputSingle(Map.of("rows", unseen, "mask", mask), "completed");
    INDArray expected = MODEL.transform(unseen).mmul(MODEL.h());
    for (int i = 0; i < unseen.rows(); i++) {
      for (int j = 0; j < unseen.columns(); j++) {
        double given = unseen.getDouble(i, j);
        if (Double.isNaN(given)) {
          assertThat(completed.getDouble(i, j)).isCloseTo(expected.getDouble(i, j), within(1e-4));
        } else {
          assertThat(completed.getDouble(i, j)).isEqualTo(given);
        }
      }
    }
    assertThatThrownBy(() -> PredictionGraph.completedRows(sd, MODEL.h(), rows, observed, 0))
        .hasMessage("steps must be ≥ 1, got 0");
  }
}
